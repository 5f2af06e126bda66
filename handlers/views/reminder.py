"""The message of a reminder, of a meeting as of a session."""

from __future__ import annotations

from datetime import datetime

from markupsafe import Markup

from handlers.views.keyboards import Keyboard
from handlers.views.message import NeutralMessage
from storage.tables import Lane

IN_MINUTES = 90
"""Up to here a lead time is given in minutes; beyond, the day and the hours say more."""


def reminding(text: Markup, keyboard: Keyboard, once: str | None, starts_at: datetime) -> NeutralMessage:
    """The message that reminds; it expires when what it is about begins."""
    return NeutralMessage(
        text=text,
        buttons=keyboard.rows,
        about=keyboard.about,
        lane=Lane.REMINDER,
        key=once,
        expires_at=starts_at,
    )
