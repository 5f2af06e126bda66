"""Rules for delegations and kinds: what organisers may set, and that all who ask hear the same of them."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import col, select

from missions.directory import directory
from missions.errors import Refusal
from missions.meetings import agreeing, requests
from missions.proposals import proposals
from missions.rules import meeting_rules, ranking_queue, who_may_meet
from missions.rules.meeting_rules import MeetingRule
from missions.rules.who_may_meet import Side, allowed
from storage.database import Database
from storage.tables import (
    Audit,
    Delegate,
    Organisation,
    OrganisationKind,
    PairWish,
    Person,
    ProposalAnswer,
)
from tests.missions.proposals.fair import Fair, fair
from tests.missions.stage import staged

COMPANY, AGENCY, CHAMBER = "company", "agency", "chamber"
KINDS = (COMPANY, AGENCY, CHAMBER)
sides = st.builds(Side, st.sampled_from(["", "all", "away"]), st.sampled_from(["", *KINDS]))
told = st.lists(st.builds(MeetingRule, sides, sides, st.booleans()), max_size=5)
whole = st.builds(Side, st.sampled_from(["all", "away"]), st.sampled_from(KINDS))


@given(said=told, one=whole, other=whole)
def test_rules_read_the_same_from_both_sides_and_one_that_keeps_apart_counts(
    said: list[MeetingRule], one: Side, other: Side
) -> None:
    kept = [rule.kept for rule in said]
    may = allowed(kept, one, other)
    assert may == allowed(kept, other, one)
    assert may == allowed(kept[::-1], one, other)
    assert not allowed([*kept, MeetingRule(other, one, never=True).kept], one, other)
    if not any(rule.never for rule in said):
        assert allowed([*kept, MeetingRule(Side("", ""), one).kept], one, other)
    assert MeetingRule(one, other).key == MeetingRule(other, one, never=True).key


async def organiser_of(market: Fair) -> Person:
    person = Person(telegram_id=99, owner=True)
    await market.stage.add(person)
    return person


async def of_kinds(market: Fair, *kinds: str) -> None:
    """Give the firms these kinds, hosts first."""
    for delegate, kind in zip((*market.hosts, *market.guests), kinds, strict=True):
        firm = await market.stage.session.get_one(Organisation, delegate.organisation_id)
        firm.kind = OrganisationKind(kind)
    await market.stage.session.flush()


async def test_requests_proposals_and_the_directory_hear_the_same(database: Database) -> None:
    """On both engines: what the tables are asked is what `may_meet` says."""
    async with staged(database) as stage:
        market = await fair(stage, hosts=3, guests=3)
        await of_kinds(market, *KINDS, *KINDS)
        organiser, session = await organiser_of(market), stage.session
        everybody = [*market.hosts, *market.guests]
        for host, guest in product(market.hosts, market.guests):
            await proposals.answer(session, host, guest.id, ProposalAnswer.LATER)
        for rule in (
            MeetingRule(Side("all", COMPANY), Side("away", AGENCY)),
            MeetingRule(Side("", CHAMBER), Side("", "")),
            MeetingRule(Side("away", COMPANY), Side("all", CHAMBER), never=True),
        ):
            await meeting_rules.add(session, organiser, stage.mission.id, rule)
            for one, other in product(everybody, repeat=2):
                if one is other:
                    continue
                may = who_may_meet.MissionRules.of(stage.mission).sides_meet(
                    await who_may_meet.side_of(session, one), await who_may_meet.side_of(session, other)
                )
                assert (await who_may_meet.forbids(session, one, other) is None) == may
                assert await directory.sees(session, one, other) == (may or one.delegation_id == other.delegation_id)
            for host in market.hosts:
                listed = {each.counterpart_id for each in await proposals.proposals_for(session, host)}
                free = {each.id for each in market.guests if await who_may_meet.forbids(session, host, each) is None}
                assert listed == free, "what was kept for later, too"


async def test_a_must_is_above_rules_and_a_request_made_before_them_is_not(database: Database) -> None:
    async with staged(database) as stage:
        market = await fair(stage, hosts=2, guests=1)
        organiser, session = await organiser_of(market), stage.session
        (host, other), [guest] = market.hosts, market.guests
        asked = (await requests.request(session, host, guest.id, market.slots[0].id)).meeting
        await meeting_rules.add(
            session, organiser, stage.mission.id, MeetingRule(Side("", COMPANY), Side("", ""), never=True)
        )
        with pytest.raises(Refusal, match="Meetings between you two are not planned in this"):
            await agreeing.confirm(session, await market.person(guest), asked.id, asked.revision)
        with pytest.raises(Refusal, match="Meetings between you two are not planned in this"):
            await requests.request(session, other, guest.id, market.slots[1].id)
        await who_may_meet.curate(session, organiser, host.id, guest.id, PairWish.MUST)
        assert await directory.sees(session, guest, host)
        assert not await directory.sees(session, guest, other)
        await agreeing.confirm(session, await market.person(guest), asked.id, asked.revision)
        with pytest.raises(Refusal, match="These two are in the same delegation, and this"):
            await who_may_meet.curate(session, organiser, host.id, other.id, PairWish.MUST)


@pytest.mark.parametrize("engine_name", ["sqlite"])
async def test_organisers_set_rules_and_all_of_it_is_kept_in_the_audit_log(database: Database) -> None:
    async with staged(database) as stage:
        market = await fair(stage, hosts=2, guests=2)
        await of_kinds(market, COMPANY, AGENCY, COMPANY, AGENCY)
        organiser, session, mission = await organiser_of(market), stage.session, stage.mission
        first = MeetingRule(Side("all", AGENCY), Side("away", ""))
        await meeting_rules.add(session, organiser, mission.id, first)
        assert await meeting_rules.left_alone(session, mission) == 1, "the company of the hosts"
        assert (
            await meeting_rules.left_alone(session, mission, [MeetingRule(Side("", COMPANY), Side("", COMPANY))]) == 0
        )
        turned = MeetingRule(first.other, first.one, never=True)
        assert await meeting_rules.left_alone(session, mission, [turned]) == 1, "it takes the other's place"
        await meeting_rules.add(session, organiser, mission.id, turned)
        assert meeting_rules.rules_of(mission) == [turned], "the last word on the same two sides"
        await meeting_rules.set_within(session, organiser, mission.id, within=True)
        await meeting_rules.drop(session, organiser, mission.id, turned.key)
        assert mission.may_meet == []
        acts = (await session.exec(select(Audit.act).where(col(Audit.act).startswith("rule.")))).all()
        assert [*acts] == ["rule.may", "rule.never", "rule.within", "rule.drop"]
        assert await ranking_queue.marked(session)


@pytest.mark.parametrize("engine_name", ["sqlite"])
async def test_what_is_no_rule_and_who_is_no_organiser_change_nothing(database: Database) -> None:
    async with staged(database) as stage:
        market = await fair(stage)
        organiser, session, mission = await organiser_of(market), stage.session, stage.mission
        rule = MeetingRule(Side("", COMPANY), Side("away", ""))
        await meeting_rules.add(session, organiser, mission.id, rule)
        before, delegate = list(mission.may_meet), await market.person(market.hosts[0])
        for wrong in (
            meeting_rules.add(session, organiser, mission.id, rule),
            meeting_rules.add(session, organiser, mission.id, MeetingRule(Side("nowhere", ""), Side("", ""))),
            meeting_rules.add(session, organiser, mission.id, MeetingRule(Side("", "guild"), Side("", ""))),
            meeting_rules.drop(session, organiser, mission.id, "0000000000"),
            meeting_rules.add(session, delegate, mission.id, MeetingRule(Side("", ""), Side("", ""), never=True)),
            meeting_rules.drop(session, delegate, mission.id, rule.key),
            meeting_rules.set_within(session, delegate, mission.id, within=True),
        ):
            with pytest.raises(Refusal):
                await wrong
        mission.may_meet = [
            MeetingRule(Side("", kind), Side(f"d{n}", "")).kept
            for n, kind in zip(range(meeting_rules.MOST), KINDS * 8, strict=True)
        ]
        with pytest.raises(Refusal):
            await meeting_rules.add(session, organiser, mission.id, rule)
        assert len(mission.may_meet) == meeting_rules.MOST
        assert before == [rule.kept]
        assert mission.within_delegation is False
        assert (await session.exec(select(Delegate))).first() is not None
