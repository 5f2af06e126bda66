"""A fair in which some want each other, and a place that is freed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from sqlmodel import col, select

from missions.meetings import agreeing, requests
from missions.meetings.arriving import cannot_come
from missions.notices import Notice
from missions.refills import offering
from storage.tables import Delegate, FreedPlace, Meeting, Proposal, ProposalAnswer, RefillOffer
from tests.missions.proposals.fair import Fair


async def want(market: Fair, one: Delegate, other: Delegate, *, mutual: bool = True) -> None:
    """Each of the two, or only the first, is interested in the other."""
    for who, whom in ((one, other), (other, one))[: 1 + mutual]:
        row = Proposal(
            mission_id=who.mission_id,
            delegate_id=who.id,
            counterpart_id=whom.id,
            answer=ProposalAnswer.INTERESTED,
            shown_at=market.stage.session.now,
            answered_at=market.stage.session.now,
        )
        await market.stage.add(row)


async def agreed(market: Fair, one: Delegate, other: Delegate, slot: int = 0) -> Meeting:
    session = market.stage.session
    asked = (await requests.request(session, one, other.id, market.slots[slot].id)).meeting
    return (await agreeing.confirm(session, await market.person(other), asked.id, asked.revision)).meeting


async def freed(market: Fair, meeting: Meeting) -> Sequence[Notice]:
    """The one who asked cannot come; what the clock says of the place."""
    session = market.stage.session
    one = await session.get_one(Delegate, meeting.requester_id)
    await cannot_come(session, await market.person(one), meeting.id, meeting.revision)
    await session.flush()
    return await tick(market)


async def tick(market: Fair, minutes: int = 0) -> Sequence[Notice]:
    """What the clock says so much later."""
    session = market.stage.session
    market.stage.at(session.now + timedelta(minutes=minutes))
    found = [*await offering.lapsed(session), *await offering.offers(session)]
    await session.flush()
    return found


async def offers(market: Fair) -> Sequence[RefillOffer]:
    return (await market.stage.session.exec(select(RefillOffer).order_by(col(RefillOffer.id)))).all()


async def asked(market: Fair) -> list[tuple[int, int]]:
    """Who was asked to meet whom, in this order, each pair once."""
    return [(each.delegate_id, each.other_id) for each in await offers(market)][::2]


async def places(market: Fair) -> Sequence[FreedPlace]:
    rows = select(FreedPlace).order_by(col(FreedPlace.id)).execution_options(populate_existing=True)
    return (await market.stage.session.exec(rows)).all()
