"""The programme of a mission file: errors with their lines, and what loading it again changes."""

from __future__ import annotations

import pytest
from sqlmodel import col, select

from missions.changes import telling
from missions.loading import MissionFileInvalid, apply
from missions.loading.toml.parse import parse
from missions.sessions import signing
from storage.database import Database, UnitSession
from storage.tables import (
    Delegate,
    DelegateStatus,
    Delegation,
    Organisation,
    OrganisationKind,
    Person,
    ProgrammeSession,
)
from tests.missions.stage import NOON

FRAME = """
[mission]
key = "m"
title = { en = "M" }
time_zone = "Europe/Madrid"
starts_on = 2027-07-12
ends_on = 2027-07-16

[[delegations]]
key = "es"
title = { en = "Spain" }
country = "ES"

[[delegations]]
key = "ma"
title = { en = "Morocco" }
country = "MA"

[[venues]]
key = "pta"
name = "PTA"

[[venues]]
key = "otri"
name = "OTRI"
"""
SESSION = """
[[sessions]]
key = "course"
kind = "course"
title = { en = "Course" }
date = 2027-07-14
from = 09:30:00
to = 13:30:00
venue = "pta"
capacity = 2
"""


def _wrong(session: str) -> list[str]:
    with pytest.raises(MissionFileInvalid) as found:
        parse(FRAME + session)
    return [str(each) for each in found.value.errors]


def test_what_is_wrong_is_named_with_its_line() -> None:
    first = FRAME.count("\n") + 1
    assert _wrong(SESSION.replace('"course"\nkind = "course"', '"course"\nkind = "curse"')) == [
        f'{first + 3}: sessions[1].kind: "curse" is not a kind of session; did you mean "course"?'
    ]
    assert _wrong(SESSION.replace('"pta"', '"pda"')) == [
        f'{first + 8}: sessions[1].venue: "pda" is not the key of a venue in this file; did you mean "pta"?'
    ]
    assert _wrong(SESSION.replace("13:30", "09:00")) == [
        f"{first + 7}: sessions[1].to: 09:00 is not after from, 09:30; a session stays within one day"
    ]
    assert "is not a day of the mission" in _wrong(SESSION.replace("07-14", "07-24"))[0]
    assert "is there already" in _wrong(SESSION + SESSION)[0]
    assert "is not the key of a delegation" in _wrong(SESSION + 'invited = [{ delegation = "fr" }]\n')[0]


async def _load(database: Database, text: str) -> dict[str, dict[str, int]]:
    async with database.unit() as session:
        session.info["now"] = NOON
        report = await apply(session, parse(FRAME + text))
    kinds = {"created": report.created, "changed": report.changed, "removed": report.removed, "kept": report.kept}
    return {what: {"session": counts["session"]} for what, counts in kinds.items() if counts["session"]}


async def _attend(session: UnitSession) -> int:
    """A delegate who signs up for the course; their person's id."""
    delegation = (await session.exec(select(Delegation).where(Delegation.key == "ma"))).one()
    person = Person(telegram_id=1)
    firm = Organisation(mission_id=delegation.mission_id, name="F", name_key="f", kind=OrganisationKind.COMPANY)
    session.add_all([person, firm])
    await session.flush()
    session.add(
        Delegate(
            mission_id=delegation.mission_id,
            delegation_id=delegation.id,
            organisation_id=firm.id,
            person_id=person.id,
            status=DelegateStatus.APPROVED,
            name="D",
        )
    )
    await session.flush()
    course = (await session.exec(select(ProgrammeSession))).one()
    await signing.sign_up(session, person, course.id)
    return person.id


async def test_loading_again_changes_what_the_file_changes(database: Database) -> None:
    assert await _load(database, SESSION) == {"created": {"session": 1}}
    assert await _load(database, SESSION) == {}
    async with database.unit() as session:
        session.info["now"] = NOON
        person_id = await _attend(session)

    assert await _load(database, SESSION.replace('"pta"', '"otri"')) == {"changed": {"session": 1}}
    async with database.unit() as session:
        session.info["now"] = NOON
        assert [each.to for each in await telling.go_on(session)] == [person_id]
        course = (await session.exec(select(ProgrammeSession))).one()
        assert course.revision == 2
        course.speakers = "Changed in the chat"

    assert await _load(database, SESSION.replace('"pta"', '"otri"')) == {"kept": {"session": 1}}
    smaller = SESSION.replace('"pta"', '"otri"').replace("capacity = 2", "capacity = 1")
    assert await _load(database, smaller) == {"changed": {"session": 1}, "kept": {"session": 1}}

    # Who signed up reads that it is cancelled; one without sign-ups just goes.
    assert await _load(database, "") == {"removed": {"session": 1}}
    async with database.unit() as session:
        session.info["now"] = NOON
        assert [each.to for each in await telling.go_on(session)] == [person_id]
        assert (await session.exec(select(col(ProgrammeSession.cancelled_at)))).one() == NOON
    assert await _load(database, SESSION) == {"created": {"session": 1}}
    assert await _load(database, "") == {"removed": {"session": 1}}
    async with database.reading() as reading:
        assert len((await reading.exec(select(ProgrammeSession))).all()) == 1
