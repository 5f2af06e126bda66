"""The rules of agreeing on a meeting, one by one."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlmodel import select

from missions.errors import Refusal
from missions.meetings import agreeing, availability, requests
from missions.meetings import expiry as meeting_jobs
from missions.meetings.endings import GONE, cancel_all_of
from missions.meetings.notices import AnswerAwaited, MeetingClosed, MeetingRequested, MoveDropped
from missions.meetings.states import Stale, Taken
from missions.registration import limits
from storage.database import Database
from storage.tables import DelegateStatus, Meeting, MeetingState, Person, Role, RoleKind, Slot, TableSeat
from tests.missions.proposals.fair import Fair, check, fair
from tests.missions.stage import NOON, staged

pytestmark = pytest.mark.parametrize("engine_name", ["sqlite"])


async def agreed(market: Fair, host: int = 0, guest: int = 0, slot: int = 0) -> Meeting:
    session = market.stage.session
    one, other = market.hosts[host], market.guests[guest]
    asked = (await requests.request(session, one, other.id, market.slots[slot].id)).meeting
    return (await agreeing.confirm(session, await market.person(other), asked.id, asked.revision)).meeting


async def free(market: Fair, host: int = 0, guest: int = 0) -> list[Slot]:
    stage = market.stage
    return [*await availability.free_for(stage.session, stage.mission, market.hosts[host], market.guests[guest])]


async def test_times_are_those_at_which_both_are_there_and_free_and_a_table_is(database: Database) -> None:
    async with staged(database) as stage:
        market = await fair(stage, slots=4, tables=1)
        assert await free(market) == list(market.slots)
        await agreed(market, 1, 1, 0)
        assert await free(market) == list(market.slots[1:]), "the only table is taken"
        await requests.request(stage.session, market.hosts[0], market.guests[1].id, market.slots[1].id)
        assert await free(market) == list(market.slots[2:]), "the host waits for an answer"
        assert await free(market, 1, 0) == list(market.slots[1:]), "but nobody else does"
        stage.at(market.slots[2].starts_at)
        assert await free(market) == [market.slots[3]], "what has begun is over"
        market.guests[0].days = ["2027-07-15"]
        assert not await free(market), "the guest comes another day"


async def test_a_slot_of_one_venue_takes_its_tables_only(database: Database) -> None:
    async with staged(database) as stage:
        market = await fair(stage, tables=1)
        annex, _tables = await stage.venue("annex", ["A"])
        empty, _none = await stage.venue("empty")
        market.slots[0].venue_id, market.slots[1].venue_id = annex.id, empty.id
        assert await free(market) == [market.slots[0], market.slots[2]]
        meeting = await agreed(market)
        (seat,) = (await stage.session.exec(select(TableSeat))).all()
        assert meeting.table_id == seat.table_id == _tables[0].id


async def test_who_may_not_be_asked(database: Database) -> None:
    async with staged(database) as stage:
        market = await fair(stage)
        host, other_host, guest = market.hosts[0], market.hosts[1], market.guests[0]
        guest.organisation_id, theirs = host.organisation_id, guest.organisation_id
        for invitee in (host, other_host, guest):
            with pytest.raises(Refusal):
                await requests.request(stage.session, host, invitee.id, market.slots[0].id)
        guest.organisation_id = theirs
        for status in set(DelegateStatus) - {DelegateStatus.APPROVED}:
            guest.status = status
            with pytest.raises(Refusal):
                await requests.request(stage.session, host, guest.id, market.slots[0].id)
        await check(stage)


async def test_own_limits_of_requests_and_of_meetings_a_day(database: Database) -> None:
    async with staged(database) as stage:
        market = await fair(stage, hosts=3, guests=3, slots=4, tables=3)
        session, guest = stage.session, market.guests[0]
        person = await market.person(guest)
        await limits.set_limit(session, person, guest.id, limits.Limit.REQUESTS, 1)
        first = (await requests.request(session, market.hosts[0], guest.id, market.slots[0].id)).meeting
        with pytest.raises(Refusal) as enough:
            await requests.request(session, market.hosts[1], guest.id, market.slots[1].id)
        assert enough.value.msgid == requests.ENOUGH_TO_ANSWER
        await agreeing.confirm(session, person, first.id, first.revision)
        await requests.request(session, market.hosts[1], guest.id, market.slots[1].id)
        await limits.set_limit(session, person, guest.id, limits.Limit.REQUESTS, 0)
        await limits.set_limit(session, person, guest.id, limits.Limit.A_DAY, 1)
        with pytest.raises(Taken) as full:
            await requests.request(session, market.hosts[2], guest.id, market.slots[2].id)
        assert full.value.msgid == availability.ENOUGH
        assert await free(market, 2, 1) == list(market.slots), "the limit is the guest's own"
        stage.mission.meetings_per_day = 2
        with pytest.raises(Refusal) as more:
            await limits.set_limit(session, person, guest.id, limits.Limit.A_DAY, 3)
        assert more.value.msgid == limits.NOT_SO_MANY
        await check(stage)


async def test_a_moved_meeting_stays_until_the_other_agrees(database: Database) -> None:
    async with staged(database) as stage:
        market = await fair(stage)
        host, guest = await market.person(market.hosts[0]), await market.person(market.guests[0])
        meeting = await agreed(market)
        await agreeing.propose(stage.session, host, meeting.id, meeting.revision, market.slots[1].id)
        assert (meeting.state, meeting.slot_id) == (MeetingState.CONFIRMED, market.slots[0].id)
        await check(stage)
        dropped = await requests.decline(stage.session, guest, meeting.id, meeting.revision)
        assert [type(notice) for notice in dropped.notices] == [MoveDropped]
        assert meeting.state is MeetingState.CONFIRMED
        await agreeing.propose(stage.session, guest, meeting.id, meeting.revision, market.slots[2].id)
        with pytest.raises(Stale):
            await agreeing.confirm(stage.session, guest, meeting.id, meeting.revision)
        await agreeing.confirm(stage.session, host, meeting.id, meeting.revision)
        assert meeting.slot_id == market.slots[2].id
        await check(stage)


async def test_who_has_no_table_or_time_left_can_propose_another_time(database: Database) -> None:
    async with staged(database) as stage:
        market = await fair(stage, tables=1)
        guest = await market.person(market.guests[0])
        asked = (
            await requests.request(stage.session, market.hosts[0], market.guests[0].id, market.slots[0].id)
        ).meeting
        await agreed(market, 1, 1, 0)
        with pytest.raises(Taken):
            await agreeing.confirm(stage.session, guest, asked.id, asked.revision)
        await agreeing.propose(stage.session, guest, asked.id, asked.revision, market.slots[1].id)
        host = await market.person(market.hosts[0])
        await agreeing.confirm(stage.session, host, asked.id, asked.revision)
        await check(stage)


async def test_a_request_is_nudged_once_at_half_time_and_lapses(database: Database) -> None:
    async with staged(database) as stage:
        market = await fair(stage)
        asked = (
            await requests.request(stage.session, market.hosts[0], market.guests[0].id, market.slots[0].id)
        ).meeting
        # The slot begins in two hours: an answer is due half an hour before, although the mission allows three.
        assert asked.expires_at == NOON + timedelta(minutes=90)
        stage.at(NOON + timedelta(minutes=44))
        assert not await meeting_jobs.unanswered(stage.session)
        stage.at(NOON + timedelta(minutes=45))
        assert [type(notice) for notice in await meeting_jobs.unanswered(stage.session)] == [AnswerAwaited]
        assert not await meeting_jobs.unanswered(stage.session)
        stage.at(NOON + timedelta(minutes=90))
        told = await meeting_jobs.lapsed(stage.session)
        assert {notice.to for notice in told} == {market.hosts[0].person_id, market.guests[0].person_id}
        assert asked.state is MeetingState.EXPIRED
        assert not await meeting_jobs.lapsed(stage.session)
        await check(stage)


async def test_organisers_are_asked_for_who_has_no_chat_and_leave_a_trace(database: Database) -> None:
    async with staged(database) as stage:
        market = await fair(stage)
        guest, organiser = market.guests[0], Person(telegram_id=1)
        guest.person_id = None
        await stage.add(organiser)
        role = Role(mission_id=stage.mission.id, person_id=organiser.id, kind=RoleKind.ORGANISER, confirmed_at=NOON)
        await stage.add(role)
        done = await requests.request(stage.session, market.hosts[0], guest.id, market.slots[0].id)
        assert [(type(notice), notice.to) for notice in done.notices] == [(MeetingRequested, organiser.id)]
        asked = done.meeting
        with pytest.raises(Refusal):
            stranger = await market.person(market.guests[1])
            await agreeing.confirm(stage.session, stranger, asked.id, asked.revision)
        confirmed = await agreeing.confirm(stage.session, organiser, asked.id, asked.revision)
        assert confirmed.side is guest
        await check(stage)


async def test_leaving_closes_everything_and_tells_the_others(database: Database) -> None:
    async with staged(database) as stage:
        market = await fair(stage, guests=3, slots=4, tables=3)
        host = market.hosts[0]
        await agreed(market, 0, 0, 0)
        await requests.request(stage.session, host, market.guests[1].id, market.slots[1].id)
        await requests.request(stage.session, market.guests[2], host.id, market.slots[2].id)
        told = await cancel_all_of(stage.session, host)
        assert all(
            isinstance(notice, MeetingClosed) and (notice.other_name, notice.reason) == (host.name, GONE)
            for notice in told
        )
        assert {notice.to for notice in told} == {guest.person_id for guest in market.guests}
        states = set((await stage.session.exec(select(Meeting.state))).all())
        assert states == {MeetingState.CANCELLED, MeetingState.WITHDRAWN}, "no one has declined"
        await check(stage)
