"""Organisers answer for a delegate whom the bot cannot reach."""

from __future__ import annotations

from datetime import timedelta

import pytest

from storage.tables.base import utc_now
from tests.handlers.meetings.kit import Pair, data_of
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
