"""Notices of freed places."""

from __future__ import annotations

from dataclasses import dataclass

from missions.notices import Notice


@dataclass(frozen=True, slots=True, kw_only=True)
class RefillNotice(Notice):
    offer_id: int
    delegate_id: int
    other_id: int


class RefillOffered(RefillNotice):
    """A place is free for the reader and one who wants to meet them."""


class RefillLost(RefillNotice):
    """Others took the place."""


class RefillOff(RefillNotice):
    """The reader accepted, and the other does not."""
