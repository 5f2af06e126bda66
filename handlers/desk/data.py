"""What the buttons of the desk carry. Ids only: who presses, and what is true now, is looked up at each press."""

from __future__ import annotations

from aiogram.filters.callback_data import CallbackData


class DeskChoice(CallbackData, prefix="desk"):
    """Opens a part of the desk: home, approvals, invitations, announce, people, changes, missions."""

    to: str
