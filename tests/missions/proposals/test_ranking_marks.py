"""Whatever changes what the lists are made from marks them, whoever changed it and by which use case."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest
from sqlmodel import delete, select

from missions.meetings import agreeing, endings, requests
from missions.meetings.states import MeetingSide
from missions.proposals import proposals, ranking_inputs
from missions.registration import participation
from missions.rules import meeting_rules, ranking_queue, who_may_meet
from missions.rules.meeting_rules import MeetingRule
from missions.rules.who_may_meet import Side
from storage.database import Database
from storage.tables import (
    Interpreter,
    MatchingState,
    Meeting,
    MeetingState,
    Organisation,
    OrganisationKind,
    PairWish,
    Person,
    ProposalAnswer,
    RankingMark,
)
from storage.tables.base import utc_now
from tests.missions.proposals.fair import Fair, fair
from tests.missions.stage import Stage, staged

Act = Callable[[Fair], Awaitable[object]]


async def asked(market: Fair) -> Meeting:
    return (
        await requests.request(market.stage.session, market.hosts[0], market.guests[0].id, market.slots[0].id)
    ).meeting


async def met(market: Fair) -> Meeting:
    meeting = await asked(market)
    guest = await market.person(market.guests[0])
    return (await agreeing.confirm(market.stage.session, guest, meeting.id, meeting.revision)).meeting


async def owner(market: Fair) -> Person:
    person = Person(telegram_id=1, owner=True, mission_id=market.stage.mission.id)
    await market.stage.add(person)
    return person


async def withdraws(market: Fair) -> None:
    meeting = await asked(market)
    await forget(market)
    await requests.withdraw(market.stage.session, await market.person(market.hosts[0]), meeting.id, meeting.revision)


async def cancels(market: Fair) -> None:
    meeting = await met(market)
    await forget(market)
    await agreeing.cancel(market.stage.session, await market.person(market.hosts[0]), meeting.id, meeting.revision)


async def expires(market: Fair) -> None:
    meeting = await asked(market)
    await forget(market)
    await endings.lapse(market.stage.session, meeting)


async def loses_its_place(market: Fair) -> None:
    meeting = await met(market)
    await forget(market)
    side = MeetingSide(meeting, market.hosts[0], market.guests[0])
    await endings.close(market.stage.session, side, MeetingState.CANCELLED, endings.LOST)


async def edits(market: Fair) -> None:
    market.hosts[0].need = "something else"


async def pauses(market: Fair) -> None:
    await participation.pause(market.stage.session, await market.person(market.hosts[0]), market.hosts[0].id)


async def wishes(market: Fair) -> None:
    one, other = market.hosts[0].id, market.guests[0].id
    await who_may_meet.curate(market.stage.session, await owner(market), one, other, PairWish.NEVER)


async def wishes_no_more(market: Fair) -> None:
    await wishes(market)
    await forget(market)
    organiser = (await market.stage.session.exec(select(Person).where(Person.owner))).one()
    one, other = market.hosts[0].id, market.guests[0].id
    await who_may_meet.curate(market.stage.session, organiser, one, other, None)


async def rules(market: Fair) -> None:
    rule = MeetingRule(Side("all", OrganisationKind.COMPANY), Side("away", ""), never=True)
    await meeting_rules.add(market.stage.session, await owner(market), market.stage.mission.id, rule)


async def is_another_kind(market: Fair) -> None:
    firm = await market.stage.session.get_one(Organisation, market.hosts[0].organisation_id)
    firm.kind = OrganisationKind.PARK


async def interprets(market: Fair) -> None:
    interpreter = Interpreter(mission_id=market.stage.mission.id, name="B", name_key="b", languages=["ar", "es"])
    await market.stage.add(interpreter)
    await market.stage.session.flush()
    await forget(market)
    interpreter.away_since = market.stage.session.now


async def refuses(market: Fair) -> None:
    await proposals.answer(market.stage.session, market.hosts[0], market.guests[0].id, ProposalAnswer.REFUSED)


async def goes(market: Fair) -> None:
    await market.stage.session.delete(market.guests[1])


async def forget(market: Fair) -> None:
    await market.stage.session.flush()
    await market.stage.session.exec(delete(RankingMark))


@pytest.mark.parametrize(
    "act",
    [
        *(asked, withdraws, cancels, expires, loses_its_place, edits, pauses, wishes, wishes_no_more, rules),
        *(is_another_kind, interprets, refuses, goes),
    ],
)
async def test_it_is_marked(database: Database, act: Act) -> None:
    async with staged(database) as stage:
        market = await fair(stage)
        await forget(market)
        await act(market)
        await stage.session.flush()
        assert {*await stage.session.exec(select(RankingMark.mission_id))} == {stage.mission.id}


@pytest.mark.parametrize("engine_name", ["sqlite"])
async def test_a_card_that_is_shown_and_a_list_that_is_made_mark_nothing(database: Database) -> None:
    async with staged(database) as stage:
        market = await fair(stage)
        await forget(market)
        await proposals.shown(stage.session, market.hosts[0], proposals.Proposed(market.guests[0].id))
        market.hosts[0].ranked_revision = market.hosts[0].revision
        market.hosts[0].phone = "+34600000001"
        await stage.session.flush()
        assert not await ranking_queue.marked(stage.session)


@pytest.mark.parametrize("engine_name", ["sqlite"])
async def test_who_answers_has_their_own_list_made_at_once(database: Database) -> None:
    async with staged(database) as stage:
        market = await fair(stage)
        host = market.hosts[0]
        host.ranked_revision = host.revision
        await stage.session.flush()
        await proposals.answer(stage.session, host, market.guests[0].id, ProposalAnswer.LATER)
        await stage.session.flush()
        read = await ranking_inputs.read(stage.session, stage.mission.id)
        assert host.id in read.stale


@pytest.mark.parametrize("small", [True, False])
async def test_in_a_large_mission_changes_wait_for_each_other(
    database: Database, monkeypatch: pytest.MonkeyPatch, *, small: bool
) -> None:
    if not small:
        monkeypatch.setattr(ranking_queue, "SMALL", 2)
    async with staged(database) as stage:
        stage.at(utc_now())
        market = await fair(stage)
        await ranking_queue.take_marks(stage.session)
        first = await due(stage)
        assert first == stage.session.now + (timedelta() if small else ranking_queue.AFTER)
        stage.at(stage.session.now + timedelta(seconds=5))
        await edits(market)
        await stage.session.flush()
        await ranking_queue.take_marks(stage.session)
        assert await due(stage) == first, "a later change does not put the lists off"
        assert not await ranking_queue.marked(stage.session)


async def due(stage: Stage) -> object:
    rows = select(MatchingState.wanted_at).where(MatchingState.mission_id == stage.mission.id)
    return (await stage.session.exec(rows)).one()
