"""What the buttons carry that open a page of the directory."""

from __future__ import annotations

import enum

from aiogram.filters.callback_data import CallbackData

from handlers.views.data import Number


class By(enum.StrEnum):
    HOME = "h"
    ALL = "a"
    DELEGATION = "d"
    SECTORS = "t"
    SECTOR = "s"
    ORGANISATIONS = "g"
    ORGANISATION = "o"
    SEARCH = "w"


class DirectoryPress(CallbackData, prefix="dir"):
    """A page of the directory. of: the delegation's, organisation's or search's id, or the sector."""

    by: By
    of: str = ""
    offset: Number = 0

    @property
    def id(self) -> int:
        """of as a number; 0 where it is none that a table could hold."""
        return int(self.of) if self.of.isascii() and self.of.isdecimal() and len(self.of) < 16 else 0
