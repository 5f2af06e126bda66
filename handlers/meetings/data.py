"""What the buttons about counterparts and meetings carry: ids, and the revision that was shown."""

from __future__ import annotations

import enum
from typing import Annotated

from aiogram.filters.callback_data import CallbackData
from pydantic import Field

Number = Annotated[int, Field(ge=0, lt=2**53)]
"""Button data can be forged: what no table can hold is no button of ours."""


class CardAct(enum.StrEnum):
    SHOW = "s"
    INTERESTED = "i"
    LATER = "l"
    REFUSE = "r"
    WHY = "w"
    REASON = "y"


class CardPress(CallbackData, prefix="card"):
    """On the card of a counterpart."""

    act: CardAct
    id: Number
    """The counterpart's."""
    arg: Number = 0
    """The number of the reason."""


class AskAct(enum.StrEnum):
    WHEN = "w"
    SLOT = "s"
    SEND = "y"


class AskPress(CallbackData, prefix="ask"):
    """Asking a counterpart for a meeting: a page of free times, one of them, and off it goes."""

    act: AskAct
    id: Number
    """The counterpart's."""
    arg: Number = 0
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
    id: Number
    revision: Number
    arg: Number = 0
    """The page of times, the slot's id, or the number of the reason."""


class AgendaPress(CallbackData, prefix="day"):
    """A day of my agenda."""

    day: Number
    """As date.toordinal has it."""
