"""wasl db: the schema."""

from __future__ import annotations

import sys

from storage import schema
from storage.database import Database

_STATES = {
    schema.SchemaState.EMPTY: "not there yet: wasl db upgrade",
    schema.SchemaState.OLDER: "older than this version: wasl db upgrade",
    schema.SchemaState.NEWER: "of a newer Wasl, or of no Wasl: install that version, or restore a backup",
}


async def upgrade(url: str) -> int:
    """Bring the database to the newest schema. The exit code: 0, or 1 when it is of a later version."""
    database = Database(url)
    try:
        await schema.upgrade(database)
    except schema.SchemaTooNew as error:
        print(error, file=sys.stderr)
        return 1
    finally:
        await database.close()
    print("The database is up to date.")
    return 0


async def check(url: str) -> int:
    """Print where the database and the code differ. The exit code: 0 when they agree, else 1."""
    database = Database(url)
    if database.file is not None and not database.file.there:  # looking must not make it
        print("There is no database yet: wasl run makes it, or wasl db upgrade", file=sys.stderr)
        return 1
    try:
        if (found := await schema.standing(database)) is not schema.SchemaState.OURS:
            print(f"The database's schema is {_STATES[found]}", file=sys.stderr)
            return 1
        differences = await schema.differences(database)
    finally:
        await database.close()
    for difference in differences:
        print(difference, file=sys.stderr)
    if differences:
        print("The database is not up to date: wasl db upgrade", file=sys.stderr)
        return 1
    print("The database is up to date.")
    return 0
