"""Notices of places: offered, passed on, taken away."""

from __future__ import annotations

from dataclasses import dataclass

from missions.notices import Notice


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceOffered(Notice):
    """A place became free: it is kept for the reader until they answer, or until the sign-up says."""

    sign_up_id: int
    delegate_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceLapsed(Notice):
    """The reader did not answer in time: the place is offered to the next."""

    sign_up_id: int
    delegate_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceLost(Notice):
    """An organiser's change took the reader's place: the sign-up says why."""

    sign_up_id: int
    delegate_id: int
