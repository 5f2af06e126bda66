"""From a card to a request and its answer, over the wire, in each language."""

from __future__ import annotations

from datetime import timedelta

import pytest

from storage.tables.base import utc_now
from tests.handlers.meetings.kit import Pair, Side, data_of, times
from tests.handlers.meetings.words import CONTACT, MAP
from tests.settled import all_said

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_interest_of_both_is_told_to_both(pair: Pair) -> None:
    for side, counterpart in ((pair.one, pair.other), (pair.other, pair.one)):
        await side.card_of(counterpart.name)
        await side.press(side.words.interested)
        await side.phone.expect_toast(side.words.noted)
    await pair.one.phone.expect(pair.one.words.both_wish, pair.other.name)
    await pair.other.phone.expect(pair.other.words.both_wish, pair.one.name)


async def test_a_note_is_text_and_reaches_the_other_as_it_was_written(pair: Pair) -> None:
    one, other = pair.one, pair.other
    note = f"<b>5 > 3</b> & {one.words.code}"
    await one.card_of(other.name)
    await one.choose_time(other.name)
    await one.phone.send_file("voice.ogg", b"OggS", "audio/ogg")
    await one.phone.expect(one.words.no_voice)
    await one.phone.say("First thoughts")
    await one.phone.expect(other.name, "First thoughts")
    await one.phone.say(note)
    await one.phone.expect(other.name, note)
    await one.press(one.words.send_noted, one.words.sent)
    await other.phone.expect(other.words.asked, one.name, note)


async def test_another_time_makes_the_buttons_of_the_first_stale(pair: Pair) -> None:
    one, other = pair.one, pair.other
    await one.ask(other.name, "Hello")
    await other.phone.expect(other.words.asked, one.name)
    old_message, old_data = data_of(other.phone, other.words.confirm)
    page = await other.press(other.words.another_time, one.name)
    await other.press(times(page)[0], one.name)
    await one.phone.expect(one.words.proposed_to_you, other.name)
    await other.phone.stale_press(old_message, old_data, answered=True)
    assert (await other.phone.expect_toast())["show_alert"]

    await one.press(one.words.confirm, one.words.confirmed, one.words.table)
    await other.phone.stale_press(old_message, old_data, answered=True)
    await other.phone.expect_toast(other.words.stale)


async def test_a_confirmation_is_one_card_with_place_and_contact_on_it(pair: Pair) -> None:
    one, other = pair.one, pair.other
    await one.ask(other.name, "Hello")
    await other.phone.expect(other.words.asked, one.name)
    await other.press(other.words.confirm, other.words.confirmed, other.words.table)
    card = await one.phone.expect(one.words.confirmed, one.words.table)
    assert card.text.splitlines()[0].count(" · ") == 3, "what, hour, place and who"
    await all_said(pair.house.database)
    for side, with_whom in ((one, other), (other, one)):
        assert side.phone.last.button(CONTACT), "nothing comes below the card by itself"
        await side.phone.press(MAP)
        await side.phone.expect("Campanillas")
        await side.phone.press(CONTACT)
        await side.phone.expect(with_whom.name, with_whom.contact)


async def test_the_same_tap_twice_is_done_once_and_raises_no_alarm(pair: Pair) -> None:
    one, other = pair.one, pair.other
    await one.card_of(other.name)
    await one.choose_time(other.name)
    await twice(one, "📨")
    await other.phone.expect(other.words.asked, one.name)
    await twice(other, other.words.confirm)
    assert await pair.seats() == (2, 1)


async def twice(side: Side, label: str) -> None:
    """Press it, and again before anything has come."""
    message, data = data_of(side.phone, label)
    await side.phone.press(label, answered=True)
    await side.phone.stale_press(message, data, answered=True)
    assert not (await side.phone.expect_toast())["show_alert"]


async def test_declined_with_a_reason_it_is_proposed_no_longer(pair: Pair) -> None:
    one, other = pair.one, pair.other
    await one.ask(other.name, "Hello")
    await other.phone.expect(other.words.asked, one.name)
    await other.phone.press(other.words.decline)
    await other.phone.press(other.words.common_reason)
    await one.phone.expect(one.words.declined, other.name, one.words.common_reason)
    await one.phone.expect(other.name, "Hello")  # the request's card says it too
    await one.phone.say("/people")
    assert other.name not in (await one.phone.expect()).text
    assert await pair.seats() == (0, 0)


async def test_a_request_taken_back_is_told_to_the_other(pair: Pair) -> None:
    one, other = pair.one, pair.other
    await one.ask(other.name, "Hello")
    await other.phone.expect(other.words.asked, one.name)
    await one.press(one.words.withdraw, one.words.was_withdrawn)
    await other.phone.expect(other.words.withdrawn, one.name)
    assert await pair.seats() == (0, 0)


async def test_a_request_without_an_answer_is_nudged_and_lapses(pair: Pair) -> None:
    one, other = pair.one, pair.other
    await one.ask(other.name, "Hello")
    await other.phone.expect(other.words.asked, one.name)
    await pair.pass_time(nudge_at=utc_now())
    await other.phone.expect(other.words.still_awaited, one.name)
    await pair.pass_time(expires_at=utc_now() - timedelta(seconds=1))
    await one.phone.expect(one.words.not_in_time, other.name)
    await other.phone.expect(other.words.lapsed, one.name)
    assert await pair.seats() == (0, 0)
