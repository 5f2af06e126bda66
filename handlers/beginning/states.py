"""The questions of a new mission."""

from __future__ import annotations

from aiogram.fsm.state import State, StatesGroup


class NewMission(StatesGroup):
    """A mission is being begun; the data keep its draft, and whether all of it was asked once."""

    title = State()
    days = State()
    place = State()
    pin = State()
    zone = State()
    review = State()
    hours = State()
    tables = State()
    delegations = State()


ASKED = (NewMission.title, NewMission.days, NewMission.place, NewMission.pin, NewMission.zone)
"""One after the other; each may be answered again from the look at all of it."""
CHANGED = (*ASKED, NewMission.hours, NewMission.tables, NewMission.delegations)
"""What a button of the look at all of it names by its place here."""
