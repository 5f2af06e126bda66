"""My day over the wire, in each language: what comes next, its contact and map, and the message that stays pinned."""

from __future__ import annotations

import pytest

from locales import catalogues
from tests.handlers.meetings.kit import Pair

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_my_day_leads_to_the_next_meeting_and_keeps_itself_current(pair: Pair) -> None:
    one, other = pair.one, pair.other
    _ = catalogues().texts(one.words.code).plain
    await pair.confirmed()
    await one.phone.say("/today")
    shown = await one.phone.expect(_("No meetings today."), other.name)
    await one.phone.press_in(shown.id, "📇")
    await one.phone.expect(other.contact)
    await one.phone.press_in(shown.id, "📍")
    await one.phone.sandbox.until(lambda: any("venue" in seen.raw for seen in one.phone.screen), lambda: "no map")
    await one.phone.press_in(shown.id, "📌")
    await one.phone.expect_event("pin", message_id=shown.id)

    # What a pinned message's buttons open comes below it.
    await one.phone.press_in(shown.id, other.name)
    assert (await one.phone.expect(one.words.confirmed, other.name)).id > shown.id

    # A newer one takes its place at the top.
    await one.phone.say("/today")
    newer = await one.phone.expect(_("No meetings today."), other.name)
    await one.phone.press_in(newer.id, _("📌 Keep it pinned"))
    await one.phone.expect_event("pin", message_id=newer.id)
    await one.phone.expect_event("unpin", message_id=shown.id)

    await other.meeting_with(one.name)
    await other.phone.press(other.words.cancel)
    await other.phone.press(other.words.common_reason)
    await one.phone.expect(one.words.cancelled)
    current = await one.phone.sandbox.until(
        lambda: next((each for each in one.phone.screen if each.id == newer.id and other.name not in each.text), None),
        lambda: f"still there:\n{one.phone.told()}",
    )
    await one.phone.press_in(current.id, "📌")
    await one.phone.expect_event("unpin", message_id=newer.id)
