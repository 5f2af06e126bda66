"""The steps of joining; what was filled in is in the conversation's data."""

from __future__ import annotations

from aiogram.fsm.state import State, StatesGroup


class Joining(StatesGroup):
    greeting = State()
    """A link was opened; nothing is known of the person yet."""
    registering = State()
    claiming = State()
    """An imported profile is looked over by the person it is about."""
    editing = State()
    """One field of a profile is changed."""


FILLING = (Joining.registering, Joining.claiming, Joining.editing)
