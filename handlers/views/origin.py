"""Back leads to where one came from: a button may carry the press that leads there, and what it opens carries it on.

It stands behind the button's own data, before the mission: "dprf:12:0|dlst:approved:8~3".
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from aiogram.types import InlineKeyboardButton

from handlers.views.message import Action

SIGN = "|"
LIMIT = 54
"""Bytes of callback data, less what the mission takes."""
CARRIED = frozenset({"ask", "card", "dprf", "appr", "dout", "dprs", "dpar", "dclm", "chm"})
"""Kinds of buttons that lead on from what is found in a list: those on what they open carry the way back on."""


@dataclass(frozen=True, slots=True)
class From:
    """An action whose screen leads back to another."""

    action: Action
    back: Action

    @property
    def delegate(self) -> int:
        """The delegate whom the action names, if it names one: an erasure finds the message by it."""
        return int(getattr(self.action, "delegate", 0))

    def pack(self) -> str:
        return joined(self.action.pack(), self.back.pack())


@dataclass(frozen=True, slots=True)
class Back:
    """The press that leads back, as a button carried it."""

    data: str

    def pack(self) -> str:
        return self.data


def joined(data: str, back: str) -> str:
    """The data with the way back; without, where there is no room for it or there is one already."""
    said = f"{data}{SIGN}{back}"
    return data if not back or SIGN in data or len(said.encode()) > LIMIT else said


def parted(data: str) -> tuple[str, str]:
    """The button's own data, and the way back that it carries, if any."""
    own, _sign, back = data.partition(SIGN)
    return own, back


def carry_on(rows: Iterable[Iterable[InlineKeyboardButton]], back: str) -> list[list[InlineKeyboardButton]]:
    """The rows of what a button opened that carries a way back."""
    return [[_with(each, back) for each in row] for row in rows]


def _with(button: InlineKeyboardButton, back: str) -> InlineKeyboardButton:
    data = button.callback_data or ""
    if data.partition(":")[0] not in CARRIED:
        return button
    return button.model_copy(update={"callback_data": joined(data, back)})
