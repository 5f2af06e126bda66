"""Every button names its mission: written when a keyboard is posted, read before a press reaches its handler.

The mission stands behind the button's own data: "desk:home~12". "~12!" also chooses it from now on. Buttons of before
have none, and mean what `missions.people.mission_meant` finds.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from aiogram.types import InlineKeyboardButton

LIMIT = 64
"""Bytes of callback data."""
_STAMP = re.compile(r"~(\d{1,10})(!?)\Z")


@dataclass(frozen=True, slots=True)
class Press:
    """What the button of an update carries."""

    data: str
    mission_id: int | None = None
    chooses: bool = False


def read(data: str) -> Press:
    """Part the button's own data from its mission."""
    found = _STAMP.search(data)
    if found is None:
        return Press(data)
    return Press(data[: found.start()], int(found.group(1)), bool(found.group(2)))


def stamped(data: str, mission_id: int, *, chooses: bool = False) -> str:
    """The data with its mission; as they are where they name one, or where there is no room for it."""
    stamp = f"~{mission_id}{'!' if chooses else ''}"
    return data if _STAMP.search(data) or len((data + stamp).encode()) > LIMIT else data + stamp


def stamp(rows: Iterable[Iterable[InlineKeyboardButton]], mission_id: int) -> list[list[InlineKeyboardButton]]:
    """The rows of a keyboard, each button with its mission."""
    return [[_with(each, mission_id) for each in row] for row in rows]


def _with(button: InlineKeyboardButton, mission_id: int) -> InlineKeyboardButton:
    if button.callback_data is None:
        return button
    return button.model_copy(update={"callback_data": stamped(button.callback_data, mission_id)})
