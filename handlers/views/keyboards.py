"""Keyboards: rows of buttons, in the reading direction of who presses them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from locales import Texts


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
