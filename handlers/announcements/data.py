"""What the buttons of announcements carry, and the steps of a composition."""

from __future__ import annotations

from aiogram.filters.callback_data import CallbackData
from aiogram.fsm.state import State, StatesGroup


class Composing(StatesGroup):
    """An announcement is being written; the data say which: {"announcement": id, "language": whose text is typed}."""

    choosing = State()
    text = State()
    when = State()


class Announce(CallbackData, prefix="ann"):
    """An act on an announcement, for what the organiser saw of it: `revision` is checked where it matters.

    argument: the dimension of the audience, the language of a text, or the hour, as the act needs it.
    """

    act: str
    id: int = 0
    revision: int = 0
    argument: str = ""


class AudienceValue(CallbackData, prefix="aud"):
    """Choose a value of the audience, or unchoose it. A second press changes nothing."""

    id: int
    dimension: str
    value: str
    on: bool


class AnnouncementSeen(CallbackData, prefix="anseen"):
    """The reader has seen it. 0 in a preview."""

    delivery: int
