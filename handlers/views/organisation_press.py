"""What the buttons on a request to an organisation carry; the first of them is in the directory."""

from __future__ import annotations

import enum

from aiogram.filters.callback_data import CallbackData

from handlers.views.data import Number


class OrganisationAct(enum.StrEnum):
    ASK = "a"
    """Of the organisation with this id; so are SEND and SEND_NOTED. The others are of a request."""
    SEND = "y"
    """Without a note."""
    SEND_NOTED = "n"
    """With the note that stands above the button."""
    SHOW = "v"
    GIVE = "g"
    """To the delegate in arg."""
    DECLINE = "d"
    WITHDRAW = "b"


class OrganisationPress(CallbackData, prefix="org"):
    """On an organisation that can be asked, or on a request to one."""

    act: OrganisationAct
    id: Number
    arg: Number = 0
    """A delegate's id."""

    @property
    def delegate(self) -> int:
        """Whom the button names."""
        return self.arg
