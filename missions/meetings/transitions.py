"""The one table of what may become of a meeting, of a place beside its two, and of a request to an organisation.

Use cases ask it (`states.take_up`), `docs/meetings.md` is drawn from it, and a property test walks it. What is not in
the table cannot be done: the button that asks for it is answered with what is true now.
"""

from __future__ import annotations

import enum
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from storage.tables import Companion, Meeting, MeetingState


class Phase(enum.StrEnum):
    """What a meeting is: its state, and whether another time is proposed for it."""

    NONE = "none"
    """Not asked for yet."""
    REQUESTED = "requested"
    CONFIRMED = "confirmed"
    MOVING = "moving"
    """Confirmed, and another time is proposed: it keeps its own until the other side agrees."""
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    HELD = "held"
    MISSED = "missed"

    @property
    def state(self) -> MeetingState | None:
        """As the row has it; none before there is one."""
        if self is Phase.NONE:
            return None
        return MeetingState.CONFIRMED if self is Phase.MOVING else MeetingState(self.value)


class PlaceState(enum.StrEnum):
    """What a place beside the two of a meeting is."""

    NONE = "none"
    ASKED = "asked"
    """To come along."""
    ASKED_INSTEAD = "asked instead"
    """To take the place of one of the two."""
    JOINED = "joined"
    """With a seat of their own."""
    LEADS = "leads"
    """One of the two of the meeting, in the place of the delegate who asked."""


class MeetingAct(enum.StrEnum):
    REQUEST = "request"
    SET = "set by the timetable"
    CONFIRM = "confirm"
    ACCEPT = "accept"
    """What the timetable set."""
    PROPOSE = "propose another time"
    DECLINE = "decline"
    WITHDRAW = "withdraw"
    CORRECT = "correct the note"
    CANCEL = "cancel"
    NUDGE = "nudge"
    LAPSE = "lapse"
    ASK_ALONG = "ask along"
    HAND_OVER = "hand over"
    COME = "come"
    REFUSE = "refuse"
    TAKE_BACK = "take back"
    LEAVE = "leave"
    GIVE = "give"
    SAY = "say where one is"
    SIT = "give the other's code"
    CANNOT_COME = "cannot come"
    COME_AFTER_ALL = "come after all"
    """Within minutes of it, by the one who could not."""
    MISS = "wait in vain"
    REFILL = "take a freed place"
    """Both accepted it."""


class MayAct(enum.StrEnum):
    """Who may do something."""

    ANSWERS = "who is to answer"
    ASKED = "who waits for the answer"
    EITHER = "either of the two"
    REQUESTER = "who asked first"
    COMPANION = "who comes along"
    CANNOT = "who could not come"
    CLOCK = "the clock"
    ORGANISATION = "its people, or the desk"
    DESK = "the organisers"


@dataclass(frozen=True, slots=True)
class Transition:
    """Who may do it, and what it becomes. told: who hears of it, besides the one who acts."""

    may: MayAct
    after: str
    told: str


OTHER, BOTH, ALL = "the other side", "both sides", "all who sit there"
MEETINGS: Mapping[tuple[Phase, MeetingAct], Transition] = {
    (Phase.NONE, MeetingAct.REQUEST): Transition(MayAct.REQUESTER, Phase.REQUESTED, OTHER),
    (Phase.NONE, MeetingAct.SET): Transition(MayAct.DESK, Phase.CONFIRMED, BOTH),
    (Phase.REQUESTED, MeetingAct.SET): Transition(MayAct.DESK, Phase.CONFIRMED, BOTH),
    (Phase.NONE, MeetingAct.REFILL): Transition(MayAct.EITHER, Phase.CONFIRMED, BOTH),
    (Phase.REQUESTED, MeetingAct.REFILL): Transition(MayAct.EITHER, Phase.CONFIRMED, BOTH),
    (Phase.REQUESTED, MeetingAct.CONFIRM): Transition(MayAct.ANSWERS, Phase.CONFIRMED, OTHER),
    (Phase.REQUESTED, MeetingAct.PROPOSE): Transition(MayAct.EITHER, Phase.REQUESTED, OTHER),
    (Phase.REQUESTED, MeetingAct.DECLINE): Transition(MayAct.ANSWERS, Phase.DECLINED, OTHER),
    (Phase.REQUESTED, MeetingAct.WITHDRAW): Transition(MayAct.ASKED, Phase.WITHDRAWN, OTHER),
    (Phase.REQUESTED, MeetingAct.CORRECT): Transition(MayAct.REQUESTER, Phase.REQUESTED, "the other side's card"),
    (Phase.REQUESTED, MeetingAct.HAND_OVER): Transition(MayAct.EITHER, Phase.REQUESTED, "who is asked"),
    (Phase.REQUESTED, MeetingAct.NUDGE): Transition(MayAct.CLOCK, Phase.REQUESTED, "who is to answer"),
    (Phase.REQUESTED, MeetingAct.LAPSE): Transition(MayAct.CLOCK, Phase.EXPIRED, BOTH),
    (Phase.CONFIRMED, MeetingAct.ACCEPT): Transition(MayAct.EITHER, Phase.CONFIRMED, BOTH),
    (Phase.CONFIRMED, MeetingAct.PROPOSE): Transition(MayAct.EITHER, Phase.MOVING, ALL),
    (Phase.CONFIRMED, MeetingAct.CANCEL): Transition(MayAct.EITHER, Phase.CANCELLED, ALL),
    (Phase.CONFIRMED, MeetingAct.ASK_ALONG): Transition(MayAct.EITHER, Phase.CONFIRMED, "who is asked"),
    (Phase.CONFIRMED, MeetingAct.HAND_OVER): Transition(MayAct.EITHER, Phase.CONFIRMED, "who is asked"),
    (Phase.CONFIRMED, MeetingAct.SAY): Transition(MayAct.EITHER, Phase.CONFIRMED, OTHER),
    (Phase.CONFIRMED, MeetingAct.SIT): Transition(MayAct.EITHER, Phase.HELD, OTHER),
    (Phase.CONFIRMED, MeetingAct.CANNOT_COME): Transition(MayAct.EITHER, Phase.CANCELLED, ALL),
    (Phase.CONFIRMED, MeetingAct.MISS): Transition(MayAct.EITHER, Phase.MISSED, ALL),
    (Phase.CANCELLED, MeetingAct.COME_AFTER_ALL): Transition(MayAct.CANNOT, Phase.CONFIRMED, OTHER),
    (Phase.MOVING, MeetingAct.SAY): Transition(MayAct.EITHER, Phase.MOVING, OTHER),
    (Phase.MOVING, MeetingAct.SIT): Transition(MayAct.EITHER, Phase.HELD, OTHER),
    (Phase.MOVING, MeetingAct.CANNOT_COME): Transition(MayAct.EITHER, Phase.CANCELLED, ALL),
    (Phase.MOVING, MeetingAct.MISS): Transition(MayAct.EITHER, Phase.MISSED, ALL),
    (Phase.MOVING, MeetingAct.CONFIRM): Transition(MayAct.ANSWERS, Phase.CONFIRMED, ALL),
    (Phase.MOVING, MeetingAct.ACCEPT): Transition(MayAct.EITHER, Phase.MOVING, BOTH),
    (Phase.MOVING, MeetingAct.PROPOSE): Transition(MayAct.EITHER, Phase.MOVING, ALL),
    (Phase.MOVING, MeetingAct.DECLINE): Transition(MayAct.ANSWERS, Phase.CONFIRMED, ALL),
    (Phase.MOVING, MeetingAct.WITHDRAW): Transition(MayAct.ASKED, Phase.CONFIRMED, ALL),
    (Phase.MOVING, MeetingAct.CANCEL): Transition(MayAct.EITHER, Phase.CANCELLED, ALL),
    (Phase.MOVING, MeetingAct.ASK_ALONG): Transition(MayAct.EITHER, Phase.MOVING, "who is asked"),
    (Phase.MOVING, MeetingAct.NUDGE): Transition(MayAct.CLOCK, Phase.MOVING, "who is to answer"),
    (Phase.MOVING, MeetingAct.LAPSE): Transition(MayAct.CLOCK, Phase.CONFIRMED, ALL),
}
"""Of a meeting. What changes it is done before it begins; the last four belong to its hour."""


def _becomes() -> Mapping[MeetingState, frozenset[MeetingState]]:
    found: dict[MeetingState, set[MeetingState]] = defaultdict(set)
    for (before, _act), transition in MEETINGS.items():
        after = Phase(transition.after).state
        if before.state is not None and after is not None and before.state is not after:
            found[before.state].add(after)
    return {state: frozenset(after) for state, after in found.items()}


BECOMES = _becomes()
"""What a state may become, by the table; what is not in it stays what it is."""

PLACES: Mapping[tuple[PlaceState, MeetingAct], Transition] = {
    (PlaceState.NONE, MeetingAct.ASK_ALONG): Transition(MayAct.EITHER, PlaceState.ASKED, "who is asked"),
    (PlaceState.NONE, MeetingAct.HAND_OVER): Transition(MayAct.EITHER, PlaceState.ASKED_INSTEAD, "who is asked"),
    (PlaceState.ASKED, MeetingAct.COME): Transition(MayAct.COMPANION, PlaceState.JOINED, ALL),
    (PlaceState.ASKED, MeetingAct.REFUSE): Transition(MayAct.COMPANION, PlaceState.NONE, "who asked them"),
    (PlaceState.ASKED, MeetingAct.TAKE_BACK): Transition(MayAct.EITHER, PlaceState.NONE, "who was asked"),
    (PlaceState.ASKED_INSTEAD, MeetingAct.COME): Transition(MayAct.COMPANION, PlaceState.LEADS, ALL),
    (PlaceState.ASKED_INSTEAD, MeetingAct.REFUSE): Transition(MayAct.COMPANION, PlaceState.NONE, "who asked them"),
    (PlaceState.ASKED_INSTEAD, MeetingAct.TAKE_BACK): Transition(MayAct.EITHER, PlaceState.NONE, "who was asked"),
    (PlaceState.JOINED, MeetingAct.LEAVE): Transition(MayAct.COMPANION, PlaceState.NONE, ALL),
}
"""Of a place beside the two. It goes with its meeting, and the delegate who has it is notified."""

ORGANISATION_REQUESTS: Mapping[tuple[str, MeetingAct], Transition] = {
    ("none", MeetingAct.REQUEST): Transition(MayAct.REQUESTER, "open", "its people; where none has a chat, the desk"),
    ("open", MeetingAct.GIVE): Transition(MayAct.ORGANISATION, "given", "who it is given to, and who asked"),
    ("open", MeetingAct.DECLINE): Transition(MayAct.ORGANISATION, "declined", "who asked"),
    ("open", MeetingAct.WITHDRAW): Transition(MayAct.REQUESTER, "withdrawn", "the cards of its people"),
    ("open", MeetingAct.LAPSE): Transition(MayAct.CLOCK, "expired", "who asked"),
}
"""Of a request to an organisation; given to one of its people, it is a meeting request."""


def phase(meeting: Meeting) -> Phase:
    """What a meeting is now."""
    if meeting.state is MeetingState.CONFIRMED and meeting.moves_to_id is not None:
        return Phase.MOVING
    return Phase(meeting.state.value)


def place_state(place: Companion) -> PlaceState:
    """What a place beside the two is now."""
    if place.joined_at is not None:
        return PlaceState.JOINED
    return PlaceState.ASKED_INSTEAD if place.replaces else PlaceState.ASKED
