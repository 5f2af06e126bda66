"""Clock jobs: a freed place is offered to a few pairs at a time, until one has it, none is left, or it is too late."""

from __future__ import annotations

from collections.abc import Sequence

from sqlmodel import col, select

from missions import jobs
from missions.notices import Notice
from missions.refills import hours
from missions.refills.candidates import next_pairs
from missions.refills.closing import asked, close, let_go, to_asked
from missions.refills.notices import RefillOffered
from missions.timetables.wishes import MeetingWish, wishes
from storage import quarantine
from storage.database import UnitSession
from storage.tables import (
    ASKED_STATES,
    Delegate,
    FreedPlace,
    FreedState,
    MeetingTable,
    Mission,
    OfferState,
    RefillOffer,
    Slot,
    TableSeat,
)

PLACES_AT_ONCE = 3
"""Freed places of one unit of work: each may take some tens of milliseconds."""


async def offers(session: UnitSession) -> Sequence[Notice]:
    """Clock job: end what others have taken, and ask the next pairs for each place that is due."""
    due = (
        select(FreedPlace)
        .where(
            FreedPlace.state == FreedState.OPEN,
            col(FreedPlace.next_at).is_(None) | (col(FreedPlace.next_at) <= session.now),
        )
        .order_by(col(FreedPlace.id))
        .limit(PLACES_AT_ONCE)
        # One that is being accepted right now is locked: the next tick sees it.
        .with_for_update(key_share=True, skip_locked=True)
    )
    notices = [*await _taken(session)]
    places = await quarantine.rows(session, FreedPlace, due)
    known: dict[int, Sequence[MeetingWish]] = {}
    for place in places:
        with quarantine.blaming(FreedPlace, place.id):
            notices += await _offer(session, place, known)
    return jobs.Unfinished(notices) if len(places) == PLACES_AT_ONCE else notices


async def lapsed(session: UnitSession) -> Sequence[Notice]:
    """Clock job: offers that were not answered in time are over, and the next pairs are asked."""
    due = (
        select(RefillOffer)
        .where(col(RefillOffer.expires_at) <= session.now, col(RefillOffer.state).in_(ASKED_STATES))
        .order_by(col(RefillOffer.expires_at), col(RefillOffer.id))
        .limit(jobs.CHUNK)
    )
    notices: list[Notice] = []
    for offer in await quarantine.rows(session, RefillOffer, due):
        with quarantine.blaming(RefillOffer, offer.id):
            place = await lock(session, offer.place_id)
            await session.refresh(offer)
            pair = [offer, *await twin_of(session, offer)]
            for each in pair:
                if each.state is OfferState.OPEN:
                    each.state = OfferState.EXPIRED
            notices += await let_go(session, place, pair)
    return notices


async def lock(session: UnitSession, place_id: int) -> FreedPlace:
    """The place as it is now, held until the transaction ends: answers come one after another."""
    row = select(FreedPlace).where(FreedPlace.id == place_id).with_for_update(key_share=True)
    return (await session.exec(row.execution_options(populate_existing=True))).one()


async def twin_of(session: UnitSession, offer: RefillOffer) -> Sequence[RefillOffer]:
    """The other's row of the same offer; none once that delegate is erased."""
    rows = select(RefillOffer).where(
        RefillOffer.place_id == offer.place_id,
        RefillOffer.delegate_id == offer.other_id,
        RefillOffer.other_id == offer.delegate_id,
    )
    return (await session.exec(rows.execution_options(populate_existing=True))).all()


async def _taken(session: UnitSession) -> Sequence[Notice]:
    """Places at which another meeting sits by now."""
    seated = (
        select(FreedPlace)
        .join(
            TableSeat,
            (col(TableSeat.slot_id) == col(FreedPlace.slot_id)) & (col(TableSeat.table_id) == col(FreedPlace.table_id)),
        )
        .where(FreedPlace.state == FreedState.OPEN)
        .order_by(col(FreedPlace.id))
        .limit(jobs.CHUNK // 6)
        .with_for_update(key_share=True, skip_locked=True, of=FreedPlace)
    )
    places = await quarantine.rows(session, FreedPlace, seated)
    return [notice for place in places for notice in await close(session, place, FreedState.TAKEN)]


async def _offer(session: UnitSession, place: FreedPlace, known: dict[int, Sequence[MeetingWish]]) -> Sequence[Notice]:
    """known: wishes by mission, of this unit of work."""
    slot, table = await session.get(Slot, place.slot_id), await session.get(MeetingTable, place.table_id)
    if slot is None or table is None or slot.closed_at or hours.latest(slot) - session.now < hours.LEAST:
        return await close(session, place, FreedState.OVER)
    mission = await session.get_one(Mission, slot.mission_id)
    place.next_at = hours.due_at(mission, slot, session.now)
    if place.next_at > session.now:
        return []
    if waiting := await asked(session, place):
        place.next_at = max(each.expires_at for each in waiting)
        return []
    if mission.id not in known:
        known[mission.id] = await wishes(session, mission, lean=True)
    found = await next_pairs(session, mission, place, slot, known[mission.id])
    if not found.pairs and (found.quiet_until is None or found.quiet_until >= hours.latest(slot)):
        return await close(session, place, FreedState.OVER)
    place.next_at = hours.answer_until(slot, session.now) if found.pairs else found.quiet_until
    return [notice for pair in found.pairs for notice in await _ask(session, place, pair)]


async def _ask(session: UnitSession, place: FreedPlace, pair: tuple[Delegate, Delegate]) -> Sequence[Notice]:
    assert place.next_at is not None  # noqa: S101 - set just before
    rows = [
        RefillOffer(
            place_id=place.id,
            slot_id=place.slot_id,
            table_id=place.table_id,
            delegate_id=one.id,
            other_id=other.id,
            asked_at=session.now,
            expires_at=place.next_at,
        )
        for one, other in (pair, pair[::-1])
    ]
    session.add_all(rows)
    await session.flush()
    return [notice for row in rows for notice in await to_asked(session, RefillOffered, row)]
