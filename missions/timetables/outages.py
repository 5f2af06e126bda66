"""Outages that organisers report: a table, venue or slot that closes, a person who arrives late.

Meetings stay until a mended timetable is published.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement
from sqlmodel import col, select

from locales import N_
from missions.audit import record
from missions.changes.place import upcoming
from missions.errors import Refusal
from missions.meetings.companions import everyone_by, meetings_of
from missions.people import access
from missions.timetables import interpreters, late_arrivals
from storage.database import UnitSession
from storage.tables import (
    Delegate,
    DelegateStatus,
    Interpreter,
    Meeting,
    MeetingTable,
    Mission,
    Organisation,
    Person,
    Slot,
    Venue,
)

GONE = N_("This is no longer in the mission.")

Closable = MeetingTable | Venue | Slot


async def slots(session: UnitSession, mission: Mission) -> Sequence[tuple[Slot, int]]:
    """Slots to come, each with its number of meetings."""
    count = Counter(place.slot_id for _, place in await upcoming(session, mission.id))
    found = await session.exec(
        select(Slot).where(Slot.mission_id == mission.id, Slot.starts_at > session.now).order_by(col(Slot.starts_at))
    )
    return [(slot, count[slot.id]) for slot in found]


async def people(session: UnitSession, mission: Mission) -> Sequence[tuple[Delegate, str, int]]:
    """Approved delegates with meetings to come, by name, with organisation and number of meetings."""
    count: Counter[int] = Counter()
    booked = [meeting for meeting, _place in await upcoming(session, mission.id)]
    for seated in (await everyone_by(session, booked)).values():
        count.update(seated)
    found = await session.exec(
        select(Delegate, Organisation.name)
        .join(Organisation, col(Organisation.id) == col(Delegate.organisation_id))
        .where(Delegate.mission_id == mission.id, Delegate.status == DelegateStatus.APPROVED)
        .order_by(col(Delegate.name_key), col(Delegate.id))
    )
    return [(delegate, name, count[delegate.id]) for delegate, name in found if count[delegate.id]]


async def table(session: UnitSession, organiser: Person, table_id: int) -> tuple[MeetingTable, Mission]:
    """A table of a mission that this person organises; venue and slot alike.

    Raises:
        Refusal: they do not organise it, or there is none.
    """
    found = await session.get(MeetingTable, table_id, with_for_update={"key_share": True})
    place = await session.get(Venue, found.venue_id) if found else None
    mission = await access.require_organiser(session, organiser, place.mission_id if place else None)
    if found is None:
        raise Refusal(GONE)
    return found, mission


async def venue(session: UnitSession, organiser: Person, venue_id: int) -> tuple[Venue, Mission]:
    found = await session.get(Venue, venue_id, with_for_update={"key_share": True})
    mission = await access.require_organiser(session, organiser, found.mission_id if found else None)
    if found is None:
        raise Refusal(GONE)
    return found, mission


async def slot(session: UnitSession, organiser: Person, slot_id: int) -> tuple[Slot, Mission]:
    found = await session.get(Slot, slot_id, with_for_update={"key_share": True})
    mission = await access.require_organiser(session, organiser, found.mission_id if found else None)
    if found is None:
        raise Refusal(GONE)
    return found, mission


async def delegate(session: UnitSession, organiser: Person, delegate_id: int) -> tuple[Delegate, Mission]:
    found = await session.get(Delegate, delegate_id, with_for_update={"key_share": True})
    mission = await access.require_organiser(session, organiser, found.mission_id if found else None)
    if found is None:
        raise Refusal(GONE)
    return found, mission


async def meetings_at(session: UnitSession, mission: Mission, thing: Closable | Delegate) -> int:
    """How many meetings to come need it."""
    if isinstance(thing, Delegate):
        its: ColumnElement[bool] = meetings_of(thing.id)
    elif isinstance(thing, Slot):
        its = col(Meeting.slot_id) == thing.id
    elif isinstance(thing, MeetingTable):
        its = col(Meeting.table_id) == thing.id
    else:
        its = col(Venue.id) == thing.id
    return len(await upcoming(session, mission.id, its))


def close(session: UnitSession, organiser: Person, mission: Mission, thing: Closable, *, closed: bool) -> None:
    """Close a table, venue or slot, or open it again. Idempotent."""
    if (thing.closed_at is not None) == closed:
        return
    thing.closed_at = session.now if closed else None
    session.add(thing)
    what = type(thing).__name__.lower()
    record(session, organiser, mission.id, f"{what}.{'close' if closed else 'open'}", f"{what}:{thing.id}")


async def arrives(session: UnitSession, organiser: Person, delegate_id: int, slot_id: int) -> tuple[Delegate, Mission]:
    """Record that a delegate arrives with this slot; 0 takes it back.

    Raises:
        Refusal: as delegate, or there is no such slot.
    """
    who, mission = await delegate(session, organiser, delegate_id)
    who.away = late_arrivals.until(mission, who.away, await slot_start(session, mission, slot_id))
    record(session, organiser, mission.id, "delegate.arrives", f"delegate:{who.id}", slot=slot_id)
    return who, mission


async def slot_start(session: UnitSession, mission: Mission, slot_id: int) -> datetime | None:
    """The start of a slot; None for 0.

    Raises:
        Refusal: there is no such slot.
    """
    if not slot_id:
        return None
    when = await session.get(Slot, slot_id)
    if when is None or when.mission_id != mission.id:
        raise Refusal(GONE)
    return when.starts_at


def arrival(mission: Mission, who: Delegate | Interpreter) -> datetime | None:
    """The late arrival that an organiser recorded; None if there is none."""
    return late_arrivals.since(mission, who.away if isinstance(who, Delegate) else who.breaks)


async def interpreter_arrives(
    session: UnitSession, organiser: Person, interpreter_id: int, revision: int, slot_id: int
) -> Interpreter:
    """Record that an interpreter arrives with this slot; 0 takes it back.

    Raises:
        Refusal: as interpreters.find, or there is no such slot.
    """
    known = await interpreters.find(session, organiser, interpreter_id, revision)
    who, mission = known.interpreter, known.mission
    who.breaks = late_arrivals.until(mission, who.breaks, await slot_start(session, mission, slot_id))
    who.revision += 1
    record(session, organiser, mission.id, "interpreter.arrives", f"interpreter:{who.id}", slot=slot_id)
    return who
