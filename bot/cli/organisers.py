"""wasl organiser list and remove: who organises which mission, for the operator."""

from __future__ import annotations

import sys

from sqlmodel import col, select

from missions.errors import Refusal
from missions.registration import removal
from storage.database import Database
from storage.tables import Mission, Person, Role


async def list_them(url: str) -> int:
    """Print each confirmed organiser on a line; the exit code."""
    database = Database(url)
    try:
        async with database.reading() as session:
            rows = await session.exec(
                select(Role, Person, Mission)
                .join(Person, col(Person.id) == col(Role.person_id))
                .join(Mission, col(Mission.id) == col(Role.mission_id))
                .where(col(Role.confirmed_at).is_not(None))
                .order_by(col(Mission.key), col(Role.id))
            )
            for role, person, mission in rows:
                print(f"{role.id}\t{mission.key}\t{role.kind.value}\t{person.telegram_id}\t{role.called}")
    finally:
        await database.close()
    return 0


async def remove(number: int, url: str) -> int:
    """End one part; the exit code is 1 where there is none with this number. The person finds out when they tap."""
    database = Database(url)
    try:
        async with database.unit() as session:
            await removal.dismiss(session, None, number)
    except Refusal:
        print(f"there is no organiser with the number {number}: wasl organiser list", file=sys.stderr)
        return 1
    finally:
        await database.close()
    return 0
