"""What the cells of a sheet are read against: the mission's days, delegations and venues."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Named:
    """A delegation or a venue: its key and titles. country: of a delegation, ISO 3166-1."""

    key: str
    title: Mapping[str, str]
    country: str = ""


@dataclass(frozen=True, slots=True)
class SheetFrame:
    time_zone: str
    starts_on: date
    ends_on: date
    default_language: str
    delegations: Sequence[Named] = ()
    venues: Sequence[Named] = ()

    def holds(self, day: date) -> bool:
        return self.starts_on <= day <= self.ends_on
