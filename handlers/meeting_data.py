"""What the buttons about counterparts and meetings carry: ids, and the revision that was shown."""

from __future__ import annotations

import enum

from aiogram.filters.callback_data import CallbackData


class CardAct(enum.StrEnum):
    SHOW = "s"
    INTERESTED = "i"
    LATER = "l"
    REFUSE = "r"


class CardPress(CallbackData, prefix="card"):
    """On the card of a counterpart."""

    act: CardAct
    id: int
    """The counterpart's."""


class AskAct(enum.StrEnum):
    WHEN = "w"
    SLOT = "s"
    SEND = "y"


class AskPress(CallbackData, prefix="ask"):
    """Asking a counterpart for a meeting: a page of free times, one of them, and off it goes."""

    act: AskAct
    id: int
    """The counterpart's."""
    arg: int = 0
    """The page, or the slot's id."""


class Act(enum.StrEnum):
    SHOW = "v"
    CONFIRM = "y"
    WHEN = "w"
    SLOT = "s"
    DECLINE = "d"
    DECLINED = "e"
    WITHDRAW = "b"
    CANCEL = "c"
    CANCELLED = "k"
    CONTACT = "a"


class MeetingPress(CallbackData, prefix="meet"):
    """On a request or a meeting."""

    act: Act
    id: int
    revision: int
    arg: int = 0
    """The page of times, the slot's id, or the number of the reason."""


class AgendaPress(CallbackData, prefix="day"):
    """A day of my agenda."""

    day: int
    """As date.toordinal has it."""
