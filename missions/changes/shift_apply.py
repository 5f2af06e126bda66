"""Carries a shift out: all hours in one short transaction; where it touches many, the clock tells them in chunks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlmodel import col, select, update

from missions import local_time
from missions.audit import record
from missions.changes import shift_receipts, telling
from missions.changes.interpreters_touched import INTERPRETERS
from missions.changes.shift_apart import stand_apart
from missions.changes.shift_chain import ALSO, APART, SHIFT, take_over
from missions.changes.shift_engagements import meetings_in
from missions.changes.shift_frame import Shift, ShiftFrame, frame_of
from missions.changes.shift_preview import fingerprint
from missions.meetings.reminders import outdated
from missions.people import access
from storage.database import UnitSession
from storage.tables import (
    OPEN_STATES,
    Change,
    Meeting,
    Mission,
    Person,
    ProgrammeSession,
    Slot,
    Venue,
)


@dataclass(frozen=True, slots=True)
class Shifted:
    """The change as recorded, how many people the chat reaches, and the notices to post now."""

    change: Change
    people: int
    notices: Sequence[telling.Told]


async def apply(session: UnitSession, organiser: Person, shift: Shift, shown: str) -> Shifted | None:
    """Do what the dry run with this fingerprint showed; nothing if something else would happen now.

    Raises:
        Refusal: they are no organiser, or it cannot be done any more.
    """
    mission = await access.require_organiser(session, organiser)
    await _lock(session, mission)
    frame = await frame_of(session, mission, shift)
    meetings = await meetings_in(session, frame)
    if fingerprint(frame, meetings) != shown:
        return None
    detail = await _detail(session, frame)
    await move_slots(session, frame.slots, shift.by)
    apart = await stand_apart(session, frame, [*meetings.values()])
    moved = [*frame.slots, *apart]
    detail["slots"] = sorted(each.id for each in moved)
    detail |= {APART: {str(each.id): each.apart_from for each in apart}} if apart else {}
    if interpreters := {each.interpreter_id for each in meetings.values() if each.interpreter_id is not None}:
        detail[INTERPRETERS] = sorted(interpreters)
    if earlier := await take_over(session, mission.id):
        detail[ALSO] = earlier
    await _move_sessions(session, frame.sessions, shift.by)
    await _raise_revisions(session, moved, shift)
    change = Change(mission_id=mission.id, subject=SHIFT, made_by=organiser.id, made_at=session.now, detail=detail)
    session.add(change)
    await session.flush()
    everyone, people = await shift_receipts.touched(session, change)
    change.detail = {**detail, "people": everyone}
    if everyone <= telling.AT_ONCE:
        await shift_receipts.write_next(session, change, telling.AT_ONCE)
    await outdated(session, [*meetings], [])
    counts = {"meetings": len(meetings), "sessions": len(frame.sessions), "minutes": shift.minutes}
    record(session, organiser, mission.id, "clock.shift", f"mission:{mission.id}", change=change.id, **counts)
    notices = await telling.begin(session, change) if everyone <= telling.AT_ONCE else []
    return Shifted(change, people, notices)


async def move_slots(session: UnitSession, slots: Sequence[Slot], by: timedelta) -> None:
    """Give slots their new hours, in an order in which none meets another on its way."""
    ordered = sorted(slots, key=lambda each: each.starts_at, reverse=by > timedelta(0))
    for slot in ordered:
        slot.starts_at, slot.ends_at = slot.starts_at + by, slot.ends_at + by
        slot.shifts += 1
        slot.shifted_at = session.now
        session.add(slot)
        await session.flush()


async def _lock(session: UnitSession, mission: Mission) -> None:
    """Two organisers shift one after the other, and nobody confirms a meeting in between."""
    await session.exec(select(Mission.id).where(Mission.id == mission.id).with_for_update())
    await session.exec(select(Slot.id).where(Slot.mission_id == mission.id).order_by(col(Slot.id)).with_for_update())


async def _detail(session: UnitSession, frame: ShiftFrame) -> dict[str, Any]:
    shift, zone = frame.shift, local_time.zone(frame.mission)
    begins = min(begins for begins, _ends in frame.hours).astimezone(zone)
    venue = await session.get(Venue, shift.venue_id) if shift.venue_id else None
    where = {"venue": dict(venue.title)} if venue else {}
    return {
        "kind": "clock-shifted",
        "id": frame.mission.id,
        "day": begins.date().isoformat(),
        "hour": f"{begins:%H:%M}",
        "minutes": shift.minutes,
        "only": shift.only,
        "sessions": sorted(frame.session_ids),
        **where,
    }


async def _move_sessions(session: UnitSession, sessions: Sequence[ProgrammeSession], by: timedelta) -> None:
    for row in sessions:
        row.starts_at, row.ends_at = row.starts_at + by, row.ends_at + by
        row.revision += 1
        session.add(row)
    await session.flush()


async def _raise_revisions(session: UnitSession, slots: Sequence[Slot], shift: Shift) -> None:
    """Buttons that show the old hours are too old now; a request is not answered once its meeting would have begun."""
    is_open, ids = col(Meeting.state).in_(OPEN_STATES), [each.id for each in slots]
    moved = col(Meeting.slot_id).in_(ids) | col(Meeting.moves_to_id).in_(ids)
    await session.exec(update(Meeting).where(moved, is_open).values(revision=Meeting.revision + 1))
    for slot in slots if shift.minutes < 0 else ():
        waits = update(Meeting).where(
            col(Meeting.slot_id) == slot.id, is_open, col(Meeting.expires_at) > slot.starts_at
        )
        await session.exec(waits.values(expires_at=slot.starts_at))
