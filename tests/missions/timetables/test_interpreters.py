"""Interpreters, travel and limits: what a meeting is confirmed with, and when it is not."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import pytest
from sqlmodel import select

from missions.errors import Refusal
from missions.meetings import agreeing, availability, openings, requests
from missions.meetings.states import Taken
from missions.people import languages
from missions.spans import span
from missions.timetables import interpreters, outages
from missions.timetables.problem import read
from storage.database import Database
from storage.tables import (
    Interpreter,
    InterpreterSeat,
    Meeting,
    MeetingTable,
    TimetableKind,
    Venue,
    VenueTravel,
)
from tests.missions.meetings.races import at_once, confirming, states
from tests.missions.proposals.fair import Fair, check, fair
from tests.missions.stage import Stage, staged


async def strangers(stage: Stage, *, people: int = 2, names: Sequence[str] = ("Essai",), tables: int = 3) -> Fair:
    """Hosts who speak Spanish, guests who speak Arabic, and interpreters between them."""
    market = await fair(stage, hosts=people, guests=people, tables=tables)
    for delegate in (*market.hosts, *market.guests):
        delegate.languages = ["es"] if delegate in market.hosts else ["ar"]
    mission_id = stage.mission.id
    rows = [Interpreter(mission_id=mission_id, name=name, name_key=name, languages=["ar", "es"]) for name in names]
    await stage.add(*rows)
    return market


async def agree(market: Fair, host: int, guest: int, slot: int) -> Meeting:
    session = market.stage.session
    asked = await requests.request(session, market.hosts[host], market.guests[guest].id, market.slots[slot].id)
    answering = await market.person(market.guests[guest])
    return (await agreeing.confirm(session, answering, asked.meeting.id, asked.meeting.revision)).meeting


async def free(market: Fair, host: int = 0, guest: int = 0) -> list[int]:
    stage = market.stage
    found = await availability.free_for(stage.session, stage.mission, market.hosts[host], market.guests[guest])
    return [market.slots.index(slot) for slot in found]


async def test_two_without_a_common_language_meet_with_an_interpreter(database: Database) -> None:
    async with staged(database) as stage:
        market = await strangers(stage)
        meeting = await agree(market, 0, 0, 0)
        (seat,) = (await stage.session.exec(select(InterpreterSeat))).all()
        assert (seat.meeting_id, seat.interpreter_id) == (meeting.id, meeting.interpreter_id)
        with pytest.raises(Taken) as taken:
            await requests.request(stage.session, market.hosts[1], market.guests[1].id, market.slots[0].id)
        assert taken.value.msgid == availability.NO_INTERPRETER
        assert await free(market, 1, 1) == [1, 2]
        await agreeing.cancel(stage.session, await market.person(market.hosts[0]), meeting.id, meeting.revision)
        assert not (await stage.session.exec(select(InterpreterSeat))).all()
        await check(stage)


async def test_breaks_absence_and_languages_of_interpreters_count(database: Database) -> None:
    async with staged(database) as stage:
        market = await strangers(stage)
        (who,) = (await stage.session.exec(select(Interpreter))).all()
        first, second = market.slots[:2]
        who.breaks = [span(first.ends_at - timedelta(minutes=1), first.ends_at)]
        assert await free(market) == [1, 2]
        who.present = [span(first.starts_at, second.ends_at)]
        assert await free(market) == [1]
        who.away_since = stage.session.now
        assert await free(market) == []
        who.away_since, who.languages = None, ["ar", "fr"]
        assert await languages.bridgeless(stage.session, market.hosts[0], market.guests[0])


async def test_rest_limits_and_a_late_arrival_of_interpreters_count(database: Database) -> None:
    async with staged(database) as stage:
        market = await strangers(stage, people=3)
        (who,) = (await stage.session.exec(select(Interpreter))).all()
        owner = await market.person(market.hosts[2])
        owner.owner = True
        await agree(market, 0, 0, 0)
        assert await free(market, 1, 1) == [1, 2]
        await interpreters.limit(stage.session, owner, who.id, 1, in_a_row=1)
        assert await free(market, 1, 1) == [2]
        await interpreters.limit(stage.session, owner, who.id, 2, in_a_row=0, per_day=1)
        assert await free(market, 1, 1) == []
        with pytest.raises(Refusal, match="changed"):
            await interpreters.limit(stage.session, owner, who.id, 2, per_day=0)
        await interpreters.limit(stage.session, owner, who.id, 3, per_day=0)
        late = await outages.interpreter_arrives(stage.session, owner, who.id, 4, market.slots[2].id)
        assert outages.arrival(stage.mission, late) == market.slots[2].starts_at
        assert await free(market, 1, 1) == [2]
        # Their meeting is kept until the timetable is mended; the search is told that they cannot be there.
        task = await read(stage.session, stage.mission, TimetableKind.MENDED)
        assert [each.slots for each in task.problem.interpreters] == [frozenset({market.slots[2].id})]
        assert len(task.published) == 1
        await outages.interpreter_arrives(stage.session, owner, who.id, 5, 0)
        assert who.breaks == []


async def test_travel_absences_and_limits_are_kept(database: Database) -> None:
    async with staged(database) as stage:
        market = await fair(stage, tables=1, slots=4)
        far, _tables = await stage.venue("far", ["F"])
        hall = (await stage.session.exec(select(Venue).where(Venue.key == "hall"))).one()
        await stage.add(VenueTravel(one_id=min(hall.id, far.id), other_id=max(hall.id, far.id), minutes=30))
        first = await agree(market, 0, 0, 0)
        assert first.table_id == market.tables[0].id
        # The only table of the hall is taken by others in the next slot; the far one cannot be reached in ten minutes.
        await agree(market, 1, 1, 1)
        with pytest.raises(Taken) as taken:
            await requests.request(stage.session, market.hosts[0], market.guests[1].id, market.slots[1].id)
        assert taken.value.msgid == availability.NOT_FREE
        assert await free(market, 0, 1) == [2, 3]
        market.guests[1].away = [span(market.slots[2].starts_at, market.slots[2].ends_at)]
        assert await free(market, 0, 1) == [3]
        stage.mission.meetings_per_day = 1
        assert await free(market, 0, 1) == []
        market.hosts[0].meetings_per_day = market.guests[1].meetings_per_day = 2
        assert await free(market, 0, 1) == [3]


async def test_closed_tables_and_closed_hours_are_not_offered(database: Database) -> None:
    async with staged(database) as stage:
        market = await fair(stage, tables=1)
        hall = (await stage.session.exec(select(Venue).where(Venue.key == "hall"))).one()
        hall.open = [span(market.slots[1].starts_at, market.slots[2].ends_at)]
        assert await free(market) == [1, 2]
        market.slots[1].closed_at = stage.session.now
        assert await free(market) == [2]
        table = await stage.session.get_one(MeetingTable, market.tables[0].id)
        table.closed_at = stage.session.now
        assert await free(market) == []


async def test_a_request_may_leave_the_time_open(database: Database) -> None:
    async with staged(database) as stage:
        market = await fair(stage, tables=2, slots=4)
        await agree(market, 0, 1, 2)
        asked = await requests.request(stage.session, market.hosts[0], market.guests[0].id, openings.ANY_TIME)
        meeting = asked.meeting
        assert meeting.any_time
        await check(stage)
        answering = await market.person(market.guests[0])
        agreed = await agreeing.confirm(stage.session, answering, meeting.id, meeting.revision)
        # Next to the host's other meeting, so that nobody waits in between.
        assert agreed.meeting.slot_id in {market.slots[1].id, market.slots[3].id}
        assert not agreed.meeting.any_time
        await check(stage)


async def test_the_last_interpreter_goes_to_one(database: Database) -> None:
    async with database.unit() as session:
        market = await strangers(Stage(session), people=3, tables=5)
        asked = [
            (await requests.request(session, market.hosts[n], market.guests[n].id, market.slots[0].id)).meeting.id
            for n in range(3)
        ]
    works = [confirming(market.guests[n], each) for n, each in enumerate(asked)]
    assert await at_once(database, *works) == [Taken.__name__, Taken.__name__, "done"]
    assert await states(database) == ["confirmed", "requested", "requested"]


async def test_who_still_interprets_is_not_removed(database: Database) -> None:
    async with staged(database) as stage:
        market = await strangers(stage)
        meeting = await agree(market, 0, 0, 0)
        owner = await market.person(market.hosts[0])
        owner.owner = True
        assert meeting.interpreter_id is not None
        with pytest.raises(Refusal, match="still has meetings"):
            await interpreters.remove(stage.session, owner, meeting.interpreter_id, 1)
        away = await interpreters.set_away(stage.session, owner, meeting.interpreter_id, 1, away=True)
        assert away.revision == 2
        with pytest.raises(Refusal, match="changed"):
            await interpreters.set_away(stage.session, owner, meeting.interpreter_id, 1, away=False)
        stranger = await market.person(market.guests[0])
        with pytest.raises(Refusal, match="organisers"):
            await interpreters.find(stage.session, stranger, meeting.interpreter_id)
