"""The end of a freed place, and of offers of it."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlmodel import col, select

from missions.notices import Notice
from missions.refills.notices import RefillLost, RefillNotice, RefillOff
from storage.database import UnitSession
from storage.tables import ASKED_STATES, Delegate, FreedPlace, FreedState, OfferState, RefillOffer


async def asked(session: UnitSession, place: FreedPlace) -> Sequence[RefillOffer]:
    """The offers of a place that may yet be taken up, as they are now."""
    rows = select(RefillOffer).where(RefillOffer.place_id == place.id, col(RefillOffer.state).in_(ASKED_STATES))
    return (await session.exec(rows.order_by(col(RefillOffer.id)).execution_options(populate_existing=True))).all()


async def close(
    session: UnitSession, place: FreedPlace, state: FreedState, *, but: Collection[int] = ()
) -> Sequence[Notice]:
    """End a place. but: the offers of the two who have it. The others read that it is taken."""
    place.state = state
    notices: list[Notice] = []
    for offer in await asked(session, place):
        if offer.id in but:
            offer.state = OfferState.TAKEN_UP
            continue
        accepted = offer.state is OfferState.ACCEPTED
        offer.state = OfferState.LOST if state is FreedState.TAKEN else OfferState.OFF
        if state is FreedState.TAKEN:
            notices += await to_asked(session, RefillLost, offer)
        elif accepted:
            notices += await to_asked(session, RefillOff, offer)
    return notices


async def let_go(session: UnitSession, place: FreedPlace, offers: Collection[RefillOffer]) -> Sequence[Notice]:
    """The rest of a pair of which one will not come: who had accepted is notified. The next pairs are asked at once."""
    notices: list[Notice] = []
    for offer in offers:
        if offer.state is OfferState.ACCEPTED:
            notices += await to_asked(session, RefillOff, offer)
        if offer.state in ASKED_STATES:
            offer.state = OfferState.OFF
    await session.flush()
    if not await asked(session, place):
        place.next_at = None
    return notices


async def to_asked(session: UnitSession, kind: type[RefillNotice], offer: RefillOffer) -> list[RefillNotice]:
    """The notice to the delegate of an offer; none where their chat is gone."""
    delegate = await session.get_one(Delegate, offer.delegate_id)
    if delegate.person_id is None:
        return []
    return [kind(to=delegate.person_id, offer_id=offer.id, delegate_id=offer.delegate_id, other_id=offer.other_id)]
