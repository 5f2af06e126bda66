"""What the buttons on a request or a meeting carry: ids, and the revision that was shown."""

from __future__ import annotations

import enum

from aiogram.filters.callback_data import CallbackData

from handlers.views.data import Number


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
    ON_THE_WAY = "o"
    LATE = "l"
    CANNOT_COME = "n"
    AFTER_ALL = "u"
    """Take back that one cannot come."""
    SEATED = "h"
    DIGITS = "g"
    STOP_WAITING = "x"
    COMPANY = "p"
    """Who comes along, and who could."""
    ALONG = "j"
    """Ask a delegate to come along."""
    INSTEAD = "i"
    """Ask a colleague to take one's place."""
    FIND = "f"
    """Someone else, by name."""
    NOTE = "t"
    """Another note to a request."""


class MeetingPress(CallbackData, prefix="meet"):
    """On a request or a meeting."""

    act: Act
    id: Number
    revision: Number
    arg: Number = 0
    """The page of times, the slot's id, the number of the reason, digits of a code, or a delegate's id."""

    @property
    def delegate(self) -> int:
        """Whom the button names."""
        return self.arg if self.act in {Act.ALONG, Act.INSTEAD} else 0

    @property
    def named(self) -> tuple[int, int]:
        """The meeting's id, and the revision that the button was drawn with."""
        return self.id, self.revision
