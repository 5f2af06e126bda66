"""Reminders and the evening's brief of interpreters, and what the desk can do when one of them cannot come."""

from __future__ import annotations

from datetime import time, timedelta

import pytest
from sqlmodel import col, select

from handlers.core.message_text import as_read
from handlers.core.notices import Reader
from handlers.interpreters.brief import day_before
from handlers.interpreters.outage import screen
from locales import catalogues
from missions.errors import Refusal
from missions.interpreters import mending, outages
from missions.interpreters.mending import MendWay
from missions.interpreters.reminders import due_briefs, due_reminders
from missions.interpreters.terms import terms
from storage.database import Database
from storage.tables import ChangeReceipt, Person, Slot
from tests.missions.interpreters.kit import Booth, booth, pair
from tests.missions.stage import NOON, staged
from tests.screen import plain

HOUR = timedelta(hours=1)


async def reader(there: Booth) -> Person:
    return await there.stage.session.get_one(Person, there.chat.person_id)


async def test_reminded_at_each_lead_of_what_was_known_before_it(database: Database) -> None:
    async with staged(database) as stage:
        there = await booth(stage)
        soon, later = await stage.slots([NOON + HOUR / 2, NOON + 3 * HOUR])
        await there.meeting(*await pair(stage), soon)
        known = await there.meeting(*await pair(stage, 1), later)
        assert await due_reminders(stage.session) == [], "not told of them yet"
        await there.told()
        assert await due_reminders(stage.session) == [], "the lead of an hour had passed when it was told"
        stage.at(NOON + HOUR / 2 - timedelta(minutes=15))
        (near,) = await due_reminders(stage.session)
        assert (near.starts_at, near.once and near.once.endswith("minutes=15")) == (soon.starts_at, True)
        stage.at(NOON + 2 * HOUR)
        (far,) = await due_reminders(stage.session)
        assert (far.meeting_id, far.interpreter_id) == (known.id, there.nadia.id)
        await there.assign(known, there.omar)
        assert await due_reminders(stage.session) == []


async def test_the_brief_of_tomorrow_once_at_the_hour_of_the_digest(database: Database) -> None:
    async with staged(database) as stage:
        there = await booth(stage, digest_at=time(18))
        (slot,) = await stage.slots([NOON + 22 * HOUR])
        await there.meeting(*await pair(stage), slot)
        assert await due_briefs(stage.session) == []
        stage.at(NOON + 5 * HOUR)
        (brief,) = await due_briefs(stage.session)
        assert (brief.interpreter_id, brief.to) == (there.nadia.id, there.chat.person_id)


@pytest.mark.parametrize(("language", "said"), [("fr", "Demain"), ("ar", "غدًا"), ("en", "Tomorrow")])
async def test_the_brief_has_pairs_profiles_and_terms_but_no_phone(
    database: Database, language: str, said: str
) -> None:
    async with staged(database) as stage:
        there = await booth(stage)
        one, other = await pair(stage)
        one.offer, one.phone, other.need, other.need_tags = "<b>Hôtels</b>", "+212600000000", "cloud", ["cloud-hosting"]
        (slot,) = await stage.slots([NOON + 22 * HOUR])
        await there.meeting(one, other, slot)
        shown = Reader(await reader(there), catalogues().texts(language), stage.session)
        (text, keyboard), *more = await day_before(shown, there.nadia, slot.starts_at.date())
        read = plain(as_read(text))
        for part in (said, one.name, other.name, "Firm", "<b>Hôtels</b>", "palacio".title()):
            assert part in read
        assert "+212" not in read
        assert not more
        assert keyboard.about is not None
        assert keyboard.about.names == {one.id, other.id}


async def test_terms_are_side_by_side_in_both_languages(database: Database) -> None:
    async with staged(database) as stage:
        await stage.open()
        one, other = await pair(stage)
        one.offer_tags, other.need_tags = ["data-centres", "erp"], ["erp"]
        found = terms(stage.mission, one, other, ("ar", "fr"))
        assert len(found) >= 1
        assert all(pair.one and pair.other for pair in found)
        assert any("\u0600" <= sign <= "\u06ff" for sign in found[0].one)
        assert terms(stage.mission, one, other, ("ar", "de")), "a language that the taxonomy has not"


async def test_the_desk_is_offered_another_interpreter_then_another_time_then_to_tell(database: Database) -> None:
    async with staged(database) as stage:
        there = await booth(stage)
        owner = await stage.owner()
        slots = await stage.slots([NOON + HOUR, NOON + 2 * HOUR])
        meeting = await there.meeting(*await pair(stage), slots[0])
        reported = await outages.ill(stage.session, await reader(there))
        assert [each.id for each, _place in reported.meetings] == [meeting.id]
        assert [notice.to for notice in reported.notices] == [owner.id]
        (step,) = (await mending.at_desk(stage.session, there.nadia)).steps
        assert (step.way, step.interpreter) == (MendWay.REPLACE, there.omar)
        for language in ("fr", "ar", "en"):
            text, _keyboard = await screen(stage.session, catalogues().texts(language), there.nadia)
            assert "Omar" in text

        there.omar.breaks = [{"from": slots[0].starts_at.isoformat(), "to": slots[0].ends_at.isoformat()}]
        await stage.session.flush()
        (step,) = (await mending.at_desk(stage.session, there.nadia)).steps
        assert (step.way, step.slot) == (MendWay.MOVE, slots[1])

        there.omar.away_since = NOON
        await stage.session.flush()
        (step,) = (await mending.at_desk(stage.session, there.nadia)).steps
        assert step.way is MendWay.TELL

        pressed = (there.nadia.id, meeting.id, meeting.revision, step.way, step.target)
        await mending.mend(stage.session, owner, *pressed)
        assert meeting.interpreter_id is None
        both = col(ChangeReceipt.delegate_id).in_((meeting.requester_id, meeting.invitee_id))
        assert len((await stage.session.exec(select(ChangeReceipt).where(both))).all()) == 2
        assert (await mending.at_desk(stage.session, there.nadia)).steps == []
        with pytest.raises(Refusal):
            await mending.mend(stage.session, owner, *pressed)


async def test_a_delay_touches_what_begins_before_it_ends(database: Database) -> None:
    async with staged(database) as stage:
        there = await booth(stage)
        owner = await stage.owner()
        slots: list[Slot] = await stage.slots([NOON + HOUR / 4, NOON + HOUR])
        near = await there.meeting(*await pair(stage), slots[0])
        await there.meeting(*await pair(stage, 1), slots[1])
        there.omar.away_since = NOON
        reported = await outages.late(stage.session, await reader(there), 30)
        assert [each.id for each, _place in reported.meetings] == [near.id]
        (step,) = (await mending.at_desk(stage.session, there.nadia)).steps
        assert step.way is MendWay.TELL, "the other slot is taken"
        _who, notices = await mending.mend(
            stage.session, owner, there.nadia.id, near.id, near.revision, MendWay.TELL, 0
        )
        assert len(notices) == 2
        assert near.interpreter_id == there.nadia.id
        (step,) = (await mending.at_desk(stage.session, there.nadia)).steps
        assert step.way is None, "both know"
        assert (await outages.late(stage.session, await reader(there), 120)).notices == [], "its card follows"
        back = await outages.back(stage.session, await reader(there))
        assert (back.outage, len(back.notices), there.nadia.breaks) == (None, 1, [])
