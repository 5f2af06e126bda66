"""Bringing a database to the newest schema, and telling whether it is there."""

from __future__ import annotations

import enum
import functools
from pathlib import Path

from sqlalchemy import Connection, inspect, text

from storage import triggers
from storage.database import Database

_MIGRATIONS = str(Path(__file__).parent / "migrations")


class SchemaTooNew(Exception):
    """The database was written by a later version of Wasl than this one."""


class SchemaState(enum.StrEnum):
    """How a database's schema compares with the one that this version of Wasl wants."""

    OURS = "ours"
    EMPTY = "empty"
    OLDER = "older"
    NEWER = "newer"


async def upgrade(database: Database) -> None:
    """Apply what is missing, all of it in one transaction: an interrupted upgrade leaves the old schema.

    Of several processes that start at once, one does it and the others wait.

    Raises:
        SchemaTooNew: it was written by a later version.
    """
    if await standing(database) is not SchemaState.OURS:
        async with database.rebuilding() as connection:
            await connection.run_sync(_upgrade)


async def standing(database: Database) -> SchemaState:
    """Whether the schema is ours. Changes nothing."""
    async with database.reading() as session:
        found = await (await session.connection()).run_sync(revision)
    if found is None:
        return SchemaState.EMPTY
    if found == revisions()[0]:
        return SchemaState.OURS
    return SchemaState.OLDER if found in revisions() else SchemaState.NEWER


def revision(connection: Connection) -> str | None:
    """The revision of the schema that the database has; none when it is empty."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


@functools.cache
def revisions() -> tuple[str, ...]:
    """All revisions that this version knows, the newest first."""
    from alembic.config import Config  # noqa: PLC0415
    from alembic.script import ScriptDirectory  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", _MIGRATIONS)
    return tuple(script.revision for script in ScriptDirectory.from_config(config).walk_revisions())


def bring_to(connection: Connection, to: str) -> None:
    """Apply what is missing up to a revision, within a transaction of `Database.rebuilding`.

    At the head the triggers are made, too: not before, as what a backup puts back is no change.
    """
    from alembic import command  # noqa: PLC0415

    command.upgrade(_config(connection), to)
    if to == "head":
        triggers.install(connection)


async def differences(database: Database) -> list[str]:
    """What the tables in the code have and the database lacks, or the other way round; empty when they agree."""
    async with database.transaction() as transaction:
        return await transaction.connection.run_sync(_differences)


# Alembic is imported where it is used: it is slow to import, and only these functions want it.
def _upgrade(connection: Connection) -> None:
    found = revision(connection)
    if found is not None and found not in revisions():
        raise SchemaTooNew("the database was written by a newer Wasl: install that version, or restore a backup")
    if found != revisions()[0]:
        bring_to(connection, "head")


def _config(connection: Connection):  # type: ignore[no-untyped-def] # noqa: ANN202 - Alembic is not imported here
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", _MIGRATIONS)
    config.attributes["connection"] = connection
    return config


def _differences(connection: Connection) -> list[str]:
    from alembic.autogenerate import compare_metadata  # noqa: PLC0415
    from alembic.migration import MigrationContext  # noqa: PLC0415

    from storage.tables import metadata  # noqa: PLC0415

    context = MigrationContext.configure(connection, opts={"compare_type": False})
    return [str(difference) for difference in compare_metadata(context, metadata)]
