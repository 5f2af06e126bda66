"""Keyboards: rows of buttons, in the reading direction of who presses them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import replace

from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup, SwitchInlineQueryChosenChat
from markupsafe import Markup
from pydantic import PrivateAttr

from handlers.views.data import DeskChoice
from handlers.views.message import About, Action, Button, Rows
from handlers.views.mission_stamp import stamp
from handlers.views.mission_switch import switch
from handlers.views.origin import carry_on
from locales import Texts, bidi
from missions.people.mission_meant import Meant
from storage.tables import CardKind, Meeting
from storage.tables.base import no_entries

NOTICE = "^"
"""Before the data of a notice's buttons: what they open comes below, for a notice keeps its text."""
_LONGEST = 64
"""Bytes of a button's data that Telegram takes."""


class Keyboard(InlineKeyboardMarkup):
    """Rows of buttons in Telegram's form, with the rows that they were made from."""

    _rows: Rows = PrivateAttr(default_factory=no_entries)
    _about: About | None = PrivateAttr(default=None)
    _notice: bool = PrivateAttr(default=False)
    _addressed: bool = PrivateAttr(default=False)

    @property
    def notice(self) -> bool:
        """Whether it is under a notice, which keeps its text."""
        return self._notice

    @property
    def rows(self) -> Rows:
        """For a neutral message."""
        return self._rows

    @property
    def about(self) -> About | None:
        """What the message above it is about, if it is to follow that."""
        return self._about

    @property
    def of_desk(self) -> bool:
        """Whether it is under a screen of the desk, with the way back there."""
        return any(isinstance(each.does, DeskChoice) for row in self._rows for each in row)

    @property
    def named(self) -> frozenset[int]:
        """The delegates whom its buttons name by number: an erasure finds the message by them."""
        asked = (getattr(each.does, "delegate", 0) for row in self._rows for each in row)
        return frozenset(each for each in asked if each)

    @property
    def addressed(self) -> bool:
        """Whether its buttons name their mission already."""
        return self._addressed

    def follow(self, about: About | None) -> None:
        self._about = about

    def of_notice(self) -> Keyboard:
        """The same under a notice."""
        marked = Keyboard(inline_keyboard=[[_of_notice(each) for each in row] for row in self.inline_keyboard])
        marked._rows, marked._about, marked._notice = self._rows, self._about, True
        return marked


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
    keyboard = Keyboard(inline_keyboard=[[_telegram(_, each) for each in row][::step] for row in kept])
    keyboard._rows = kept
    return keyboard


def addressed(_: Texts, keyboard: InlineKeyboardMarkup, meant: Meant, section: str) -> InlineKeyboardMarkup:
    """The same, each button with the mission that the screen is about; and the way to the reader's other missions.

    section: what the way leads to, by the name that a `MenuChoice` has for it.
    """
    mission_id = meant.shown or meant.asked
    if mission_id is None or (isinstance(keyboard, Keyboard) and keyboard.addressed):
        return keyboard
    way = switch(_, meant, section)
    switching = [_telegram(_, way)] if way is not None else []
    if isinstance(keyboard, Keyboard) and keyboard.notice:
        switching = [_of_notice(each) for each in switching]
    rows = [*keyboard.inline_keyboard, *([switching] if switching else [])]
    new = _like(keyboard, stamp(rows, mission_id))
    new._addressed = True
    return new


def leading_back(keyboard: InlineKeyboardMarkup, back: str) -> InlineKeyboardMarkup:
    """The same, whose buttons carry the way back on from where it was opened."""
    if isinstance(keyboard, Keyboard) and keyboard.addressed:
        return keyboard
    return _like(keyboard, carry_on(keyboard.inline_keyboard, back))


def _like(keyboard: InlineKeyboardMarkup, rows: list[list[InlineKeyboardButton]]) -> Keyboard:
    new = Keyboard(inline_keyboard=rows)
    if isinstance(keyboard, Keyboard):
        new._rows, new._about, new._notice = keyboard.rows, keyboard.about, keyboard.notice
    return new


def columns(buttons: Iterable[Button], width: int) -> Rows:
    """Buttons in rows of this width."""
    each = list(buttons)
    return [each[place : place + width] for place in range(0, len(each), width)]


def capital(label: str) -> str:
    """As a button begins: CLDR writes names of languages and days small where a sentence does."""
    return label[:1].upper() + label[1:]


def _of_notice(each: InlineKeyboardButton) -> InlineKeyboardButton:
    data = NOTICE + (each.callback_data or "")
    fits = each.callback_data is not None and len(data.encode()) <= _LONGEST
    return each.model_copy(update={"callback_data": data}) if fits else each


def _telegram(_: Texts, which: Button) -> InlineKeyboardButton:
    text = bidi.right_to_left(which.text) if _.language.rtl and bidi.has_right_to_left(which.text) else which.text
    if which.elsewhere:
        chats = SwitchInlineQueryChosenChat(query="", allow_user_chats=True, allow_group_chats=True)
        return InlineKeyboardButton(text=text, switch_inline_query_chosen_chat=chats)
    if which.does is None:
        return InlineKeyboardButton(text=text, url=which.url)
    return InlineKeyboardButton(text=text, callback_data=which.does.pack())
