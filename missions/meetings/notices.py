"""Notices to the people of a meeting.

side_id is the delegate whom the notice concerns; `to` is that delegate's person, or an organiser who answers for them.
"""

from __future__ import annotations

from dataclasses import dataclass

from missions.notices import Notice
from storage.tables import MeetingState


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingNotice(Notice):
    meeting_id: int
    side_id: int


class MeetingRequested(MeetingNotice):
    """A meeting is requested; an answer is awaited."""


class TimeProposed(MeetingNotice):
    """The answer to a request is another time; an answer is awaited."""


class MoveProposed(MeetingNotice):
    """The other side proposes another time for a confirmed meeting; an answer is awaited."""


class MoveUnderWay(MeetingNotice):
    """One of the two proposes another time for a confirmed meeting that the reader has joined."""


class AnswerAwaited(MeetingNotice):
    """The one reminder that an answer is awaited."""


class MeetingConfirmed(MeetingNotice):
    """The meeting is agreed: the place and the other's contact can be had."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingMoved(MeetingNotice):
    """The proposed time is agreed."""

    before_slot_id: int | None = None
    """When it was before; empty in notices that were kept before they had it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveDropped(MeetingNotice):
    """The proposed time is off: the meeting keeps its time."""

    because: MeetingState
    """DECLINED, WITHDRAWN or EXPIRED: what became of the proposed time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingClosed(Notice):
    """A request or meeting is closed. Holds the other's name: their rows may be erased by now."""

    side_id: int
    other_name: str
    other_spelling: str = ""
    """The other's name in the other script."""
    other_id: int | None = None
    """Empty in notices that were kept before they had it."""
    slot_id: int
    state: MeetingState
    reason: str = ""
    mine: bool = False
    """Of a request that expired: whether it was for this side to answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedAlong(MeetingNotice):
    """A delegate is asked to come along to a meeting, or to take the place of the one who asks, who is colleague_id."""

    colleague_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ComesAlong(MeetingNotice):
    """colleague_id has joined the meeting."""

    colleague_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StaysAway(MeetingNotice):
    """colleague_id does not come: has refused, or had joined and has left."""

    colleague_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TakesOver(MeetingNotice):
    """colleague_id comes in the place of counterpart_id."""

    colleague_id: int
    counterpart_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NoLongerAsked(MeetingNotice):
    """The delegate who was asked to come need not: colleague_id has taken it back, or the meeting is off."""

    colleague_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationAsked(Notice):
    """An organisation is asked for a meeting by other_id: to one of its people, or to the desk."""

    request_id: int
    other_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationAnswered(Notice):
    """To who asked an organisation, side_id: it is given to other_id, declined, or no one answered."""

    request_id: int
    side_id: int
    other_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BothInterested(Notice):
    """Each of two delegates said that the other interests them."""

    side_id: int
    other_id: int
