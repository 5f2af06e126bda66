"""An interpreter's day, calendar and sheets are those of delegates; one person may interpret here and attend there."""

from __future__ import annotations

from datetime import timedelta

import pytest

from missions.day import feed, sheets
from missions.day.agenda import agenda_of
from missions.day.my_day import day_of, my_day
from missions.errors import Refusal
from missions.interpreters import linking
from missions.people import mission_meant
from missions.people.access import require_delegate
from missions.people.whose import number_of, whose_of
from missions.registration import invitations
from storage.database import Database
from storage.tables import Invitation, MeetingState, Mission, Person, SheetKind
from tests.missions.interpreters.kit import Booth, booth, pair
from tests.missions.stage import NOON, Stage, staged

HOUR = timedelta(hours=1)


async def reader(there: Booth) -> Person:
    return await there.stage.session.get_one(Person, there.chat.person_id)


async def test_the_day_and_agenda_have_both_names_and_no_requests(database: Database) -> None:
    async with staged(database) as stage:
        there = await booth(stage)
        one, other = await pair(stage)
        soon, later = await stage.slots([NOON + HOUR, NOON + 3 * HOUR])
        await there.meeting(one, other, soon)
        person = await reader(there)
        day = await my_day(stage.session, person)
        (item,) = day.items
        assert (day.whose, day.name, day.organisation) == (-there.nadia.id, "Nadia", "")
        assert item.meets is not None
        assert {item.name, item.meets.name} == {one.name, other.name}
        assert item.interpreter == "", "it is the reader"
        assert [(span.begins, span.ends) for span in day.free] == [(soon.ends_at, later.ends_at)]
        agenda = await agenda_of(stage.session, person)
        assert [found.meeting.id for found in agenda.days[soon.starts_at.date()].meetings] == [item.meeting_id]


async def test_a_feed_shows_what_is_theirs_until_the_link_ends(database: Database) -> None:
    async with staged(database) as stage:
        there = await booth(stage)
        owner = await stage.owner()
        (slot,) = await stage.slots([NOON + HOUR])
        meeting = await there.meeting(*await pair(stage), slot)
        person = await reader(there)
        token = (await feed.subscribe(stage.session, person, there.nadia)).token
        found = await feed.read_at(stage.session, token)
        assert found is not None
        assert (found.language, [each.meeting_id for each in found.calendar.items]) == ("fr", [meeting.id])
        meeting.state = MeetingState.CANCELLED
        await stage.session.flush()
        found = await feed.read_at(stage.session, token)
        assert found is not None
        assert not any(each.is_sure for each in found.calendar.items)
        notices = await linking.unlink(stage.session, owner, there.nadia.id, there.nadia.revision)
        assert [each.to for each in notices] == [person.id]
        assert await feed.read_at(stage.session, token) is None
        with pytest.raises(Refusal):
            await whose_of(stage.session, person)


async def test_a_paper_is_replaced_when_their_day_changes(database: Database) -> None:
    async with staged(database) as stage:
        there = await booth(stage)
        (slot,) = await stage.slots([NOON + HOUR])
        meeting = await there.meeting(*await pair(stage), slot)
        await sheets.ask(stage.session, there.nadia, slot.starts_at.date(), SheetKind.PAPER)
        await stage.session.flush()
        drawn = await sheets.next_to_draw(stage.session)
        assert drawn is not None
        assert (drawn.person.id, drawn.version) == (there.chat.person_id, 1)
        await sheets.drawn(stage.session, drawn)
        meeting.table_id = there.tables[1].id
        await stage.session.flush()
        await sheets.doubt(stage.session, [number_of(there.nadia)])
        again = await sheets.next_to_draw(stage.session)
        assert again is not None
        assert again.version == 2


async def test_one_person_interprets_in_one_mission_and_attends_another(database: Database) -> None:
    async with staged(database) as stage:
        there = await booth(stage)
        interpreted, person = stage.mission, await reader(there)
        await stage.open(key="rabat")
        (delegate,) = await stage.delegates(1, chat=False)
        delegate.person_id = person.id
        await stage.session.flush()
        for mission, whose in ((interpreted, there.nadia), (stage.mission, delegate)):
            mission_meant.ask(stage.session, person, mission.id)
            assert await whose_of(stage.session, person) == whose
            assert (await day_of(stage.session, whose)).whose == number_of(whose)
        mission_meant.ask(stage.session, person, interpreted.id)
        with pytest.raises(Refusal):
            await require_delegate(stage.session, person)
        mission_meant.ask(stage.session, person, stage.mission.id)
        assert await require_delegate(stage.session, person) == delegate


async def test_a_link_leads_to_its_own_entry_and_once(database: Database) -> None:
    async with staged(database) as stage:
        there = await booth(stage)
        mission, person = stage.mission, await reader(there)
        link = await invite(stage, mission, there.omar.id)
        opened = await invitations.open(stage.session, link.token, person)
        with pytest.raises(Refusal, match="already linked"):
            await linking.claim(stage.session, opened, person, "Nadia")
        stranger, late, delegate = [Person(telegram_id=90 + n) for n in range(3)]
        await stage.add(stranger, late, delegate)
        opened = await invitations.open(stage.session, link.token, stranger)
        entry, _notices = await linking.claim(stage.session, opened, stranger, "Omar")
        assert entry.id == there.omar.id
        assert (await linking.claim(stage.session, opened, stranger, "Omar"))[1] == [], "again: nothing happens"
        with pytest.raises(Refusal):
            await invitations.open(stage.session, link.token, late)
        # A delegate of the mission does not interpret in it, nor the other way round.
        (row,) = await stage.delegates(1, chat=False)
        row.person_id = delegate.id
        await stage.session.flush()
        there.omar.revision += 1
        other = await invite(stage, mission, there.nadia.id)
        opened = await invitations.open(stage.session, other.token, delegate)
        with pytest.raises(Refusal):
            await linking.claim(stage.session, opened, delegate, "Delegate")
        joining = await invitations.create(stage.session, mission.id)
        with pytest.raises(Refusal, match="interpret"):
            await invitations.open(stage.session, joining.token, stranger)


async def invite(stage: Stage, mission: Mission, interpreter_id: int) -> Invitation:
    return await invitations.create(stage.session, mission.id, "interpreter", interpreter_id=interpreter_id)
