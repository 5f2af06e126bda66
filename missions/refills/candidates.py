"""Who is asked to take a freed place: pairs that want each other, are free and reach it, the worst served first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlmodel import col, select

from missions.meetings import availability
from missions.pairs import pair_of
from missions.people.reach import reachable
from missions.quiet.rules import quiet_times
from missions.solver import Priority
from missions.timetables.served import served
from missions.timetables.wishes import MeetingWish
from storage.database import UnitSession
from storage.tables import (
    ASKED_STATES,
    Arrival,
    Delegate,
    DelegateStatus,
    FreedPlace,
    Mission,
    OfferState,
    Person,
    PersonSeat,
    RefillOffer,
    Says,
    Slot,
)

AT_ONCE = 3
"""Pairs that are asked for one place together: the first to accept has it."""
LOOKED_AT = 20
"""Pairs whose ways and limits are looked at in one unit of work: each takes a few milliseconds."""
_WANT_EACH_OTHER = (Priority.MUST, Priority.MUTUAL)
_SAID_NO = (OfferState.DECLINED, OfferState.EXPIRED)


@dataclass(slots=True)
class NextPairs:
    """The next pairs to ask, no one in two of them. quiet_until: when those may be asked whose phones are quiet now."""

    pairs: list[tuple[Delegate, Delegate]] = field(default_factory=list)
    quiet_until: datetime | None = None


async def next_pairs(
    session: UnitSession, mission: Mission, place: FreedPlace, slot: Slot, wishes: Sequence[MeetingWish]
) -> NextPairs:
    """wishes: all of the mission."""
    chosen = NextPairs()
    busy: set[int] = set()
    looked_at = 0
    free = await _free(session, mission, slot)
    for one_id, other_id in _in_order(wishes, free, await _asked(session, slot)):
        if len(chosen.pairs) == AT_ONCE or looked_at == LOOKED_AT:
            break
        if busy & {one_id, other_id}:
            continue
        looked_at += 1
        one, other = await session.get_one(Delegate, one_id), await session.get_one(Delegate, other_id)
        room = await availability.room(session, mission, one, other, slot_id=slot.id)
        if isinstance(room.at(slot, place.table_id), str):
            continue
        free_from = max([await _free_from(session, mission, each) for each in (one, other)])
        if free_from > session.now:
            chosen.quiet_until = min(free_from, chosen.quiet_until or free_from)
            continue
        chosen.pairs.append((one, other))
        busy |= {one_id, other_id}
    return chosen


async def _free_from(session: UnitSession, mission: Mission, delegate: Delegate) -> datetime:
    """When the delegate's phone may ring: quiet hours of the mission and their own, prayers."""
    person = await session.get_one(Person, delegate.person_id)
    return (await quiet_times(session, mission, person)).free_from(session.now)


def _in_order(wishes: Sequence[MeetingWish], free: set[int], asked: set[str]) -> list[tuple[int, int]]:
    """Pairs by the one of the two who is worse served, then by the other; equals by number."""
    order = {person: (*row.order, person) for person, row in served(wishes).items()}
    wanted = [
        _sorted(wish.people, order)
        for wish in wishes
        if wish.priority in _WANT_EACH_OTHER and not wish.stands and {*wish.people} <= free and wish.pair not in asked
    ]
    return sorted(wanted, key=lambda pair: (order[pair[0]], order[pair[1]]))


def _sorted(people: tuple[int, int], order: Mapping[int, tuple[float, int, int]]) -> tuple[int, int]:
    one, other = people
    return (one, other) if order[one] <= order[other] else (other, one)


async def _free(session: UnitSession, mission: Mission, slot: Slot) -> set[int]:
    """Who takes part, can be reached, has nothing in the slot, and was not asked about it in vain."""
    taken = select(PersonSeat.delegate_id).where(PersonSeat.slot_id == slot.id)
    away = select(Arrival.delegate_id).where(Arrival.slot_id == slot.id, Arrival.says == Says.CANNOT_COME)
    asked = select(RefillOffer.delegate_id).where(
        RefillOffer.slot_id == slot.id, col(RefillOffer.state).in_((*ASKED_STATES, *_SAID_NO))
    )
    found = await session.exec(
        select(Delegate.id)
        .join(Person, col(Person.id) == col(Delegate.person_id))
        .where(
            Delegate.mission_id == mission.id,
            Delegate.status == DelegateStatus.APPROVED,
            *reachable(),
            col(Delegate.id).not_in(taken),
            col(Delegate.id).not_in(away),
            col(Delegate.id).not_in(asked),
        )
    )
    return set(found.all())


async def _asked(session: UnitSession, slot: Slot) -> set[str]:
    """Pairs that were asked about the slot, whatever came of it."""
    found = await session.exec(
        select(RefillOffer.delegate_id, RefillOffer.other_id).where(RefillOffer.slot_id == slot.id)
    )
    return {pair_of(*two) for two in found}
