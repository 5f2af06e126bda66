"""Several accept at the same moment: the database lets one pair have the place."""

from __future__ import annotations

from sqlmodel import col, select

from missions.refills import offering
from missions.refills.answering import accept, decline
from storage.database import Database, UnitSession
from storage.tables import Delegate, FreedPlace, FreedState, Meeting, OfferState, Person, RefillOffer, TableSeat
from tests.missions.meetings.races import Work, at_once
from tests.missions.proposals.fair import check, fair
from tests.missions.refills.kit import agreed, freed, want
from tests.missions.stage import NOON, Stage


async def prepared(database: Database, accepted: int) -> list[RefillOffer]:
    """Three pairs are asked for one place; the first of each of so many pairs has accepted."""
    async with database.unit() as session:
        market = await fair(Stage(session), hosts=4, guests=4)
        meeting = await agreed(market, market.hosts[0], market.guests[0])
        for number in (1, 2, 3):
            await want(market, market.hosts[number], market.guests[number])
        await freed(market, meeting)
        rows = list((await session.exec(select(RefillOffer).order_by(col(RefillOffer.id)))).all())
        for first in rows[::2][:accepted]:
            delegate = await session.get_one(Delegate, first.delegate_id)
            await accept(session, await market.person(delegate), first.id)
        return rows


def pressing(offer: RefillOffer, *, yes: bool = True) -> Work:
    async def work(session: UnitSession) -> None:
        delegate = await session.get_one(Delegate, offer.delegate_id)
        assert delegate.person_id is not None
        person = await session.get_one(Person, delegate.person_id)
        await (accept if yes else decline)(session, person, offer.id)

    return work


async def outcome(database: Database) -> tuple[list[OfferState], FreedState]:
    async with database.unit() as session:
        session.info["now"] = NOON
        await check(Stage(session))
        rows = (await session.exec(select(RefillOffer).order_by(col(RefillOffer.id)))).all()
        [place] = (await session.exec(select(FreedPlace))).all()
        seats = (await session.exec(select(TableSeat))).all()
        meeting = await session.get(Meeting, place.meeting_id or 0)
        assert [each.meeting_id for each in seats] == ([meeting.id] if meeting else [])
        return [each.state for each in rows], place.state


async def test_of_three_pairs_at_once_one_has_the_place(database: Database) -> None:
    rows = await prepared(database, accepted=3)
    assert await at_once(database, *map(pressing, rows[1::2])) == ["done"] * 3
    states, place = await outcome(database)
    assert sorted(states) == sorted([OfferState.TAKEN_UP] * 2 + [OfferState.LOST] * 4)
    assert place is FreedState.TAKEN


async def test_both_of_a_pair_at_once_have_it(database: Database) -> None:
    rows = await prepared(database, accepted=0)
    assert await at_once(database, pressing(rows[0]), pressing(rows[1]), pressing(rows[0])) == ["done"] * 3
    states, place = await outcome(database)
    assert states[:2] == [OfferState.TAKEN_UP] * 2
    assert place is FreedState.TAKEN


async def test_yes_and_no_at_once_is_one_of_the_two(database: Database) -> None:
    rows = await prepared(database, accepted=1)

    async def clock(session: UnitSession) -> None:
        await offering.lapsed(session)
        await offering.offers(session)

    works = (pressing(rows[1]), pressing(rows[0], yes=False), clock)
    assert await at_once(database, *works) == ["done"] * 3
    states, place = await outcome(database)
    won = states[:2] == [OfferState.TAKEN_UP] * 2
    assert won or set(states[:2]) <= {OfferState.DECLINED, OfferState.OFF}
    assert place is (FreedState.TAKEN if won else FreedState.OPEN)
