"""What the people of a meeting must be told. side_id is the delegate for whom it is told, other than `to` where the
organisers speak for a delegate who has no chat."""

from __future__ import annotations

from dataclasses import dataclass

from missions.notices import Notice
from storage.tables import MeetingState


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingNotice(Notice):
    meeting_id: int
    side_id: int


class MeetingRequested(MeetingNotice):
    """Somebody asks for a meeting: to be answered."""


class TimeProposed(MeetingNotice):
    """To the request, somebody answers with another time: to be answered."""


class MoveProposed(MeetingNotice):
    """Somebody wants the confirmed meeting at another time: to be answered."""


class AnswerAwaited(MeetingNotice):
    """The one reminder that an answer is still waited for."""


class MeetingConfirmed(MeetingNotice):
    """It will take place; with the pin and the other's contact."""


class MeetingMoved(MeetingNotice):
    """The new time was agreed to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveDropped(MeetingNotice):
    """The meeting stays when it was."""

    because: MeetingState
    """DECLINED, WITHDRAWN or EXPIRED: what became of the proposed time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingClosed(Notice):
    """A request or a meeting has come to nothing. It names all it says: the other may be erased by now."""

    side_id: int
    other_name: str
    slot_id: int
    state: MeetingState
    reason: str = ""
    mine: bool = False
    """Of a request that expired: whether it was for this side to answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BothInterested(Notice):
    """Each of two delegates said that the other interests them."""

    side_id: int
    other_id: int
