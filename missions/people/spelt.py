"""People and firms by the words of a name: as they are written, or in another script and any usual spelling."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, false
from sqlalchemy.orm import Mapped
from sqlmodel import col, or_, select

from missions.identity.personal_names import Part, parse, part_keys, parts_alike
from missions.identity.spelling import Likeness
from missions.identity.word_forms import kept_ways
from missions.names import fold, has_word, holds_word
from storage.database import UnitSession
from storage.tables import Delegate, Organisation

MOST = 40
"""Spellings of one word that are looked for."""


@dataclass(frozen=True, slots=True)
class Looked:
    """What is looked for: the words as they are typed, and the parts of a name with the spellings that are kept."""

    words: tuple[str, ...]
    spelt: tuple[tuple[Part, tuple[str, ...]], ...]

    def among(self, *columns: tuple[Mapped[str], Mapped[str]]) -> ColumnElement[bool]:
        """Whether all of it is in these columns, each with the column of its keys."""
        plain = and_(*(or_(*(has_word(text, word) for text, _keys in columns)) for word in self.words))
        if not self.spelt:
            return plain
        return or_(plain, and_(*(_held(part, spellings, columns) for part, spellings in self.spelt)))

    def spelt_in(self, keys: Mapped[str]) -> ColumnElement[bool]:
        """Whether each part is a word of the names whose keys are in this column."""
        each = (or_(*(keys.contains(f":{word} ") for word in words), false()) for _part, words in self.spelt)
        return and_(*each) if self.spelt else false()

    @property
    def nothing(self) -> bool:
        """Whether there is no letter or digit in it."""
        return not self.words


def _held(
    part: Part, spellings: Iterable[str], columns: Iterable[tuple[Mapped[str], Mapped[str]]]
) -> ColumnElement[bool]:
    ways_to_hold = [
        each
        for text, keys in columns
        for each in (has_word(text, part[0]), *(keys.contains(f":{spelling} ") for spelling in spellings))
    ]
    return or_(*ways_to_hold)


async def looked_for(session: UnitSession, mission_id: int, words: str) -> Looked:
    """What these words may be, spelt as the names of this mission are."""
    typed = tuple(fold(words).split())
    parts = [part for part in parse(words).parts if len(part[0]) > 1]
    if not parts:
        return Looked(typed, ())
    kept = await _kept(session, mission_id, frozenset(key for part in parts for key in part_keys(part)))
    return Looked(typed, tuple((part, _spellings(part, kept)) for part in parts))


async def _kept(session: UnitSession, mission_id: int, keys: frozenset[str]) -> dict[str, list[str]]:
    """The words of this mission's names with one of these keys, by key."""
    found: dict[str, list[str]] = {key: [] for key in keys}
    for table in (Delegate, Organisation):
        column = col(table.name_keys)
        wanted = or_(*(column.contains(f" {key}:") for key in sorted(keys)))
        rows = await session.exec(select(column).where(table.mission_id == mission_id, wanted).distinct())
        for entry in {entry for row in rows for entry in row.split()}:
            key, _parted, word = entry.partition(":")
            if key in found:
                found[key].append(word)
    return found


def _spellings(part: Part, kept: dict[str, list[str]]) -> tuple[str, ...]:
    words = sorted({word for key in part_keys(part) for word in kept[key]})
    return tuple(word for word in words if parts_alike(part, kept_ways(word)) is Likeness.SAME)[:MOST]


def holds_spelt(words: str, text: str, keys: str) -> bool:
    """The same of a folded text and its name keys: whether all words of a search are in it."""
    typed = fold(words).split()
    if typed and all(holds_word(text, word) for word in typed):
        return True
    parts = [part for part in parse(words).parts if len(part[0]) > 1]
    return bool(parts) and all(holds_word(text, part[0]) or _in(part, keys) for part in parts)


def _in(part: Part, keys: str) -> bool:
    wanted = part_keys(part)
    entries = (entry.partition(":") for entry in keys.split())
    return any(key in wanted and parts_alike(part, kept_ways(word)) is Likeness.SAME for key, _parted, word in entries)
