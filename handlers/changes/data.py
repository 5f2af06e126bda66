"""What the buttons of a change carry: ids, and the fingerprint of the plan that was shown."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from aiogram.filters.callback_data import CallbackData
from pydantic import Field

from locales import N_
from missions.changes import CorrectVenue, MoveMeeting, MoveTable, MoveVenue, NewPlace, ProposedChange, ReplaceVenue
from missions.changes.shift_frame import FURTHEST, Shift, from_minutes
from missions.errors import Refusal

FORGOTTEN = N_("This question has closed. Please start again: /changes")
DESCRIBED = "described"
"""Where the conversation's data keep a place that is typed in."""


class ChangesStep(CallbackData, prefix="chg"):
    """Opens a step: meetings, search, tables, venues, recent."""

    to: str


class DayChoice(CallbackData, prefix="chd"):
    """A day of the mission, as the number Python has for it."""

    day: int = Field(ge=1, le=3_000_000)

    @property
    def date(self) -> date:
        return date.fromordinal(self.day)


class SlotChoice(CallbackData, prefix="chs"):
    slot: int
    offset: int = 0


class TableChoice(CallbackData, prefix="cht"):
    table: int


class VenueChoice(CallbackData, prefix="chv"):
    """A venue: act is show, tables (to choose one of them), away (to another), new, name, address, pin."""

    venue: int
    act: str = "show"


class Propose(CallbackData, prefix="cho"):
    """A change to look at in a dry run.

    what is mt (meeting to table), ms (meeting to slot), tv (table to venue), vv (venue to venue), and, for what is
    typed in, vn (venue to a new place) and vc (venue corrected).
    """

    what: str
    subject: int
    target: int = 0


class Confirm(CallbackData, prefix="chy"):
    """Carry out what the dry run with this fingerprint showed."""

    what: str
    subject: int
    target: int = 0
    fingerprint: str


Moment = Annotated[int, Field(ge=0, le=400_000_000)]
"""Minutes since 1970, in UTC, up to the year 2730."""
Minutes = Annotated[int, Field(ge=-FURTHEST, le=FURTHEST)]


class ShiftDay(CallbackData, prefix="shd"):
    """The hours of a day from which the clock can be shifted; the day is as date.toordinal has it."""

    day: int = Field(ge=1, le=3_000_000)

    @property
    def date(self) -> date:
        return date.fromordinal(self.day)


class ShiftFrom(CallbackData, prefix="shf"):
    """From when on, and what: act is show (by how much), venues (to choose one), type (minutes that are typed in)."""

    since: Moment
    venue: int = 0
    only: bool = False
    act: str = "show"


class ShiftBy(CallbackData, prefix="shb"):
    """A shift to look at in a dry run; minutes are negative where it is earlier."""

    since: Moment
    minutes: Minutes
    venue: int = 0
    only: bool = False

    @property
    def shift(self) -> Shift:
        return Shift(from_minutes(self.since), self.minutes, self.venue, self.only)


class ShiftSure(CallbackData, prefix="shy"):
    """Carry out what the dry run with this fingerprint showed."""

    since: Moment
    minutes: Minutes
    venue: int = 0
    only: bool = False
    fingerprint: str

    @property
    def shift(self) -> Shift:
        return Shift(from_minutes(self.since), self.minutes, self.venue, self.only)


class CallPress(CallbackData, prefix="call"):
    """On the call sheet: act is sheet, next, show, reached, silent (no answer), wrong (number), voice (an interpreter
    was reached, whose id it is)."""

    act: str
    delegate: int = Field(default=0, ge=0, lt=2**53)


class ChangeCard(CallbackData, prefix="chc"):
    """Who has seen a change, as it is when pressed."""

    change: int


class SeenPress(CallbackData, prefix="seen"):
    """A delegate has seen a change."""

    receipt: int


def proposal(choice: Propose | Confirm, typed: dict[str, Any]) -> ProposedChange:
    """The change that a button names; typed are the conversation's data.

    Raises:
        Refusal: the place that belongs to it is not being asked for any more.
    """
    match choice.what:
        case "mt":
            return MoveMeeting(choice.subject, table_id=choice.target)
        case "ms":
            return MoveMeeting(choice.subject, slot_id=choice.target)
        case "tv":
            return MoveTable(choice.subject, choice.target)
        case "vv":
            return MoveVenue(choice.subject, choice.target)
    described = typed.get(DESCRIBED) or {}
    if described.get("what") != choice.what or described.get("venue") != choice.subject:
        raise Refusal(FORGOTTEN)
    place = NewPlace(**described["place"])
    return ReplaceVenue(choice.subject, place) if choice.what == "vn" else CorrectVenue(choice.subject, place)
