"""Use cases of who was offered a freed place: accept it or not. The first pair of which both accept has it.

The place is locked while one answers, and given by one conditional update: the database decides who was first.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy.exc import IntegrityError
from sqlmodel import col, update

from locales import N_
from missions.errors import Refusal
from missions.meetings import availability, seats
from missions.meetings.endings import settle, to_side
from missions.meetings.notices import MeetingConfirmed
from missions.meetings.states import become, open_between
from missions.meetings.transitions import MEETINGS, MeetingAct, phase
from missions.notices import Notice
from missions.pairs import pair_of
from missions.people.mission_meant import show
from missions.refills.closing import close, let_go
from missions.refills.offering import lock, twin_of
from missions.rules import who_may_meet
from storage.database import UnitSession
from storage.tables import (
    ASKED_STATES,
    Delegate,
    DelegateStatus,
    FreedPlace,
    FreedState,
    Meeting,
    MeetingState,
    Mission,
    OfferState,
    Person,
    RefillOffer,
    Slot,
)

NOT_YOURS = N_("This is not your offer.")


class _Gone(Exception):
    """Someone else has the table, or one of the two, by now."""


@dataclass(frozen=True, slots=True)
class Answered:
    """What came of an answer. meeting: where it is theirs now."""

    offer: RefillOffer
    notices: Sequence[Notice] = field(default_factory=list)
    meeting: Meeting | None = None


async def offer_of(session: UnitSession, person: Person, offer_id: int) -> tuple[RefillOffer, Delegate]:
    """An offer to this person.

    Raises:
        Refusal: it is not theirs.
    """
    offer = await session.get(RefillOffer, offer_id)
    delegate = await session.get(Delegate, offer.delegate_id) if offer else None
    if offer is None or delegate is None or delegate.person_id != person.id:
        raise Refusal(NOT_YOURS)
    show(session, person, delegate.mission_id)
    return offer, delegate


async def accept(session: UnitSession, person: Person, offer_id: int) -> Answered:
    """Take the place, if the other has accepted; else wait for them. What is over stays as it is.

    Raises:
        Refusal: it is not their offer.
    """
    offer, delegate = await offer_of(session, person, offer_id)
    place = await lock(session, offer.place_id)
    await session.refresh(offer)
    if offer.state is not OfferState.OPEN or offer.expires_at <= session.now:
        return Answered(offer)
    offer.state, offer.answered_at = OfferState.ACCEPTED, session.now
    others = await twin_of(session, offer)
    if [each.state for each in others] != [OfferState.ACCEPTED]:
        return Answered(offer)
    other = await session.get_one(Delegate, offer.other_id)
    meeting = await _take(session, place, delegate, other)
    if meeting is None:
        return Answered(offer, await _fail(session, place, offer, others))
    told = await close(session, place, FreedState.TAKEN, but=[offer.id, *(each.id for each in others)])
    both = [each for side in (delegate, other) for each in await to_side(session, MeetingConfirmed, meeting, side)]
    return Answered(offer, [*both, *told], meeting)


async def decline(session: UnitSession, person: Person, offer_id: int) -> Answered:
    """Leave the place to others; who accepted already is notified.

    Raises:
        Refusal: it is not their offer.
    """
    offer, _delegate = await offer_of(session, person, offer_id)
    place = await lock(session, offer.place_id)
    await session.refresh(offer)
    if offer.state not in ASKED_STATES:
        return Answered(offer)
    offer.state, offer.answered_at = OfferState.DECLINED, session.now
    return Answered(offer, await let_go(session, place, await twin_of(session, offer)))


async def _fail(
    session: UnitSession, place: FreedPlace, offer: RefillOffer, others: Sequence[RefillOffer]
) -> Sequence[Notice]:
    """One of the two is taken by now, or may not come: the place goes to the next pair."""
    offer.state = OfferState.OFF
    return await let_go(session, place, others)


async def _take(session: UnitSession, place: FreedPlace, one: Delegate, other: Delegate) -> Meeting | None:
    """Make it their meeting; nothing where one of them, or the table, is not free any more."""
    both = (one, other)
    if place.state is not FreedState.OPEN or any(each.status is not DelegateStatus.APPROVED for each in both):
        return None
    if await who_may_meet.forbids(session, one, other) is not None:
        return None
    asked = await _request_of(session, one, other)
    if asked is not None and (phase(asked), MeetingAct.REFILL) not in MEETINGS:
        return None
    await availability.lock(session, *both)
    mission, slot = await session.get_one(Mission, one.mission_id), await session.get_one(Slot, place.slot_id)
    room = await availability.room(session, mission, one, other, moving=asked, slot_id=slot.id)
    opening = room.at(slot, place.table_id) if room.slots else availability.NOT_FREE
    if isinstance(opening, str) or any(slot.id in room.held[each.id] for each in both):
        return None
    try:
        async with session.begin_nested():
            return await _seat(session, place, both, opening, asked)
    except (_Gone, IntegrityError):
        return None


async def _request_of(session: UnitSession, one: Delegate, other: Delegate) -> Meeting | None:
    """The open request or meeting of the two, locked."""
    found = await open_between(session, one.id, other.id)
    if found is not None:
        await session.refresh(found, with_for_update={"key_share": True})
    return found


async def _seat(
    session: UnitSession,
    place: FreedPlace,
    both: tuple[Delegate, Delegate],
    opening: availability.FreeSlot,
    asked: Meeting | None,
) -> Meeting:
    """The open request of the two, or a new meeting, in the place.

    Raises:
        _Gone: it is not free any more.
    """
    meeting = asked or _new(session, place, both)
    session.add(meeting)
    await session.flush()
    await seats.release(session, meeting)
    free = update(FreedPlace).where(col(FreedPlace.id) == place.id, col(FreedPlace.state) == FreedState.OPEN)
    given = free.values(state=FreedState.TAKEN, meeting_id=meeting.id).execution_options(synchronize_session=False)
    if not (await session.exec(given)).rowcount:
        raise _Gone
    if await seats.take_people(session, meeting, place.slot_id, [each.id for each in both]) is not None:
        raise _Gone
    seat = await seats.take_place(session, meeting, opening)
    if seat is None:
        raise _Gone
    meeting.slot_id, meeting.table_id, meeting.interpreter_id = place.slot_id, seat.table_id, seat.interpreter_id
    become(meeting, MeetingState.CONFIRMED)
    meeting.any_time, meeting.confirmed_at = False, session.now
    if asked is not None:
        settle(meeting)
    return meeting


def _new(session: UnitSession, place: FreedPlace, both: tuple[Delegate, Delegate]) -> Meeting:
    one, other = both
    return Meeting(
        mission_id=one.mission_id,
        requester_id=one.id,
        invitee_id=other.id,
        pair=pair_of(one.id, other.id),
        slot_id=place.slot_id,
        requested_at=session.now,
    )
