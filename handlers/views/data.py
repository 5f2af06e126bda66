"""What the buttons carry that open a screen of another journey: ids, and the revision that was shown.

What only one journey offers is in its own `data` module.
"""

from __future__ import annotations

import enum
from typing import Annotated

from aiogram.filters.callback_data import CallbackData
from pydantic import Field

from storage.tables import SheetKind

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

    @property
    def delegate(self) -> int:
        """Whom the button names."""
        return self.id


class AskAct(enum.StrEnum):
    WHEN = "w"
    SLOT = "s"
    SEND = "y"
    """Without a note."""
    SEND_NOTED = "n"
    """With the note that stands above the button."""


class AskPress(CallbackData, prefix="ask"):
    """Asking a counterpart for a meeting: a page of free times, one of them, and off it goes."""

    act: AskAct
    id: Number
    """The counterpart's."""
    arg: Number = 0
    """The page, or the slot's id."""

    @property
    def delegate(self) -> int:
        """Whom the button names."""
        return self.id


class AgendaPress(CallbackData, prefix="day"):
    """A day of my agenda."""

    day: Number
    """As date.toordinal has it."""


class SessionAct(enum.StrEnum):
    SHOW = "s"
    SIGN = "y"
    """Sign up, wait for a place, or take the one that is offered."""
    ANYWAY = "a"
    """The same, though something else is at that time."""
    LEAVE = "l"
    PIN = "p"


class SessionPress(CallbackData, prefix="ses"):
    """On a session of the programme, as a delegate."""

    act: SessionAct
    id: Number
    revision: Number = 0


class ProgrammePress(CallbackData, prefix="prog"):
    """A day of the programme."""

    day: Number
    """As date.toordinal has it."""


class SheetPress(CallbackData, prefix="sheet"):
    """A day of mine, drawn as a picture or for printing."""

    kind: SheetKind
    day: Number
    """As date.toordinal has it."""


class DutyAct(enum.StrEnum):
    SHOW = "s"
    """id: the meeting's."""
    LATE = "l"
    """id: in how many minutes they will be there; 0 where that is not said."""
    ILL = "i"
    BACK = "b"
    SEEN = "n"
    """id: the receipt's."""


class DutyPress(CallbackData, prefix="duty"):
    """An interpreter's: on a meeting of theirs, on what they were told, or about themselves."""

    act: DutyAct
    id: Number = 0


class OutagePress(CallbackData, prefix="iout"):
    """Opens what an interpreter's absence touches, at the desk."""

    interpreter: Number


class MenuChoice(CallbackData, prefix="menu"):
    """Opens a journey; each journey's module takes its own.

    people, requests, today, agenda, programme, profile, time, language, quiet, help, desk, new-mission.
    """

    to: str


class AnnounceToSession(CallbackData, prefix="anns"):
    """Begins an announcement to those who signed up for a session."""

    session: Number


class DeskChoice(CallbackData, prefix="desk"):
    """Opens a part of the desk.

    home, approvals, invitations, announce, people, duplicates, programme, changes, interpreters, timetable, missions,
    aside, files.
    """

    to: str


class PlanAct(enum.StrEnum):
    SHOW = "v"
    ACCEPT = "y"
    ALL = "a"
    ASK = "d"
    DECLINE = "n"


class PlanPress(CallbackData, prefix="plan"):
    """On a day of what the timetable set for me: one meeting, or all of the day."""

    act: PlanAct
    day: Number
    """As date.toordinal has it."""
    id: Number = 0
    revision: Number = 0


class DraftAct(CallbackData, prefix="ttb"):
    """On a draft: show, stop, discard, people, person, unplaced, moves, picture, check.

    make, afresh and mend begin one.
    arg: a page, or a delegate's id.
    """

    act: str
    id: Number = 0
    arg: Number = 0


class ProfileCard(CallbackData, prefix="dprf"):
    """One delegate as the organisers see them. offset: the place in the list that it was opened from."""

    delegate: int
    offset: int = 0


class MeetingChoice(CallbackData, prefix="chm"):
    """A meeting, or where it could go: act is show, tables, times."""

    meeting: int
    act: str = "show"
    offset: int = 0


class DeskList(CallbackData, prefix="dlst"):
    """Whom or which meetings a figure of the desk counts, from the place of offset on; search: what was looked for."""

    of: str
    offset: Number = 0
