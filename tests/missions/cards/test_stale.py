"""In which order messages are brought up to date."""

from __future__ import annotations

import pytest

from missions.cards.stale import AT_ONCE, ON_SCREEN, CardStale, stale_cards
from missions.jobs import Unfinished
from storage.database import Database
from storage.tables import CardKind, LiveCard
from tests.missions.stage import staged


@pytest.mark.parametrize("engine_name", ["sqlite"])
async def test_what_is_on_the_screen_comes_first_then_what_acts_then_lists(database: Database) -> None:
    async with staged(database) as stage:
        await stage.open()
        await stage.delegates(1)
        acts, lists = CardKind.MEETING, CardKind.AGENDA
        kinds = [lists, acts, lists, acts, lists, lists, lists, lists]
        cards = [
            LiveCard(chat_id=1000, kind=kind, thing_id=1, message_id=number, drawn_by=1, stale=True)
            for number, kind in enumerate(kinds)
        ]
        await stage.add(*cards)
        told = [each.card_id for each in await stale_cards(stage.session) if isinstance(each, CardStale)]
        assert told == [cards[number].id for number in (7, 6, 5, 4, 3, 1, 2, 0)], ON_SCREEN


@pytest.mark.parametrize("engine_name", ["sqlite"])
async def test_of_many_a_unit_redraws_some_and_what_is_left_of_them_is_never_few(database: Database) -> None:
    async with staged(database) as stage:
        await stage.open()
        await stage.delegates(1)
        await stage.add(
            *[
                LiveCard(chat_id=1000, kind=CardKind.MEETING, thing_id=1, message_id=number, drawn_by=1, stale=True)
                for number in range(3 * AT_ONCE + 1)
            ]
        )
        looks = [await stale_cards(stage.session) for _number in range(4)]
        assert [len(look) for look in looks] == [AT_ONCE, AT_ONCE, AT_ONCE + 1, 0]
        assert [isinstance(look, Unfinished) for look in looks] == [True, True, False, False]
        assert not any(each.few for look in looks for each in look if isinstance(each, CardStale))
