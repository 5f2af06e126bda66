"""Keyboards: rows of buttons, in the reading direction of who presses them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from locales import Texts

Rows = list[list[InlineKeyboardButton]]


def button(text: str, data: CallbackData) -> InlineKeyboardButton:
    """A button that calls back."""
    return InlineKeyboardButton(text=text, callback_data=data.pack())


def link(text: str, url: str) -> InlineKeyboardButton:
    """A button that opens an address."""
    return InlineKeyboardButton(text=text, url=url)


def inline(_: Texts, rows: Iterable[Sequence[InlineKeyboardButton]]) -> InlineKeyboardMarkup:
    """Rows under a message. Telegram does not mirror them: from right to left, each row is turned round here."""
    step = -1 if _.language.rtl else 1
    return InlineKeyboardMarkup(inline_keyboard=[[*row][::step] for row in rows if row])


def columns(buttons: Iterable[InlineKeyboardButton], width: int) -> Rows:
    """Buttons in rows of so many."""
    each = list(buttons)
    return [each[place : place + width] for place in range(0, len(each), width)]


def capital(label: str) -> str:
    """As a button begins: CLDR writes names of languages and days small where a sentence does."""
    return label[:1].upper() + label[1:]
