"""The timetable's rules: what counts as wished, who works on a draft, and what publishing does when things changed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlmodel import select

from handlers.timetables import words
from locales import catalogues
from missions.errors import Refusal
from missions.meetings import agreeing, requests
from missions.solver import Key, Priority, Problem, Rule, Site, Table
from missions.solver import PlannedMeeting as Held
from missions.timetables import drafts, outages, publish, summary
from missions.timetables.draft_plan import Obstacle, Seat
from missions.timetables.notices import agendas, progressed
from missions.timetables.problem import read
from missions.timetables.search import TimetableSearch, at_their_tables
from missions.timetables.wishes import wishes
from storage.database import Database
from storage.tables import (
    Meeting,
    MeetingState,
    PairWish,
    PersonSeat,
    TimetableKind,
    TimetableState,
)
from tests.missions.proposals.fair import check, fair
from tests.missions.stage import staged
from tests.missions.timetables.drafting import curated, drafted, interested, organiser


async def test_what_is_wished_and_how_much(database: Database) -> None:
    async with staged(database) as stage:
        market = await fair(stage, hosts=3, guests=3)
        both = await interested(market, 0, 0, back=True)
        one = await interested(market, 0, 1)
        await interested(market, 1, 1)
        await curated(market, 1, 1, PairWish.NEVER)
        await curated(market, 2, 2, PairWish.MUST)
        turned_down = await interested(market, 2, 0)
        asked = await requests.request(stage.session, market.hosts[2], market.guests[0].id, market.slots[0].id)
        answering = await market.person(market.guests[0])
        await requests.decline(stage.session, answering, asked.meeting.id, asked.meeting.revision)
        found = {wish.pair: wish.priority for wish in await wishes(stage.session, stage.mission)}
        must = f"{market.hosts[2].id}-{market.guests[2].id}"
        assert found == {both: Priority.MUTUAL, one: Priority.ONE_SIDED, must: Priority.MUST}
        assert turned_down not in found


async def test_a_draft_is_taken_up_again_when_its_worker_dies(database: Database) -> None:
    async with staged(database) as stage:
        market = await fair(stage)
        by = await organiser(market)
        row = await drafts.begin(stage.session, stage.mission, TimetableKind.WHOLE, by=by)
        with pytest.raises(Refusal, match="A timetable is already being made"):
            await drafts.begin(stage.session, stage.mission, TimetableKind.WHOLE, by=by)
        for attempt in range(1, drafts.ATTEMPTS + 1):
            assert await drafts.claim(stage.session) is row
            assert row.attempts == attempt
            assert await drafts.claim(stage.session) is None
            assert not await drafts.tell(stage.session, row.id, {"stage": "wishes", "placed": 1, "bound": 2})
            stage.at(stage.session.now + drafts.SILENT + timedelta(seconds=1))
        assert await drafts.claim(stage.session) is None
        assert (row.state, row.error) == (TimetableState.FAILED, drafts.DIED)
        (notice,) = await progressed(stage.session)
        assert (notice.to, notice.timetable_id) == (by.id, row.id)
        assert not await progressed(stage.session)


async def test_a_stopped_draft_keeps_what_it_has(database: Database) -> None:
    async with staged(database) as stage:
        market = await fair(stage)
        by = await organiser(market)
        row = await drafts.begin(stage.session, stage.mission, TimetableKind.WHOLE, by=by)
        with pytest.raises(Refusal, match="organisers"):
            await drafts.stop(stage.session, await market.person(market.hosts[0]), row.id)
        await drafts.stop(stage.session, by, row.id)
        assert await drafts.tell(stage.session, row.id, {})


async def test_publishing_seats_everybody_and_a_held_time_gives_way(database: Database) -> None:
    async with staged(database) as stage:
        market = await fair(stage, hosts=2, guests=2, tables=2)
        by = await organiser(market)
        pair = await interested(market, 0, 0)
        # The host holds the first slot for another request, which the draft does not place.
        asked = await requests.request(stage.session, market.hosts[0], market.guests[1].id, market.slots[0].id)
        row = await drafted(market, by, Seat(pair, market.slots[0].id, market.tables[0].id))
        publication = await publish.foresee(stage.session, stage.mission, row)
        assert not publication.outdated
        stranger = await market.person(market.hosts[1])
        with pytest.raises(Refusal, match="organisers"):
            await publish.publish(stage.session, stranger, row.id, publication.fingerprint)
        done = await publish.publish(stage.session, by, row.id, publication.fingerprint)
        assert done is not None
        with pytest.raises(Refusal, match="published"):
            await publish.publish(stage.session, by, row.id, publication.fingerprint)
        meeting = (await stage.session.exec(select(Meeting).where(Meeting.pair == pair))).one()
        assert (meeting.state, meeting.is_agreed) == (MeetingState.CONFIRMED, False)
        assert asked.meeting.any_time
        await check(stage)
        assert {notice.delegate_id for notice in await agendas(stage.session)} == {
            market.hosts[0].id,
            market.guests[0].id,
        }
        for side in (market.hosts[0], market.guests[0]):
            accepted = await agreeing.accept(stage.session, await market.person(side), meeting.id, meeting.revision)
        assert accepted.agreed
        assert meeting.is_agreed


async def test_what_no_longer_fits_is_left_out(database: Database) -> None:
    async with staged(database) as stage:
        market = await fair(stage, hosts=2, guests=2, tables=2)
        by = await organiser(market)
        first, second = await interested(market, 0, 0), await interested(market, 1, 1)
        slot = market.slots[0].id
        row = await drafted(market, by, Seat(first, slot, market.tables[0].id), Seat(second, slot, market.tables[1].id))
        shown = await publish.foresee(stage.session, stage.mission, row)
        # Meanwhile the second guest agrees to meet somebody else then.
        asked = await requests.request(stage.session, market.hosts[0], market.guests[1].id, market.slots[0].id)
        answering = await market.person(market.guests[1])
        await agreeing.confirm(stage.session, answering, asked.meeting.id, asked.meeting.revision)
        assert await publish.publish(stage.session, by, row.id, shown.fingerprint) is None
        now = await publish.foresee(stage.session, stage.mission, row)
        assert now.outdated
        assert now.left_out == {first, second}
        done = await publish.publish(stage.session, by, row.id, now.fingerprint)
        assert done is not None
        assert len((await stage.session.exec(select(PersonSeat))).all()) == 2
        await check(stage)


async def test_made_afresh_leaves_only_what_both_have_accepted(database: Database) -> None:
    async with staged(database) as stage:
        market = await fair(stage, hosts=2, guests=2, slots=1)
        set_by_us = await stage.meeting(market.hosts[0], market.guests[0], market.slots[0], market.tables[0])
        set_by_us.planned_at = stage.session.now
        await curated(market, 1, 1, PairWish.MUST)
        must = f"{market.hosts[1].id}-{market.guests[1].id}"

        async def placed(kind: TimetableKind) -> list[Key]:
            task = await read(stage.session, stage.mission, kind)
            plan = TimetableSearch(task, kind, seconds=2, workers=1, report=lambda _: None, stopped=lambda: False)()
            return [meeting.wish for meeting in plan.meetings]

        assert await placed(TimetableKind.WHOLE) == [set_by_us.pair]
        assert await placed(TimetableKind.AFRESH) == [must]
        set_by_us.requester_accepted_at = set_by_us.invitee_accepted_at = stage.session.now
        assert await placed(TimetableKind.AFRESH) == [set_by_us.pair]


async def test_losses_close_and_open_again(database: Database) -> None:
    async with staged(database) as stage:
        market = await fair(stage)
        by = await organiser(market)
        table, mission = await outages.table(stage.session, by, market.tables[0].id)
        outages.close(stage.session, by, mission, table, closed=True)
        assert not (await read(stage.session, mission, TimetableKind.WHOLE)).problem.tables[0].slots
        assert table.closed_at is not None
        outages.close(stage.session, by, mission, table, closed=False)
        who, _mission = await outages.arrives(stage.session, by, market.hosts[0].id, market.slots[1].id)
        assert outages.arrival(mission, who) == market.slots[1].starts_at
        await outages.arrives(stage.session, by, market.hosts[0].id, 0)
        assert who.away == []
        with pytest.raises(Refusal, match="organisers"):
            await outages.table(stage.session, await market.person(market.hosts[0]), market.tables[0].id)


async def test_each_rule_in_the_way_has_its_words(database: Database) -> None:
    async with staged(database) as stage:
        market = await fair(stage)
        names = await summary.names(stage.session, stage.mission)
        host, guest = market.hosts[0].id, market.guests[0].id
        keys = {
            **dict.fromkeys((Rule.ABSENT, Rule.BUSY, Rule.DAY_LIMIT, Rule.TRAVEL), (host,)),
            **dict.fromkeys((Rule.NO_INTERPRETER, Rule.INTERPRETERS), ("ar", "es")),
            **dict.fromkeys((Rule.MUST, Rule.FIXED, Rule.SLOTS, Rule.ORDER), (f"{host}-{guest}",)),
            Rule.TABLES: (),
        }
        assert set(keys) == set(Rule)
        whys = [Obstacle(rule, given, [market.slots[0].id]) for rule, given in keys.items()]
        for code in ("fr", "ar", "en"):
            lines = words.reasons(catalogues().texts(code), names, whys, at_most=99)
            assert len(set(lines)) == len(Rule)
            assert not any("?" in line for line in lines)


def test_whoever_is_not_moved_keeps_their_table() -> None:
    """Tables of one venue change places among each other until those who were told one have it back."""
    market = Problem(
        slots=(),
        venues=(Site("hall"), Site("annex")),
        tables=(Table("1", "hall"), Table("2", "hall"), Table("3", "annex"), Table("4", "hall", slots=frozenset())),
        people=(),
        wishes=(),
    )
    told = [Held("a", 1, "1"), Held("b", 1, "3"), Held("c", 1, "4")]
    found = [Held("a", 1, "2"), Held("b", 1, "1"), Held("c", 1, "3")]
    assert at_their_tables(market, told, found) == (Held("a", 1, "1"), Held("b", 1, "2"), Held("c", 1, "3"))
