"""A mission straight in the tables in which everyone has a meeting in every slot, and a session each day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, cast

from sqlalchemy import Table, insert
from sqlmodel import SQLModel, col, select

from storage.database import Database, UnitSession
from storage.tables import (
    CalendarFeed,
    Delegate,
    DelegateStatus,
    Delegation,
    Meeting,
    MeetingState,
    MeetingTable,
    Mission,
    Organisation,
    OrganisationKind,
    Person,
    ProgrammeSession,
    SessionKind,
    SignUp,
    SignUpState,
    Slot,
    Venue,
)
from timekeeping import clock

DAYS, MEETINGS = 3, 14
"""Of the mission, and of a person a day."""
AHEAD = timedelta(days=7)
MINUTES = timedelta(minutes=30)
_AT_ONCE = 5_000
FIRST_CHAT = 7_000_000_000


def first_day() -> date:
    """The mission's."""
    return (clock.now() + AHEAD).date()


async def fill(database: Database, people: int, *, known: Sequence[int] = (), feeds: bool = False) -> None:
    """known: the chats of people who have one; others are given one that no one reads."""
    async with database.unit() as session:
        mission = Mission(
            key="crowded",
            title={"en": "Crowded"},
            time_zone="Europe/Madrid",
            starts_on=first_day(),
            ends_on=first_day() + timedelta(days=DAYS - 1),
            reminder_minutes=[60, 15],
        )
        await _add(session, mission)
        delegates = await _delegates(session, mission, people, known)
        await _meetings(session, mission, delegates, people)
        await _sessions(session, mission, delegates)
        if feeds:
            rows = [
                {"delegate_id": each, "token": token_of(each), "digest": "", "created_at": session.now}
                for each in delegates
            ]
            await _many(session, CalendarFeed, rows)


def token_of(delegate_id: int) -> str:
    """The address of a delegate's calendar."""
    return f"{delegate_id:032}"


async def _delegates(session: UnitSession, mission: Mission, people: int, known: Sequence[int]) -> list[int]:
    side = Delegation(mission_id=mission.id, key="all", title={"en": "All"})
    firm = Organisation(mission_id=mission.id, name="Firm", name_key="firm", kind=OrganisationKind.COMPANY)
    await _add(session, side, firm)
    chats = [*known, *range(FIRST_CHAT, FIRST_CHAT + people - len(known))]
    there = dict((await session.exec(select(Person.telegram_id, Person.id))).all())
    new = [{"telegram_id": each, "created_at": session.now} for each in chats if each not in there]
    await _many(session, Person, new)
    ids = dict((await session.exec(select(Person.telegram_id, Person.id))).all())
    rows = [
        {
            "mission_id": mission.id,
            "person_id": ids[chat],
            "delegation_id": side.id,
            "organisation_id": firm.id,
            "status": DelegateStatus.APPROVED,
            "name": f"Delegate {number}",
            "created_at": session.now,
            "updated_at": session.now,
        }
        for number, chat in enumerate(chats)
    ]
    await _many(session, Delegate, rows)
    return list((await session.exec(select(Delegate.id).order_by(col(Delegate.id)))).all())


async def _meetings(session: UnitSession, mission: Mission, delegates: list[int], people: int) -> None:
    venue = Venue(mission_id=mission.id, key="hall", title={"en": "Great hall"}, latitude=36.7, longitude=-4.4)
    await _add(session, venue)
    half = people // 2
    tables = [MeetingTable(venue_id=venue.id, label=str(number)) for number in range(half)]
    begins = [
        datetime.combine(first_day() + timedelta(days=day), time(8), session.now.tzinfo) + number * MINUTES
        for day in range(DAYS)
        for number in range(MEETINGS)
    ]
    slots = [Slot(mission_id=mission.id, starts_at=at, ends_at=at + MINUTES) for at in begins]
    await _add(session, *tables, *slots)
    rows = [
        {
            "mission_id": mission.id,
            "requester_id": delegates[one],
            "invitee_id": (other := delegates[half + (one + turn) % half]),
            "pair": f"{delegates[one]}-{other}-{turn // half}",
            "slot_id": slot.id,
            "table_id": tables[one].id,
            "state": MeetingState.CONFIRMED,
            "requested_at": session.now,
            "confirmed_at": session.now,
        }
        for turn, slot in enumerate(slots)
        for one in range(half)
    ]
    await _many(session, Meeting, rows)


async def _sessions(session: UnitSession, mission: Mission, delegates: list[int]) -> None:
    rows = [
        ProgrammeSession(
            mission_id=mission.id,
            kind=SessionKind.PLENARY,
            title={"en": f"Plenary {day}"},
            starts_at=(at := datetime.combine(first_day() + timedelta(days=day), time(18), session.now.tzinfo)),
            ends_at=at + 2 * MINUTES,
        )
        for day in range(DAYS)
    ]
    await _add(session, *rows)
    signed = [
        {"session_id": row.id, "delegate_id": each, "state": SignUpState.SIGNED_UP, "asked_at": session.now}
        for row in rows
        for each in delegates
    ]
    await _many(session, SignUp, signed)


async def _add(session: UnitSession, *rows: Any) -> None:  # noqa: ANN401 - rows of any table
    session.add_all(rows)
    await session.flush()


async def _many(session: UnitSession, table: type[SQLModel], rows: list[dict[str, Any]]) -> None:
    into = cast(Table, table.__table__)  # type: ignore[attr-defined] # SQLModel's typing does not know it
    defaults = {
        name: field.get_default(call_default_factory=True)
        for name, field in table.model_fields.items()
        if name != "id" and not field.is_required()
    }
    connection = await session.connection()
    for at in range(0, len(rows), _AT_ONCE):
        await connection.execute(insert(into), [{**defaults, **each} for each in rows[at : at + _AT_ONCE]])
