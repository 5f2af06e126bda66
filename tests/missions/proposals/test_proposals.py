"""Whom a delegate is proposed, in which order, and what follows from what they say."""

from __future__ import annotations

from datetime import timedelta

import pytest

from missions.meetings import requests
from missions.meetings.states import AlreadyOpen
from missions.proposals import proposals
from storage.database import Database
from storage.tables import Delegate, DelegateStatus, ProposalAnswer
from tests.missions.proposals.fair import Fair, fair
from tests.missions.stage import Stage, staged

pytestmark = pytest.mark.parametrize("engine_name", ["sqlite"])


async def market_of(stage: Stage) -> Fair:
    """One host who looks for what three guests offer, each a little less."""
    market = await fair(stage, hosts=2, guests=3, slots=4, tables=2)
    market.hosts[0].need = "a partner for cybersecurity, logistics and irrigation"
    market.hosts[0].offer = "data entry and back office"
    offers = ("cybersecurity, logistics and irrigation", "logistics and irrigation", "irrigation")
    for guest, offer in zip(market.guests, offers, strict=True):
        guest.offer = offer
    market.guests[0].need = "back office"
    await stage.session.flush()
    return market


async def listed(market: Fair, delegate: Delegate) -> list[int]:
    ranked = await proposals.proposals_for(market.stage.session, delegate)
    return [each.counterpart_id for each in ranked]


async def test_who_was_kept_for_later_comes_last_and_who_was_refused_never(database: Database) -> None:
    async with staged(database) as stage:
        market = await market_of(stage)
        host, (first, second, third) = market.hosts[0], market.guests
        assert await listed(market, host) == [first.id, second.id, third.id]
        await proposals.answer(stage.session, host, first.id, ProposalAnswer.LATER)
        await proposals.answer(stage.session, host, second.id, ProposalAnswer.INTERESTED)
        assert await listed(market, host) == [third.id, second.id, first.id]
        await proposals.answer(stage.session, host, third.id, ProposalAnswer.REFUSED)
        assert await listed(market, host) == [second.id, first.id]
        assert host.id not in await listed(market, third), "refused, it does not come back in the other's list either"
        assert host.id in await listed(market, first)


async def test_both_are_told_once_that_they_interest_each_other(database: Database) -> None:
    async with staged(database) as stage:
        market = await market_of(stage)
        host, guest = market.hosts[0], market.guests[0]
        assert not await proposals.answer(stage.session, host, guest.id, ProposalAnswer.INTERESTED)
        told = await proposals.answer(stage.session, guest, host.id, ProposalAnswer.INTERESTED)
        assert {notice.to for notice in told} == {host.person_id, guest.person_id}
        assert len({notice.once for notice in told}) == 2
        again = await proposals.answer(stage.session, guest, host.id, ProposalAnswer.INTERESTED)
        assert {notice.once for notice in again} == {notice.once for notice in told}


async def test_who_is_asked_met_or_declined_is_proposed_no_more(database: Database) -> None:
    async with staged(database) as stage:
        market = await market_of(stage)
        host, guest = market.hosts[0], market.guests[0]
        asked = (await requests.request(stage.session, host, guest.id, market.slots[0].id)).meeting
        assert guest.id not in await listed(market, host)
        assert host.id not in await listed(market, guest)
        with pytest.raises(AlreadyOpen):
            await requests.request(stage.session, guest, host.id, market.slots[1].id)
        await requests.decline(stage.session, await market.person(guest), asked.id, asked.revision)
        assert guest.id not in await listed(market, host)
        others = (await requests.request(stage.session, host, market.guests[1].id, market.slots[0].id)).meeting
        await requests.withdraw(stage.session, await market.person(host), others.id, others.revision)
        assert market.guests[1].id in await listed(market, host), "a request taken back was no answer"


async def test_only_the_approved_are_proposed_and_a_changed_profile_counts_at_once(database: Database) -> None:
    async with staged(database) as stage:
        market = await market_of(stage)
        host, guest = market.hosts[0], market.guests[1]
        guest.status = DelegateStatus.PAUSED
        await stage.session.flush()
        assert guest.id not in await listed(market, host)
        guest.status, guest.offer = DelegateStatus.APPROVED, "football boots"
        guest.revision += 1
        guest.updated_at += timedelta(seconds=1)
        await stage.session.flush()
        assert guest.id not in await listed(market, host)


async def test_the_reasons_say_both_ways_or_that_it_is_one(database: Database) -> None:
    async with staged(database) as stage:
        market = await market_of(stage)
        both = await proposals.fit(stage.session, market.hosts[0], market.guests[0])
        one = await proposals.fit(stage.session, market.hosts[0], market.guests[1])
        none = await proposals.fit(stage.session, market.hosts[1], market.guests[1])
        assert [reason["direction"] for reason in both.reasons] == [proposals.THEY_OFFER, proposals.THEY_SEEK]
        assert [reason["direction"] for reason in one.reasons] == [proposals.THEY_OFFER]
        assert not none.reasons
