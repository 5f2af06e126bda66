"""Meetings keep clear of the sessions that people attend, and of the way there."""

from __future__ import annotations

from datetime import timedelta

import pytest

from missions.meetings import agreeing, availability, requests
from missions.meetings.availability import FreeSlot
from missions.meetings.states import Taken
from missions.sessions import signing
from missions.solver.solving import solve
from missions.timetables import problem
from storage.database import Database
from storage.tables import Delegate, Meeting, MeetingState, Organisation, OrganisationKind, TimetableKind, VenueTravel
from tests.missions.sessions.kit import add_session, person_of
from tests.missions.stage import NOON, Stage, staged

pytestmark = pytest.mark.parametrize("engine_name", ["sqlite"])

START = NOON + timedelta(hours=3)


async def stage_of_two(stage: Stage) -> tuple[list[int], Meeting]:
    """Tables at the hall and far away, three slots, and a session at the hall in the second, which one of two attends.

    By slot, at how many tables the two could meet; and a request for the second, to the one who attends.
    """
    await stage.open(within_delegation=True)
    one, other = await stage.delegates(2)
    firm = Organisation(mission_id=stage.mission.id, name="Other", name_key="other", kind=OrganisationKind.COMPANY)
    await stage.add(firm)
    other.organisation_id = firm.id
    hall, _tables = await stage.venue("hall", ["1"])
    far, _far_tables = await stage.venue("far", ["9"])
    first, last = sorted((hall.id, far.id))
    await stage.add(VenueTravel(one_id=first, other_id=last, minutes=30))
    slots = await stage.slots([START, START + timedelta(minutes=25), START + timedelta(minutes=50)])
    asked = await requests.request(stage.session, other, one.id, slots[1].id)
    row = await add_session(stage, 5, starts_at=slots[1].starts_at, venue_id=hall.id)
    row.ends_at = slots[1].ends_at
    await signing.sign_up(stage.session, await person_of(stage.session, one), row.id)
    room = await availability.room(stage.session, stage.mission, one, other)
    found = [room.at(slot) for slot in slots]
    return [len(each.seatings) if isinstance(each, FreeSlot) else 0 for each in found], asked.meeting


async def test_no_time_is_offered_then_nor_too_far_away(database: Database) -> None:
    async with staged(database) as stage:
        seatings, _asked = await stage_of_two(stage)
        # At the hall before and after; the other venue is half an hour from the session.
        assert seatings == [1, 0, 1]


async def test_a_confirmation_names_the_session(database: Database) -> None:
    async with staged(database) as stage:
        _seatings, asked = await stage_of_two(stage)
        person = await person_of(stage.session, await stage.session.get_one(Delegate, asked.invitee_id))
        with pytest.raises(Taken) as refused:
            await agreeing.confirm(stage.session, person, asked.id, asked.revision)
        assert refused.value.values["title"] == {"en": "Course"}


async def test_a_timetable_leaves_the_slot_out(database: Database) -> None:
    async with staged(database) as stage:
        _seatings, asked = await stage_of_two(stage)
        task = await problem.read(stage.session, stage.mission, TimetableKind.WHOLE)
        people = {each.key: each.slots for each in task.problem.people}
        mine = people[asked.invitee_id]
        assert mine is not None
        assert asked.slot_id not in mine
        assert len(mine) == 2
        # The way to the far venue and back takes longer than the pause before and after.
        far = {each.key: each.unreachable for each in task.problem.people}
        _hall, elsewhere = sorted(venue.key for venue in task.problem.venues)
        assert far[asked.invitee_id] == {(slot, elsewhere) for slot in mine}
        assert not far[asked.requester_id]


async def test_a_draft_has_meetings_only_where_there_is_time_for_the_way(database: Database) -> None:
    async with staged(database) as stage:
        _seatings, asked = await stage_of_two(stage)
        task = await problem.read(stage.session, stage.mission, TimetableKind.WHOLE)
        plan = solve(task.problem, workers=1)
        (meeting,) = plan.meetings
        hall = next(venue.key for venue in task.problem.venues)
        assert meeting.slot != asked.slot_id
        assert {each.venue for each in task.problem.tables if each.key == meeting.table} == {hall}


async def test_a_meeting_that_was_there_before_stays(database: Database) -> None:
    """The delegate was asked, and chose to have both: no plan may break on it."""
    async with staged(database) as stage:
        await stage.open(within_delegation=True)
        one, other = await stage.delegates(2)
        _hall, (table,) = await stage.venue("hall", ["1"])
        (slot,) = await stage.slots([START])
        meeting = await stage.meeting(one, other, slot, table)
        row = await add_session(stage, 5, starts_at=START)
        await signing.sign_up(stage.session, await person_of(stage.session, one), row.id, despite_clash=True)
        task = await problem.read(stage.session, stage.mission, TimetableKind.WHOLE)
        assert all(each.slots is None or slot.id in each.slots for each in task.problem.people)
        assert meeting.state is MeetingState.CONFIRMED
