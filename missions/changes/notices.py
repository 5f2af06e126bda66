"""Notices to delegates whose meetings or sessions a change moves."""

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
