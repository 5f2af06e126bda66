"""How my day reads at each hour, in each language; that it follows the hour by itself."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlmodel import delete

from handlers.core.message_text import as_read
from handlers.core.notices import Reader
from handlers.day import cards
from handlers.day.view import view
from locales import catalogues
from missions.cards.stale import stale_cards
from missions.day.my_day import day_of
from storage.database import Database
from storage.tables import Delegate, LiveCard, Person, TouchedRow
from tests.missions.stage import NOON, Stage, staged
from tests.screen import plain

pytestmark = pytest.mark.parametrize("engine_name", ["sqlite"])
HOUR = timedelta(hours=1)
NAMES = ("Lucía <Ruiz>", "إدريس بنجلون", "Carmen", "Álvaro")


async def four_meetings(stage: Stage) -> Delegate:
    """Three today, at two, three and five o'clock in Madrid, and one tomorrow."""
    await stage.open()
    me, *others = await stage.delegates(5)
    _venue, (table,) = await stage.venue("palacio", ["7"], latitude=36.7, longitude=-4.4)
    starts = [NOON, NOON + HOUR, NOON + 3 * HOUR, NOON + 24 * HOUR]
    for other, name, slot in zip(others, NAMES, await stage.slots(starts), strict=True):
        other.name = name
        meeting = await stage.meeting(me, other, slot, table)
        meeting.pair = f"{meeting.id}"
    await stage.session.flush()
    return me


@pytest.mark.parametrize("language", ["fr", "ar", "en"])
async def test_now_next_later_and_free_in_this_order(database: Database, language: str) -> None:
    _ = catalogues().texts(language)
    async with staged(database) as stage:
        me = await four_meetings(stage)
        stage.at(NOON + timedelta(minutes=5))
        text, keyboard = view(_, await day_of(stage.session, me))
        read = plain(as_read(text))
        wanted = [*NAMES[:3], plain(_.period(NOON + HOUR + timedelta(minutes=20), NOON + 3 * HOUR, "Europe/Madrid"))]
        assert [*sorted(wanted, key=read.index)] == wanted
        assert NAMES[3] not in read
        labels = [plain(button.text) for row in keyboard.inline_keyboard for button in row]
        assert f"15:00 {NAMES[1]}" in labels
        assert {"📍", "📇"} <= {label[0] for label in labels}


@pytest.mark.parametrize("language", ["fr", "ar", "en"])
async def test_in_the_evening_the_next_day_comes_next_and_at_the_end_the_mission_is_over(
    database: Database, language: str
) -> None:
    _ = catalogues().texts(language)
    async with staged(database) as stage:
        me = await four_meetings(stage)
        stage.at(NOON + 6 * HOUR)
        assert NAMES[3] in plain(as_read(view(_, await day_of(stage.session, me))[0]))
        stage.at(NOON + 24 * 7 * HOUR)
        text, keyboard = view(_, await day_of(stage.session, me))
        assert "Málaga" in as_read(text)
        assert keyboard.about is not None
        assert keyboard.about.until is None


@pytest.mark.parametrize("pinned", [False, True])
async def test_only_a_pinned_message_goes_on_to_the_next_day(database: Database, *, pinned: bool) -> None:
    async with staged(database) as stage:
        me = await four_meetings(stage)
        person = await stage.session.get_one(Person, me.person_id)
        _ = catalogues().texts("en")
        about = view(_, await day_of(stage.session, me), pinned=pinned)[1].about
        assert about is not None
        card = LiveCard(chat_id=1000, kind=about.kind, thing_id=me.id, day=about.day, message_id=7, drawn_by=1)
        stage.at(NOON + 24 * HOUR)
        shown = await cards.my_day(card, Reader(person, _, stage.session))
        assert ("Tuesday" in shown[0] if shown else None) is (True if pinned else None)
        assert "Monday" in await cards.over(card, Reader(person, _, stage.session)) or pinned


async def test_it_is_redrawn_whenever_something_begins_or_ends(database: Database) -> None:
    async with staged(database) as stage:
        me = await four_meetings(stage)
        await stage.session.exec(delete(TouchedRow))
        about = view(catalogues().texts("en"), await day_of(stage.session, me))[1].about
        assert about is not None
        card = LiveCard(chat_id=1000, kind=about.kind, thing_id=me.id, side_id=me.id, message_id=7, drawn_by=1)
        card.true_until = about.until
        await stage.add(card)
        stage.at(NOON + timedelta(minutes=20) - timedelta(microseconds=1))
        assert await stale_cards(stage.session) == []
        stage.at(NOON + timedelta(minutes=20))
        assert len(await stale_cards(stage.session)) == 1
