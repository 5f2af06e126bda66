"""Keyboards: rows of buttons, in the reading direction of who presses them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import replace

from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup, SwitchInlineQueryChosenChat
from markupsafe import Markup
from pydantic import PrivateAttr

from handlers.views.message import About, Action, Button, Rows
from locales import Texts
from storage.tables import CardKind, Meeting


class Keyboard(InlineKeyboardMarkup):
    """Rows of buttons in Telegram's form, with the rows that they were made from."""

    _rows: Rows = PrivateAttr(default_factory=list)
    _about: About | None = PrivateAttr(default=None)

    @property
    def rows(self) -> Rows:
        """For a neutral message."""
        return self._rows

    @property
    def about(self) -> About | None:
        """What the message above it is about, if it is to follow that."""
        return self._about

    def follow(self, about: About | None) -> None:
        self._about = about


Screen = tuple[Markup, Keyboard]
"""What a message shows: its text and the buttons under it."""


def live(screen: Screen, about: About, truth: Markup | None = None) -> Screen:
    """The same screen, which follows what it is about. truth: its text without what only led to it."""
    text, keyboard = screen
    buttons = [[(each.text, each.does.pack() if each.does else each.url) for each in row] for row in keyboard.rows]
    said = json.dumps([text if truth is None else truth, buttons])
    keyboard.follow(replace(about, truth=hashlib.sha256(said.encode()).hexdigest()[:16]))
    return text, keyboard


def choosing(screen: Screen, meeting: Meeting, side_id: int) -> Screen:
    """The same screen, on which a step for a meeting is chosen: it stands until the meeting has another revision."""
    text, keyboard = screen
    keyboard.follow(About(CardKind.CHOICE, meeting.id, side_id, truth=choice_truth(meeting)))
    return text, keyboard


def choice_truth(meeting: Meeting) -> str:
    """What a choice about a meeting depends on."""
    return f"revision {meeting.revision}"


def unchanged(truth: str) -> Screen:
    """A screen that need not be drawn: it would say what its card says already."""
    keyboard = Keyboard(inline_keyboard=[])
    keyboard.follow(About(CardKind.ROLE, 0, truth=truth))
    return Markup(), keyboard


def button(text: str, does: Action) -> Button:
    """A button that calls back."""
    return Button(text, does)


def link(text: str, url: str) -> Button:
    """A button that opens an address."""
    return Button(text, url=url)


def inline(_: Texts, rows: Iterable[Sequence[Button]]) -> Keyboard:
    """Rows under a Telegram message. Telegram does not mirror them: from right to left, each is turned round here."""
    kept = [[*row] for row in rows if row]
    step = -1 if _.language.rtl else 1
    keyboard = Keyboard(inline_keyboard=[[_telegram(each) for each in row][::step] for row in kept])
    keyboard._rows = kept
    return keyboard


def columns(buttons: Iterable[Button], width: int) -> Rows:
    """Buttons in rows of this width."""
    each = list(buttons)
    return [each[place : place + width] for place in range(0, len(each), width)]


def capital(label: str) -> str:
    """As a button begins: CLDR writes names of languages and days small where a sentence does."""
    return label[:1].upper() + label[1:]


def _telegram(which: Button) -> InlineKeyboardButton:
    if which.elsewhere:
        chats = SwitchInlineQueryChosenChat(query="", allow_user_chats=True, allow_group_chats=True)
        return InlineKeyboardButton(text=which.text, switch_inline_query_chosen_chat=chats)
    if which.does is None:
        return InlineKeyboardButton(text=which.text, url=which.url)
    return InlineKeyboardButton(text=which.text, callback_data=which.does.pack())
