"""Notices to delegates whose meetings or sessions a change moves, and to organisers where a mission file did it."""

from __future__ import annotations

from dataclasses import dataclass

from missions.notices import Notice


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceChanged(Notice):
    """Meetings of the reader moved; the receipt has their places before and after."""

    receipt_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionChanged(Notice):
    """A session that the reader signed up for moved or was cancelled; the receipt has its place before and after."""

    receipt_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockShifted(Notice):
    """Meetings and sessions of the reader begin later or earlier; the receipt names them."""

    receipt_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeUnseen(Notice):
    """The reader has not pressed "Seen" under a change that still stands: it is said once more."""

    receipt_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CounterpartUnaware(Notice):
    """Whom the reader meets has not pressed "Seen" under the change of this meeting; other_id is that delegate."""

    receipt_id: int
    meeting_id: int
    side_id: int
    other_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CallsWaiting(Notice):
    """To an organiser: people whom a change touches have to be called."""

    mission_id: int
    change_id: int


FILE = "file"
"""The subject of a change that a loaded mission file made."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileMovedMeetings(Notice):
    """To an organiser: the mission file was loaded, and puts confirmed meetings elsewhere."""

    change_id: int
