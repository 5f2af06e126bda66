"""A draft as an organiser reads it: names for ids, how each delegate fares, what is not placed and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from missions.pairs import people_of
from missions.solver import Priority
from missions.timetables.draft_plan import Obstacle, Seat, TimetableDraft
from missions.timetables.wishes import wishes
from storage.tables import Delegate, Interpreter, Meeting, MeetingState, MeetingTable, Mission, Slot, Venue


@dataclass(frozen=True, slots=True)
class Names:
    """Names and rows behind the ids of a draft, as far as they still exist."""

    mission: Mission
    delegates: Mapping[int, str]
    slots: Mapping[int, Slot]
    tables: Mapping[int, tuple[MeetingTable, Venue]]
    interpreters: Mapping[int, str]

    def pair(self, pair: str) -> tuple[str, str]:
        one, other = people_of(pair)
        return self.delegates.get(one, "?"), self.delegates.get(other, "?")


@dataclass(frozen=True, slots=True)
class Fare:
    """What is placed for one delegate, what is not, and why."""

    delegate_id: int
    wished: int
    placed: int
    seats: Sequence[Seat]
    unplaced: Mapping[str, Sequence[Obstacle]]


@dataclass(frozen=True, slots=True)
class WishCounts:
    """Numbers of wished meetings by priority, and of those already confirmed."""

    musts: int
    mutual: int
    one_sided: int
    stand: int
    waits: int
    """Confirmed by a timetable, and not yet accepted by both."""


async def names(session: AsyncSession, mission: Mission) -> Names:
    delegates = await session.exec(select(Delegate.id, Delegate.name).where(Delegate.mission_id == mission.id))
    slots = await session.exec(select(Slot).where(Slot.mission_id == mission.id).order_by(col(Slot.starts_at)))
    tables = await session.exec(
        select(MeetingTable, Venue)
        .join(Venue, col(Venue.id) == col(MeetingTable.venue_id))
        .where(Venue.mission_id == mission.id)
        .order_by(col(Venue.id), col(MeetingTable.id))
    )
    interpreters = await session.exec(
        select(Interpreter.id, Interpreter.name).where(Interpreter.mission_id == mission.id)
    )
    return Names(
        mission=mission,
        delegates=dict(delegates.all()),
        slots={slot.id: slot for slot in slots},
        tables={table.id: (table, venue) for table, venue in tables},
        interpreters=dict(interpreters.all()),
    )


async def wished(session: AsyncSession, mission: Mission) -> WishCounts:
    found = await wishes(session, mission)
    count = Counter(wish.priority for wish in found)
    stand = [wish.meeting for wish in found if wish.stands and wish.meeting]
    return WishCounts(
        musts=count[Priority.MUST],
        mutual=count[Priority.MUTUAL],
        one_sided=count[Priority.ONE_SIDED],
        stand=len(stand),
        waits=sum(not meeting.is_agreed for meeting in stand),
    )


def fares(draft: TimetableDraft, among: Collection[int] | None = None) -> list[Fare]:
    """Every delegate with a wish, or only these; the worst served first."""
    found = []
    for who, asked, placed in draft.served:
        if among is not None and who not in among:
            continue
        seats = [seat for seat in draft.seats if who in seat.people]
        unplaced = {pair: whys for pair, whys in draft.unplaced.items() if who in people_of(pair)}
        found.append(Fare(who, asked, placed, seats, unplaced))
    return found


async def planned_of(session: AsyncSession, delegate: Delegate) -> Sequence[tuple[Meeting, Slot]]:
    """Meetings to come that a timetable set for a delegate, in order of time."""
    found = await session.exec(
        select(Meeting, Slot)
        .join(Slot, col(Slot.id) == col(Meeting.slot_id))
        .where(
            (col(Meeting.requester_id) == delegate.id) | (col(Meeting.invitee_id) == delegate.id),
            Meeting.state == MeetingState.CONFIRMED,
            col(Meeting.planned_at).is_not(None),
            Slot.starts_at > session.info["now"],
        )
        .order_by(col(Slot.starts_at), col(Meeting.id))
    )
    return found.all()
