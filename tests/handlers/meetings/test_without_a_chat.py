"""Organisers answer for a delegate whom the bot cannot reach."""

from __future__ import annotations

from datetime import timedelta

import pytest

from storage.tables.base import utc_now
from tests.handlers.meetings.kit import Pair, data_of, two
from tests.handlers.meetings.words import ARABIC, ENGLISH, FRENCH

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_organisers_decline_for_a_delegate_and_nobody_else_does(spoken_for: Pair) -> None:
    one, salma = spoken_for.one, spoken_for.house.owner
    stranger = await spoken_for.house.newcomer("Samir", "ar")
    await stranger.start(answered=True)
    await one.ask(spoken_for.other.name, "Shall we talk?")
    await salma.sees(FRENCH.asked, spoken_for.other.name, one.name)
    message, data = data_of(salma, FRENCH.confirm)
    await stranger.stale_press(stranger.last.id, data, answered=True)
    await stranger.expect_toast(ARABIC.not_yours)
    await stranger.stale_press(stranger.last.id, f"meet:y:{10**20}:1:0", answered=True)
    assert (await stranger.expect_toast())["show_alert"]
    await salma.press(FRENCH.decline)
    await salma.press(FRENCH.common_reason)
    await one.phone.expect(ENGLISH.declined, spoken_for.other.name, ENGLISH.common_reason)
    await salma.stale_press(message, data, answered=True)
    assert (await salma.expect_toast())["show_alert"]


async def test_organisers_are_nudged_and_told_that_a_request_has_lapsed(spoken_for: Pair) -> None:
    one, name, salma = spoken_for.one, spoken_for.other.name, spoken_for.house.owner
    await one.ask(name, "Shall we?")
    await salma.sees(FRENCH.asked, name, one.name)
    await spoken_for.pass_time(nudge_at=utc_now())
    await salma.sees(FRENCH.still_awaited, name, one.name)
    await spoken_for.pass_time(expires_at=utc_now() - timedelta(seconds=1))
    await one.phone.expect(ENGLISH.not_in_time, name)
    await salma.sees(FRENCH.lapsed, one.name)


async def test_organisers_are_told_of_a_request_taken_back(spoken_for: Pair) -> None:
    one, name, salma = spoken_for.one, spoken_for.other.name, spoken_for.house.owner
    await one.ask(name, "Are you there?")
    await salma.sees(FRENCH.asked, name, one.name)
    await one.press(ENGLISH.withdraw, ENGLISH.was_withdrawn)
    await salma.sees(FRENCH.withdrawn, one.name)


async def test_requests_to_several_are_one_list(spoken_for: Pair) -> None:
    """Each opens from it, and what is decided goes from it."""
    house, salma = spoken_for.house, spoken_for.house.owner
    pairs = [spoken_for, *[await two(house, ENGLISH, ENGLISH, other_has_chat=False) for _more in range(2)]]
    before = salma.last.id
    for pair in pairs:
        await pair.one.ask(pair.other.name, "Shall we talk?")
    names = [pair.one.name for pair in pairs]
    listed = await salma.sees(*names)
    about = [seen for seen in salma.screen if seen.id > before and any(name in seen.text for name in names)]
    assert [seen.id for seen in about] == [listed.id]
    await salma.press(names[1])
    await salma.expect(names[1], pairs[1].other.name)
    await salma.press(FRENCH.confirm)
    await pairs[1].one.phone.expect(ENGLISH.confirmed, pairs[1].other.name)
    for pair in (pairs[0], pairs[2]):
        await pair.one.press(ENGLISH.withdraw, ENGLISH.was_withdrawn)
    over = await salma.sees(FRENCH.withdrawn, names[0], names[2])
    assert len(over.labels) == 1
