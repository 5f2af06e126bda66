"""Words meant for elsewhere: none is taken for a note, a reason or an offer, and no late edit hides a screen."""

from __future__ import annotations

import time

import pytest
from sqlmodel import col, select

from handlers.meetings.data import Act, MeetingPress
from handlers.views.data import AskAct, AskPress
from handlers.views.reasons import OWN_WORDS
from storage.tables import Delegate, Meeting, MeetingState, Search
from tests.eventually import eventually
from tests.handlers.meetings.kit import Pair, times, two
from tests.handlers.meetings.words import ENGLISH
from tests.handlers.registration.kit import House
from tests.settled import all_said

pytestmark = pytest.mark.asyncio(loop_scope="session")

NOT_TAKEN = "did not understand"


async def test_thanks_for_a_confirmation_are_no_note_to_another(meetings_home: House) -> None:
    pair = await two(meetings_home, ENGLISH, ENGLISH)
    one, wanted = pair.one, pair.other
    asker = (await two(meetings_home, ENGLISH, ENGLISH)).other
    await asker.card_of("Dana")
    when = AskPress(act=AskAct.WHEN, id=one.delegate_id).pack()
    await asker.phone.stale_press(asker.phone.last.id, when, answered=True)
    page = await asker.phone.expect(one.name)
    await asker.press(times(page)[0], one.name)
    await asker.press("Send without a note", asker.words.sent)
    await one.phone.expect(one.words.asked, asker.name)

    await one.card_of(wanted.name)
    await one.choose_time(wanted.name)
    await one.press(one.words.confirm, one.words.confirmed, asker.name)
    await one.phone.say("Merci beaucoup")
    await one.phone.expect(NOT_TAKEN)
    assert not await meetings_home.rows(Meeting, Meeting.invitee_id == wanted.delegate_id)


async def test_a_farewell_after_a_confirmation_is_no_offer(meetings_home: House) -> None:
    pair = await two(meetings_home, ENGLISH, ENGLISH)
    await pair.one.ask(pair.other.name, "Hello")
    phone = pair.other.phone
    await phone.expect(pair.other.words.asked)
    await phone.say("/profile")
    await phone.press("What I offer")
    await phone.expect("What do you offer?")
    await pair.other.press(pair.other.words.confirm, pair.other.words.confirmed)
    await phone.say("Parfait, à demain")
    await phone.expect(NOT_TAKEN)
    [delegate] = await meetings_home.rows(Delegate, Delegate.id == pair.other.delegate_id)
    assert delegate.offer == ""


async def test_back_from_ones_own_words_ends_the_question(meetings_home: House) -> None:
    pair = await two(meetings_home, ENGLISH, ENGLISH)
    await pair.one.ask(pair.other.name, "Hello")
    phone, words = pair.other.phone, pair.other.words
    await phone.expect(words.asked)
    await phone.press(words.decline)
    await pair.other.press(words.own_words, words.write)
    await phone.press("‹ Back", answered=True)
    await phone.say("I look forward to it")
    await phone.expect(NOT_TAKEN)
    assert await _state(pair) is MeetingState.REQUESTED

    # Written and shown, the words are still not said.
    await phone.press(words.decline)
    await pair.other.press(words.own_words, words.write)
    await phone.say("Too far")
    await phone.expect(pair.one.name, "Too far")
    assert await _state(pair) is MeetingState.REQUESTED
    await pair.other.press("Edit", words.write)
    await phone.say("Not our field")
    await phone.expect(pair.one.name, "Not our field")
    await phone.press("Decline with this reason")
    await pair.one.phone.expect(words.declined, "Not our field")


async def test_words_from_before_the_question_are_no_answer(meetings_home: House) -> None:
    """Press and words waited together, so that the question was not on the screen when they were written."""
    pair = await two(meetings_home, ENGLISH, ENGLISH)
    await pair.one.ask(pair.other.name, "Hello")
    phone, words, sandbox = pair.other.phone, pair.other.words, meetings_home.sandbox
    await phone.expect(words.asked)
    await phone.press(words.decline)
    await phone.press(words.own_words)
    await phone.expect(words.write)
    [meeting] = await meetings_home.rows(Meeting, Meeting.requester_id == pair.one.delegate_id)
    own_words = MeetingPress(act=Act.DECLINED, id=meeting.id, revision=meeting.revision, arg=OWN_WORDS).pack()
    await sandbox.fault("sendMessage", "slow", seconds=2.0, chat_id=phone.id)
    shown = phone.last.id
    await phone.stale_press(shown, own_words)
    await sandbox.inject(
        {
            "message": {
                "message_id": shown + 50,
                "date": int(time.time()) - 60,
                "chat": {"id": phone.id, "type": "private", "first_name": "Dana"},
                "from": {"id": phone.id, "is_bot": False, "first_name": "Dana"},
                "text": "See you tomorrow",
            }
        }
    )
    await phone.expect("was sent before this question")
    assert not any("See you tomorrow" in seen.text for seen in phone.screen if seen.from_bot)
    assert await _state(pair) is MeetingState.REQUESTED


async def test_a_late_search_leaves_the_screen_alone(meetings_home: House) -> None:
    phone = (await two(meetings_home, ENGLISH, ENGLISH)).one.phone
    await phone.say("/directory")
    await phone.expect("Directory")
    await phone.say("Dana")
    await phone.expect("🔎 Dana")
    found = await phone.sees("closest first")
    await phone.press_data(found.buttons[0].data)
    shown = await phone.expect("Dana")
    assert shown.id == found.id

    search = await _answered_late(meetings_home, more=False)
    await eventually(lambda: _was_told(meetings_home, search))
    await all_said(meetings_home.database)
    assert [seen.id for seen in phone.screen if seen.from_bot and seen.id > found.id] == [], "the way back has the same"

    await _answered_late(meetings_home, more=True)
    late = await phone.expect("🔎 Dana")
    assert late.id != found.id
    assert next(seen for seen in phone.screen if seen.id == found.id).text == shown.text


async def _answered_late(home: House, *, more: bool) -> int:
    """The newest search has its results only now; more: of a person whom the words alone do not find."""
    async with home.database.unit() as session:
        search = (await session.exec(select(Search).order_by(col(Search.id).desc()).limit(1))).one()
        search.told_at = None
        if more:
            others = select(Delegate.id).where(col(Delegate.name).not_like("Dana%")).limit(1)
            search.found = [*(search.found or []), *(await session.exec(others)).all()]
        return search.id


async def _was_told(home: House, search_id: int) -> bool:
    async with home.database.reading() as session:
        return (await session.get_one(Search, search_id)).told_at is not None


async def _state(pair: Pair) -> MeetingState:
    [meeting] = await pair.house.rows(Meeting, Meeting.requester_id == pair.one.delegate_id)
    return meeting.state
