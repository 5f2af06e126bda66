"""The programme of a mission file: errors with their lines, and what loading it again changes."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlmodel import col, select

from missions.changes import telling
from missions.loading import MissionFileInvalid, apply, apply_in_parts
from missions.loading.apply import in_parts
from missions.loading.plan.values import GuestPlan
from missions.loading.toml.parse import parse
from missions.sessions import losses, signing
from missions.sessions.invitation import GUEST
from storage.database import Database, UnitSession
from storage.tables import (
    Delegate,
    DelegateStatus,
    Delegation,
    Organisation,
    OrganisationKind,
    Person,
    ProgrammeSession,
    SignUp,
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


PEOPLE = "".join(
    f"""
[[delegates]]
delegation = "ma"
name = "{name}"
organisation = "{firm}"
kind = "company"
languages = ["fr"]
"""
    for name, firm in (("Salma Alaoui", "Atlas"), ("Omar Idrissi", "Atlas"), ("Omar Idrissi", "Rif"))
)
SALMA = PEOPLE[: PEOPLE.index("\n[[", 1)]


def _inviting(*names: str, capacity: int = 2) -> str:
    guests = ", ".join(f'{{ delegate = "{name}" }}' for name in names)
    return SESSION.replace("capacity = 2", f"capacity = {capacity}") + f"invited = [{guests}]\n"


def test_a_guest_is_named_as_in_pairs() -> None:
    last = FRAME.count("\n") + SESSION.count("\n") + 1
    assert _wrong(_inviting("Salma Aloui") + PEOPLE) == [
        f'{last}: sessions[1].invited[1].delegate: "Salma Aloui" is no delegate of this file'
    ]
    assert "is more than one person" in _wrong(_inviting("Omar Idrissi") + PEOPLE)[0]
    assert "names one person" in _wrong(_inviting("Salma Alaoui").replace('" }]', '", kind = "company" }]') + PEOPLE)[0]
    assert parse(FRAME + _inviting("Salma Alaoui", "Omar Idrissi, Rif") + PEOPLE).sessions[0].invited == (
        GuestPlan("salma alaoui / atlas"),
        GuestPlan("omar idrissi / rif"),
    )


async def _load(database: Database, text: str) -> dict[str, dict[str, int]]:
    async with database.unit() as session:
        session.info["now"] = NOON
        report = await apply(session, parse(FRAME + text))
    kinds = {"created": report.created, "changed": report.changed, "removed": report.removed, "kept": report.kept}
    return {what: {"session": counts["session"]} for what, counts in kinds.items() if counts["session"]}


async def _attend(session: UnitSession, name: str = "D", number: int = 1) -> int:
    """A delegate who signs up for the course; their person's id."""
    delegation = (await session.exec(select(Delegation).where(Delegation.key == "ma"))).one()
    person = Person(telegram_id=number)
    firm = Organisation(
        mission_id=delegation.mission_id, name=f"F{number}", name_key=f"f{number}", kind=OrganisationKind.COMPANY
    )
    session.add_all([person, firm])
    await session.flush()
    session.add(
        Delegate(
            mission_id=delegation.mission_id,
            delegation_id=delegation.id,
            organisation_id=firm.id,
            person_id=person.id,
            status=DelegateStatus.APPROVED,
            name=name,
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


async def _invited(database: Database) -> list[str]:
    """The names of those whom the course invites."""
    async with database.reading() as reading:
        names = dict((await reading.exec(select(Delegate.id, Delegate.name))).all())
        course = (await reading.exec(select(ProgrammeSession))).one()
    return [names.get(each[GUEST], "") for each in course.invited]


async def test_guests_are_those_whom_the_file_names(database: Database) -> None:
    assert await _load(database, _inviting("Salma Alaoui") + PEOPLE) == {"created": {"session": 1}}
    assert await _invited(database) == ["Salma Alaoui"]
    assert await _load(database, _inviting("Salma Alaoui") + PEOPLE) == {}
    both = _inviting("Salma Alaoui", "Omar Idrissi, Rif") + PEOPLE
    assert await _load(database, both) == {"changed": {"session": 1}}
    assert await _invited(database) == ["Salma Alaoui", "Omar Idrissi"]

    # What the desk has set stays until the file says something new.
    async with database.unit() as session:
        (await session.exec(select(ProgrammeSession))).one().invited = []
    assert await _load(database, both) == {"kept": {"session": 1}}
    assert await _invited(database) == []
    new = PEOPLE + SALMA.replace("Salma", "Hind")
    assert await _load(database, _inviting("Hind Alaoui") + new) == {"changed": {"session": 1}}
    assert await _invited(database) == ["Hind Alaoui"]


async def test_in_parts_a_session_is_never_open_to_others_than_its_guests(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(in_parts, "SMALL", 1)
    plan = parse(FRAME + _inviting("Salma Alaoui") + PEOPLE)

    def cut(_done: int) -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        await apply_in_parts(database, plan, cut)
    assert await _invited(database) == [""]
    await apply_in_parts(database, plan)
    assert await _invited(database) == ["Salma Alaoui"]
    assert not (await apply_in_parts(database, plan)).changed_anything


async def test_whom_the_file_excludes_leaves_or_waits_and_reads_so(database: Database) -> None:
    await _load(database, SESSION)
    people = []
    for number, name in enumerate(("Salma Alaoui", "Hind", "Omar"), 1):
        async with database.unit() as session:
            session.info["now"] = NOON + timedelta(minutes=number)
            people.append(await _attend(session, name, number))
    # One of them is in the file, as who has registered before it was loaded; the third waits.
    of_file = SALMA.replace("Atlas", "F1")
    smaller = SESSION.replace("capacity = 2", "capacity = 1")
    assert await _load(database, smaller + of_file) == {"changed": {"session": 1}}
    assert await _told(database) == people[1:2]
    assert await _states(database) == ["signed_up", "waiting", "waiting"]

    invites = _inviting("Salma Alaoui", capacity=1) + of_file
    assert await _load(database, invites) == {"changed": {"session": 1}}
    assert await _states(database) == ["signed_up", "left", "left"]
    assert await _told(database) == people[1:]
    assert await _load(database, invites) == {}
    assert await _told(database) == []


async def _told(database: Database) -> list[int]:
    """Who reads that a place was lost."""
    async with database.unit() as session:
        session.info["now"] = NOON
        return sorted(each.to for each in await losses.lost_places(session))


async def _states(database: Database) -> list[str]:
    async with database.reading() as reading:
        return [str(each) for each in await reading.exec(select(SignUp.state).order_by(col(SignUp.delegate_id)))]
