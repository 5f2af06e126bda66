"""In which order messages are brought up to date."""

from __future__ import annotations

import pytest

from missions.cards.stale import CardStale, stale_cards
from storage.database import Database
from storage.tables import CardKind, LiveCard
from tests.missions.stage import staged


@pytest.mark.parametrize("engine_name", ["sqlite"])
async def test_cards_whose_buttons_act_come_before_lists_each_the_newest_first(database: Database) -> None:
    async with staged(database) as stage:
        await stage.open()
        await stage.delegates(1)
        kinds = [CardKind.MEETING, CardKind.AGENDA, CardKind.REQUESTS, CardKind.DIGEST]
        cards = [
            LiveCard(chat_id=1000, kind=kind, thing_id=1, message_id=number, drawn_by=1, stale=True)
            for number, kind in enumerate(kinds)
        ]
        await stage.add(*cards)
        told = [each.card_id for each in await stale_cards(stage.session) if isinstance(each, CardStale)]
        assert told == [cards[number].id for number in (2, 0, 3, 1)]
