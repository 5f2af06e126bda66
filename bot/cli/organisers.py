"""wasl organiser list and remove: who organises which mission, for the operator."""

from __future__ import annotations

import sys

from sqlmodel import col, select

from bot.exits import CannotRun
from missions.errors import Refusal
from missions.registration import removal
from storage import schema
from storage.database import Database
from storage.tables import Mission, Person, Role


async def list_them(url: str) -> int:
    """Print each confirmed organiser on a line; the exit code."""
    database = Database(url)
    try:
        await _ours(database)
        async with database.reading() as session:
            rows = await session.exec(
                select(Role, Person, Mission)
                .join(Person, col(Person.id) == col(Role.person_id))
                .join(Mission, col(Mission.id) == col(Role.mission_id))
                .where(col(Role.confirmed_at).is_not(None))
                .order_by(col(Mission.key), col(Role.id))
            )
            lines = [
                f"{role.id}\t{mission.key}\t{role.kind.value}\t{person.telegram_id}\t{role.called}"
                for role, person, mission in rows
            ]
    finally:
        await database.close()
    print("\n".join(lines) or "Nobody organises a mission but the owners.")
    return 0


async def remove(number: int, url: str) -> int:
    """End one part; the exit code is 1 where there is none with this number. The person finds out when they tap."""
    database = Database(url)
    try:
        await _ours(database)
        async with database.unit() as session:
            await removal.dismiss(session, None, number)
    except Refusal:
        print(f"there is no organiser with the number {number}: wasl organiser list", file=sys.stderr)
        return 1
    finally:
        await database.close()
    return 0


async def _ours(database: Database) -> None:
    """Raises CannotRun where the tables are of another version."""
    if await schema.standing(database) is not schema.SchemaState.OURS:
        raise CannotRun("the database is not of this version of Wasl: wasl db upgrade")
