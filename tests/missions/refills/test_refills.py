"""Who is asked to take a freed place, when, in which order, and what becomes of it."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

from missions.meetings import requests
from missions.refills import hours
from missions.refills.answering import accept, decline
from missions.refills.notices import RefillLost, RefillOff, RefillOffered
from storage.database import Database
from storage.tables import Delegate, FreedState, MeetingState, OfferState
from tests.missions.proposals.fair import Fair, check, fair
from tests.missions.refills.kit import agreed, asked, freed, offers, places, tick, want
from tests.missions.stage import NOON, Stage, staged


async def market_of(stage: Stage, pairs: int = 4, **more: int) -> Fair:
    return await fair(stage, hosts=pairs, guests=pairs, **more)


async def answers(market: Fair, who: Delegate, *, yes: bool = True) -> OfferState:
    mine = next(each for each in reversed(await offers(market)) if each.delegate_id == who.id)
    act = accept if yes else decline
    answered = await act(market.stage.session, await market.person(who), mine.id)
    await market.stage.session.flush()
    return answered.offer.state


async def test_only_who_want_each_other_and_are_free_are_asked(database: Database) -> None:
    async with staged(database) as stage:
        market = await market_of(stage, tables=2)
        hosts, guests = market.hosts, market.guests
        meeting = await agreed(market, hosts[0], guests[0])
        await agreed(market, hosts[1], guests[1])
        await want(market, hosts[1], guests[2])
        await want(market, hosts[2], guests[1])
        await want(market, hosts[2], guests[2], mutual=False)
        await want(market, hosts[3], guests[3])
        told = await freed(market, meeting)
        assert await asked(market) == [(hosts[3].id, guests[3].id)]
        assert {type(each) for each in told} == {RefillOffered}
        assert len(told) == 2


async def test_who_cannot_come_is_asked_nothing_for_that_hour_and_the_other_is(database: Database) -> None:
    async with staged(database) as stage:
        market = await market_of(stage)
        hosts, guests = market.hosts, market.guests
        meeting = await agreed(market, hosts[0], guests[0])
        await want(market, hosts[0], guests[1])
        await want(market, hosts[1], guests[0])
        await freed(market, meeting)
        assert await asked(market) == [(hosts[1].id, guests[0].id)]


async def test_the_worst_served_are_asked_first(database: Database) -> None:
    async with staged(database) as stage:
        market = await market_of(stage, pairs=6, slots=2, tables=6)
        hosts, guests = market.hosts, market.guests
        meeting = await agreed(market, hosts[0], guests[0])
        # Five wishes: three are asked together. Two of the five have a meeting already, at another time.
        for number in range(1, 6):
            await want(market, hosts[number], guests[number])
        for number in (1, 2):
            await want(market, hosts[number], guests[3 - number])
            await agreed(market, hosts[number], guests[3 - number], slot=1)
        await freed(market, meeting)
        assert {pair[0] for pair in await asked(market)} == {hosts[number].id for number in (3, 4, 5)}


async def test_nobody_is_asked_twice_for_the_same(database: Database) -> None:
    async with staged(database) as stage:
        market = await market_of(stage, pairs=5)
        hosts, guests = market.hosts, market.guests
        meeting = await agreed(market, hosts[0], guests[0])
        for number in range(1, 5):
            await want(market, hosts[number], guests[number])
        await freed(market, meeting)
        assert not await tick(market)
        first = await asked(market)
        assert len(first) == 3
        for _more in range(6):
            await tick(market, minutes=30)
        assert len(await asked(market)) == 4
        assert {each.state for each in await offers(market)} == {OfferState.EXPIRED}
        assert [each.state for each in await places(market)] == [FreedState.OVER]


async def test_the_first_pair_has_it_and_the_others_are_told(database: Database) -> None:
    async with staged(database) as stage:
        market = await market_of(stage)
        hosts, guests, session = market.hosts, market.guests, stage.session
        meeting = await agreed(market, hosts[0], guests[0])
        for number in (1, 2):
            await want(market, hosts[number], guests[number])
        await freed(market, meeting)
        assert await answers(market, hosts[1]) is OfferState.ACCEPTED
        assert await answers(market, hosts[2]) is OfferState.ACCEPTED
        last = next(each for each in await offers(market) if each.delegate_id == guests[2].id)
        answered = await accept(session, await market.person(guests[2]), last.id)
        assert answered.meeting is not None
        assert answered.meeting.state is MeetingState.CONFIRMED
        assert answered.meeting.table_id == market.tables[0].id
        assert sorted(each.delegate_id for each in answered.notices if isinstance(each, RefillLost)) == sorted(
            (hosts[1].id, guests[1].id)
        )
        assert await answers(market, guests[1]) is OfferState.LOST
        assert await answers(market, guests[2]) is OfferState.TAKEN_UP
        [place] = await places(market)
        assert (place.state, place.meeting_id) == (FreedState.TAKEN, answered.meeting.id)
        await check(stage)


async def test_a_no_brings_the_next_pair_at_once(database: Database) -> None:
    async with staged(database) as stage:
        market = await market_of(stage)
        hosts, guests = market.hosts, market.guests
        meeting = await agreed(market, hosts[0], guests[0])
        await want(market, hosts[1], guests[1])
        await want(market, hosts[1], guests[2])
        await freed(market, meeting)
        [(one, other)] = await asked(market)
        by_id = {each.id: each for each in (*hosts, *guests)}
        assert one == hosts[1].id
        assert await answers(market, by_id[one]) is OfferState.ACCEPTED
        mine = next(each for each in await offers(market) if each.delegate_id == other)
        told = (await decline(stage.session, await market.person(by_id[other]), mine.id)).notices
        assert [type(each) for each in told] == [RefillOff]
        await tick(market)
        left = next(each for each in (guests[1], guests[2]) if each.id != other)
        assert await asked(market) == [(one, other), (one, left.id)]


async def test_a_request_of_theirs_becomes_the_meeting(database: Database) -> None:
    async with staged(database) as stage:
        market = await market_of(stage, tables=1)
        hosts, guests, session = market.hosts, market.guests, stage.session
        meeting = await agreed(market, hosts[0], guests[0])
        request = (await requests.request(session, hosts[1], guests[1].id, market.slots[2].id)).meeting
        await want(market, guests[1], hosts[1], mutual=False)
        await freed(market, meeting)
        await answers(market, hosts[1])
        await answers(market, guests[1])
        await session.refresh(request)
        assert (request.state, request.slot_id) == (MeetingState.CONFIRMED, market.slots[0].id)
        await check(stage)


async def test_a_place_that_others_took_by_themselves_is_gone(database: Database) -> None:
    async with staged(database) as stage:
        market = await market_of(stage)
        hosts, guests = market.hosts, market.guests
        meeting = await agreed(market, hosts[0], guests[0])
        await want(market, hosts[1], guests[1])
        await freed(market, meeting)
        await answers(market, hosts[1])
        await agreed(market, hosts[2], guests[2])
        told = await tick(market)
        assert [type(each) for each in told] == [RefillLost, RefillLost]
        assert await answers(market, guests[1]) is OfferState.LOST


async def test_who_is_taken_meanwhile_leaves_it_to_the_next(database: Database) -> None:
    async with staged(database) as stage:
        market = await market_of(stage, tables=2)
        hosts, guests = market.hosts, market.guests
        meeting = await agreed(market, hosts[0], guests[0])
        await want(market, hosts[1], guests[1])
        await freed(market, meeting)
        await answers(market, hosts[1])
        await agreed(market, hosts[1], guests[2])
        assert await answers(market, guests[1]) in {OfferState.OFF, OfferState.LOST}
        await check(stage)


async def test_nobody_is_asked_at_night(database: Database) -> None:
    """Málaga is two hours ahead of UTC in July."""
    async with staged(database) as stage:
        market = await market_of(stage)
        hosts, guests = market.hosts, market.guests
        stage.at(NOON)
        meeting = await agreed(market, hosts[0], guests[0])
        await want(market, hosts[1], guests[1])
        for slot in market.slots:
            slot.starts_at, slot.ends_at = slot.starts_at + timedelta(days=1), slot.ends_at + timedelta(days=1)
        stage.at(datetime(2027, 7, 12, 19, 30, tzinfo=UTC))
        assert not await freed(market, meeting)
        assert not await tick(market, minutes=8 * 60)
        assert [each.state for each in await places(market)] == [FreedState.OPEN]
        assert len(await tick(market, minutes=91)) == 2


async def test_a_place_of_next_week_waits_until_it_is_near(database: Database) -> None:
    async with staged(database) as stage:
        market = await market_of(stage)
        for slot in market.slots:
            slot.starts_at, slot.ends_at = slot.starts_at + timedelta(days=5), slot.ends_at + timedelta(days=5)
        meeting = await agreed(market, market.hosts[0], market.guests[0])
        await want(market, market.hosts[1], market.guests[1])
        assert not await freed(market, meeting)
        assert len(await tick(market, minutes=2 * 24 * 60 + 121)) == 2


async def test_in_time_and_too_late(database: Database) -> None:
    async with staged(database) as stage:
        market = await market_of(stage)
        slot = market.slots[0]
        assert hours.answer_until(slot, NOON) == NOON + (hours.latest(slot) - NOON) / hours.SHARE
        near = slot.starts_at - timedelta(minutes=1)
        assert hours.answer_until(slot, near) == hours.latest(slot)
        meeting = await agreed(market, market.hosts[0], market.guests[0])
        await want(market, market.hosts[1], market.guests[1])
        stage.at(hours.latest(slot) - hours.LEAST + timedelta(seconds=1))
        assert not await freed(market, meeting)
        assert [each.state for each in await places(market)] == [FreedState.OVER]


async def test_nobody_is_asked_in_their_quiet_hours(database: Database) -> None:
    """Half past two by the mission's clock: one of the two rests until three."""
    async with staged(database) as stage:
        market = await market_of(stage)
        hosts, guests = market.hosts, market.guests
        meeting = await agreed(market, hosts[0], guests[0])
        await want(market, hosts[1], guests[1])
        person = await market.person(guests[1])
        person.quiet_from, person.quiet_until = time(14), time(15)
        stage.at(NOON + timedelta(minutes=30))
        assert not await freed(market, meeting)
        assert [each.state for each in await places(market)] == [FreedState.OPEN]
        assert not await tick(market, minutes=29)
        assert len(await tick(market, minutes=1)) == 2
