"""What becomes of a confirmed meeting, over the wire, in each language: kept, moved, cancelled."""

from __future__ import annotations

import pytest

from tests.handlers.meetings.kit import Pair, times
from tests.settled import all_said

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_a_move_takes_place_once_the_other_agrees(pair: Pair) -> None:
    one, other = pair.one, pair.other
    await pair.confirmed()
    await one.meeting_with(other.name)
    page = await one.press(one.words.move, "🕓", other.name)
    await one.press(times(page)[0], other.name)
    await other.press(other.words.keep, other.words.confirmed)
    await one.phone.expect(one.words.stays)

    # The card's own redraw names the time too.
    await all_said(pair.house.database)
    page = await one.press(one.words.move, "🕓", other.name)
    await one.press(times(page)[-1], other.name)
    # The buttons of the first proposal are gone by then.
    await all_said(pair.house.database)
    await other.press(other.words.agree, other.words.confirmed)
    await one.phone.expect(one.words.agreed)
    assert await pair.seats() == (2, 1)


async def test_cancelled_in_ones_own_words_it_frees_everything(pair: Pair) -> None:
    one, other = pair.one, pair.other
    await pair.confirmed()
    await other.meeting_with(one.name)
    await other.phone.press(other.words.cancel)
    await other.press(other.words.own_words, other.words.write)
    await other.phone.say("🤒 <fever>")
    await other.phone.expect(one.name, "🤒 <fever>")
    await other.phone.press(other.words.say_it)
    await one.phone.expect(one.words.cancelled, one.words.reason, "<fever>")
    await one.phone.say("/requests")
    await one.phone.expect(one.words.nothing_open)
    assert await pair.seats() == (0, 0)
