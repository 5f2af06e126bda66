"""What sheets bring is written once, and a mission file that is loaded later removes nothing of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from sqlmodel import SQLModel, func, select

from missions.loading import apply, parse
from missions.sheets.choices import Choices
from missions.sheets.existing import there
from missions.sheets.files import open_file
from missions.sheets.plan import understand
from missions.sheets.understood import Understood
from missions.sheets.write import write
from storage.database import Database
from storage.tables import (
    CuratedPair,
    Delegate,
    Interpreter,
    MeetingTable,
    Mission,
    Organisation,
    ProgrammeSession,
    Slot,
    Venue,
)
from tests.missions.loading.mission_files import SMALL
from tests.missions.sheets.making import Rows, workbook

TABLES: tuple[type[SQLModel], ...] = (
    *(CuratedPair, Delegate, Interpreter, MeetingTable, Organisation, ProgrammeSession, Slot, Venue),
)


async def counts(database: Database) -> Mapping[str, int]:
    async with database.reading() as session:
        return {each.__name__: (await session.exec(select(func.count()).select_from(each))).one() for each in TABLES}


async def load(database: Database, **sheets: Rows) -> Understood:
    """As the clock does it, where nothing is in doubt."""
    async with database.reading() as session:
        mission = (await session.exec(select(Mission))).one()
        known = await there(session, mission)
    found = understand(open_file(workbook(**sheets), "a.xlsx"), known, Choices())
    assert not found.questions
    assert not found.wrong, found.wrong
    await write(database, mission.id, found)
    return found


def sheets(day: str, side: str, other: str) -> dict[str, Any]:
    return {
        "People": [
            ["Delegation", "Full name", "Company", "E-mail", "Languages"],
            [side, "Salma Berrada", "Zellige Export SARL", "salma@zellige.example", "fr, ar"],
            [other, "Nuria Campos", "Aceites del Sur SL", "nuria@aceites.example", "es, fr"],
        ],
        "Venues": [["Venue", "Number of tables"], ["Atlas Hall", 2]],
        "Slots": [["Date", "From", "To", "Minutes", "Venue"], [day, "06:00", "07:00", 30, "Atlas Hall"]],
        "Sessions": [
            ["Title", "Kind of session", "Date", "From", "To"],
            ["Early tour", "Visit", day, "05:00", "05:45"],
        ],
        "Interpreters": [["Interpreter", "Languages"], ["Imane Sefrioui", "fr, ar, es"]],
        "Pairs": [["Person 1", "Person 2", "Wish"], ["Salma Berrada", "Nuria Campos", "must"]],
    }


@pytest.mark.asyncio
async def test_sheets_are_written_once_and_survive_the_mission_file(database: Database) -> None:
    async with database.unit() as session:
        await apply(session, parse(SMALL))
    async with database.reading() as session:
        mission = (await session.exec(select(Mission))).one()
        known = await there(session, mission)
    before = await counts(database)
    side, other = (each.key for each in known.frame.delegations[:2])
    brought = sheets(mission.starts_on.isoformat(), side, other)
    await load(database, **brought)
    after = await counts(database)
    grown = {name: after[name] - count for name, count in before.items()}
    assert grown == {
        **dict.fromkeys(("CuratedPair", "Interpreter", "ProgrammeSession", "Venue"), 1),
        **dict.fromkeys(("Delegate", "MeetingTable", "Organisation", "Slot"), 2),
    }
    again = await load(database, **brought)
    assert not again.changes_anything
    async with database.unit() as session:
        report = await apply(session, parse(SMALL))
    assert not report.removed
    assert await counts(database) == after
