"""Caps of a list: an organisation or a sector fills at most a part of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from missions.matching.index import Index


@dataclass(frozen=True, slots=True)
class Caps:
    """`organisation` and `sector`: counterparts of one in a list, however long it is; whom the organisers wish for
    counts for nothing there. `shown` over all lists, in lists' lengths; `least` are proposed even below the floor."""

    organisation: int = 3
    sector: int = 4
    shown: float = 3.0
    least: int = 3


class Tally:
    """How many of each organisation and field one list has."""

    __slots__ = ("_caps", "_field", "_fields", "_house", "_houses")

    def __init__(self, house: Sequence[int], field: Callable[[int], str], caps: Caps) -> None:
        self._house, self._field, self._caps = house, field, caps
        self._houses: dict[int, int] = {}
        self._fields: dict[str, int] = {}

    def fits(self, other: int, instead_of: int | None = None) -> bool:
        """Whether there is room for this one; in the place of another, if that is named."""
        house, field = self._house[other], self._field(other)
        houses, fields = self._houses.get(house, 0), self._fields.get(field, 0)
        if instead_of is not None:
            houses -= self._house[instead_of] == house
            fields -= self._field(instead_of) == field
        return houses < self._caps.organisation and fields < self._caps.sector

    def add(self, other: int, many: int = 1) -> None:
        house, field = self._house[other], self._field(other)
        self._houses[house] = self._houses.get(house, 0) + many
        self._fields[field] = self._fields.get(field, 0) + many


def capped(index: Index, ordered: Iterable[tuple[int, float, bool]], caps: Caps) -> Iterator[tuple[int, float, bool]]:
    """Of a list of places, with their scores and whether they are wished for, those for whom there is room."""
    tally = Tally(index.attributes.houses, lambda place: main_sector(index, index.ids[place]), caps)
    for other, score, wished in ordered:
        if wished:
            yield other, score, wished
        elif tally.fits(other):
            tally.add(other)
            yield other, score, wished


def main_sector(index: Index, profile_id: str) -> str:
    """The field of a counterpart: as confirmed, or what their offer mostly speaks of; else one of their own."""
    tagged = (index.taxonomy.sector_of(x) for x in index.profiles[profile_id].tags)
    return next((x for x in (*tagged, *index.offer(profile_id).sectors) if x), profile_id)
