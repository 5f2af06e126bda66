"""A delegate's requests and days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from sqlalchemy import and_
from sqlmodel import col, select

from missions.meetings.details import Details, details_of
from missions.meetings.mission_frame import local_day
from missions.people import access
from missions.people.reach import reachable
from storage.database import UnitSession
from storage.tables import OPEN_STATES, Delegate, Meeting, Mission, Person, Slot

Seen = tuple[Details, int]
"""A meeting, and the id of the delegate as whom it is seen."""


@dataclass(frozen=True, slots=True)
class Requests:
    """What waits for an answer: mine, the other's, and that of delegates for whom I speak as an organiser."""

    to_answer: Sequence[Seen]
    asked: Sequence[Seen]
    on_behalf: Sequence[Seen]


async def requests_of(session: UnitSession, person: Person) -> Requests:
    """The open requests of a person in the mission they look at, those nearest in time first."""
    delegate = await access.delegate_of(session, person)
    own: Sequence[Seen] = []
    if delegate is not None:
        own = [(each, delegate.id) for each in await _open_of(session, delegate) if each.meeting.awaits_id is not None]
    return Requests(
        to_answer=[seen for seen in own if seen[0].meeting.awaits_id == seen[1]],
        asked=[seen for seen in own if seen[0].meeting.awaits_id != seen[1]],
        on_behalf=await _on_behalf(session, person),
    )


async def agenda_of(session: UnitSession, delegate: Delegate) -> dict[date, list[Details]]:
    """The delegate's days in the mission, in order, each with its meetings and open requests."""
    mission = await session.get_one(Mission, delegate.mission_id)
    slots = await session.exec(select(Slot).where(Slot.mission_id == mission.id).order_by(col(Slot.starts_at)))
    days: dict[date, list[Details]] = {local_day(mission, slot): [] for slot in slots}
    for found in await _open_of(session, delegate):
        # A request whose time is still open stands with the requests only.
        if found.meeting.any_time:
            continue
        days[local_day(mission, found.slot)].append(found)
    return {
        day: of_day for day, of_day in days.items() if of_day or not delegate.days or day.isoformat() in delegate.days
    }


def day_to_show(session: UnitSession, mission: Mission, days: dict[date, list[Details]]) -> date | None:
    """Today if it is one of these days; else the next one with something in it, the next one, the last one."""
    today = session.now.astimezone(ZoneInfo(mission.time_zone)).date()
    ahead = [day for day in days if day >= today]
    if today in days:
        return today
    return next((day for day in ahead if days[day]), next(iter(ahead or [*days][-1:]), None))


async def _open_of(session: UnitSession, delegate: Delegate) -> Sequence[Details]:
    found = await session.exec(
        select(Meeting)
        .join(Slot, col(Slot.id) == col(Meeting.slot_id))
        .where(
            (col(Meeting.requester_id) == delegate.id) | (col(Meeting.invitee_id) == delegate.id),
            col(Meeting.state).in_(OPEN_STATES),
        )
        .order_by(col(Slot.starts_at), col(Meeting.id))
    )
    return await details_of(session, found.all())


async def _on_behalf(session: UnitSession, person: Person) -> Sequence[Seen]:
    """Requests to delegates who have no chat, where the person organises the mission they look at."""
    organised = await access.organised_by(session, person)
    if not organised:
        return []
    found = await session.exec(
        select(Meeting)
        .join(Delegate, col(Delegate.id) == col(Meeting.awaits_id))
        .join(Person, col(Person.id) == col(Delegate.person_id), isouter=True)
        .join(Slot, col(Slot.id) == col(Meeting.slot_id))
        .where(
            Meeting.mission_id == organised[0].id,
            col(Meeting.state).in_(OPEN_STATES),
            ~and_(*reachable()),
        )
        .order_by(col(Slot.starts_at), col(Meeting.id))
    )
    return [(each, each.meeting.awaits_id or 0) for each in await details_of(session, found.all())]
