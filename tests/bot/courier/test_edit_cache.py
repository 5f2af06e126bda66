"""What a courier knows of what messages show: enough to spare Telegram an edit, and never more than it can know."""

from __future__ import annotations

import pytest

from bot.courier.edit_cache import Shown

ONE = {"chat_id": 1, "message_id": 7, "text": "un"}
TWO = {"chat_id": 1, "message_id": 7, "text": "deux"}
EDIT = "editMessageText"
KEYBOARD = "editMessageReplyMarkup"


def test_what_was_just_shown_need_not_be_shown_again() -> None:
    shown = Shown()
    assert not shown.already(EDIT, ONE)
    with shown.changing(EDIT, ONE) as leaves:
        assert leaves()
        assert not shown.already(EDIT, ONE)
    assert shown.already(EDIT, ONE)
    assert not shown.already(EDIT, TWO)
    assert not shown.already(EDIT, {**ONE, "message_id": 8})
    assert not shown.already(EDIT, {**ONE, "reply_markup": {"inline_keyboard": []}})
    assert not shown.already("sendMessage", ONE)


def test_of_a_call_that_was_not_taken_nothing_is_known() -> None:
    shown = Shown()
    shown.sent("sendMessage", {"chat_id": 1, "text": "un"}, 7)
    with pytest.raises(TimeoutError), shown.changing(EDIT, TWO) as leaves:
        assert leaves()
        raise TimeoutError
    assert not shown.already(EDIT, ONE)
    assert not shown.already(EDIT, TWO)


def test_of_two_at_once_nobody_knows_which_came_last() -> None:
    shown = Shown()
    with shown.changing(EDIT, ONE) as one, shown.changing(EDIT, TWO) as two:
        assert one()
        assert two()
    assert not shown.already(EDIT, ONE)
    assert not shown.already(EDIT, TWO)
    with shown.changing(EDIT, TWO) as leaves:
        assert leaves()
    assert shown.already(EDIT, TWO)


def test_the_keyboard_alone_changes_and_the_text_stays_known() -> None:
    shown = Shown()
    keyboard = {"inline_keyboard": [[{"text": "Oui", "callback_data": "x"}]]}
    shown.sent("sendMessage", {"chat_id": 1, "text": "un", "reply_markup": keyboard}, 7)
    bare = {"chat_id": 1, "message_id": 7}
    assert not shown.already(KEYBOARD, bare)
    with shown.changing(KEYBOARD, bare) as leaves:
        assert leaves()
    assert shown.already(KEYBOARD, bare)
    assert shown.already(EDIT, ONE)


def test_a_message_that_is_gone_or_pinned() -> None:
    shown = Shown()
    shown.sent("sendMessage", {"chat_id": 1, "text": "un"}, 7)
    with shown.changing("pinChatMessage", {"chat_id": 1, "message_id": 7}) as leaves:
        assert leaves()
    assert shown.already(EDIT, ONE)
    with shown.changing("deleteMessage", {"chat_id": 1, "message_id": 7}) as leaves:
        assert leaves()
    assert not shown.already(EDIT, ONE)


def test_the_second_of_two_alike_need_not_leave() -> None:
    """Both were asked for before the first was shown; of a picture, too, the keyboard goes once."""
    shown = Shown()
    bare = {"chat_id": 1, "message_id": 7}
    with shown.changing(KEYBOARD, bare) as second:
        with shown.changing(KEYBOARD, bare) as first:
            assert first()
        assert not second()
    assert shown.already(KEYBOARD, bare)
    assert not shown.already(EDIT, ONE)
    assert not shown.already("editMessageCaption", {**bare, "caption": "un"})
