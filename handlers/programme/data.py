"""What the organisers' buttons of the programme carry."""

from __future__ import annotations

import enum

from aiogram.filters.callback_data import CallbackData

from handlers.views.data import Number


class DeskDay(CallbackData, prefix="sdd"):
    """A day of the programme at the desk, as date.toordinal has it."""

    day: Number


class DeskAct(enum.StrEnum):
    SHOW = "s"
    PEOPLE = "p"
    """Who has a place; arg: the place in the list."""
    WAITING = "w"
    HEADS = "h"
    """The head count; arg: the page."""
    HOURS = "m"
    MOVE_HOURS = "M"
    """To the hours that were typed."""
    VENUES = "v"
    VENUE = "u"
    """Look at a move to a venue; arg: which."""
    MOVE_VENUE = "U"
    PLACES = "c"
    FEWER = "C"
    """This number of places, though some lose theirs."""
    UNLIMITED = "l"
    CANCEL = "x"
    CANCELLED = "X"


class DeskSession(CallbackData, prefix="sds"):
    """On a session at the desk, as it was when shown."""

    act: DeskAct
    id: Number
    revision: Number = 0
    arg: Number = 0


class Head(CallbackData, prefix="sdh"):
    """Count one who signed up, or uncount them. page: of the list that the button is in."""

    sign_up: Number
    page: Number = 0


class AddAct(enum.StrEnum):
    BEGIN = "b"
    KIND = "k"
    VENUE = "v"
    NO_VENUE = "n"
    UNLIMITED = "l"
    SAVE = "s"


class AddPress(CallbackData, prefix="sda"):
    """A step of adding a session; arg: the kind's place in its list, or the venue."""

    act: AddAct
    arg: Number = 0


class DetailAct(enum.StrEnum):
    EDIT = "e"
    """Begin with the session with this number."""
    REVIEW = "r"
    TITLE = "t"
    DESCRIPTION = "d"
    SPEAKERS = "p"
    NONE = "n"
    """No description, or no speakers: what is being asked."""
    LANGUAGES = "l"
    LANGUAGE = "L"
    INTERPRETATION = "i"
    INTO = "I"
    INVITED = "v"
    OPEN = "o"
    DELEGATION = "D"
    KIND = "K"
    REMOVE = "x"
    """Take an entry of the invitation out, by its place."""
    SEARCH = "f"
    SAVE = "s"


class DetailPress(CallbackData, prefix="sde"):
    """A step of editing what a session says; arg: a number or a place in a list."""

    act: DetailAct
    arg: Number = 0


class GuestPress(CallbackData, prefix="sdg"):
    """Invite this delegate."""

    delegate: Number


class CalendarFileAct(enum.StrEnum):
    ASK = "a"
    LOAD = "l"
    DROP = "d"


class CalendarFilePress(CallbackData, prefix="sdf"):
    """On a calendar that was sent to the desk; job: its number."""

    act: CalendarFileAct
    job: Number = 0
