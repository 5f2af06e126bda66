"""Whom to propose to whom, best first, and why."""

import math
from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import islice
from typing import Literal

import numpy as np

from missions.matching.allowed import Allowed, Rows
from missions.matching.attributes import Codes
from missions.matching.caps import Caps, capped
from missions.matching.index import FITS, Index, both
from missions.matching.reasons import reasons, shared_sectors
from missions.matching.values import Direction, Fit, Profile, Rules, Suggestion

Aim = Literal["mutual", "needs"]
"""Rank by how well two fit each other, or only by how well others answer one's needs."""

Lists = Mapping[str, list[tuple[str, float]]]
"""For each id, the ids proposed to it, best first, each with its score."""

FLOOR = 0.08
"""The lowest score of a proposal."""

BLOCK, DIGITS, POINTS, WISHED = 512, 4, 10_000, 20_000


def rank(
    profiles: Iterable[Profile] | Index,
    rules: Rules,
    for_id: str,
    *,
    limit: int = 20,
    floor: float = FLOOR,
    aim: Aim = "mutual",
    caps: Caps | None = None,
) -> list[Suggestion]:
    """The counterparts to propose to one profile, best first, those of `rules.must` before all.

    Equal scores come in the order of ids. With `caps`, a profile beyond the cap of its organisation or sector makes
    room for the next. Give an `Index` to rank more than once. Raises KeyError for an id that is
    not among the profiles.
    """
    index = profiles if isinstance(profiles, Index) else Index(profiles)
    allowed = Allowed(index.place, index.attributes, rules)
    keys = Keys(index, allowed, np.array([index.place[for_id]]), floor, aim)
    if caps is None:
        best = next(keys.best(limit))
    else:
        best = list(islice(capped(index, next(keys.best(len(index))), caps), limit))
    return [suggestion(index, for_id, index.ids[n], score, must=must) for n, score, must in best]


def rank_all(
    profiles: Iterable[Profile] | Index,
    rules: Rules,
    *,
    limit: int = 20,
    floor: float = FLOOR,
    aim: Aim = "mutual",
) -> Lists:
    """Ids and scores for every profile, in the order of `rank`."""
    index = profiles if isinstance(profiles, Index) else Index(profiles)
    allowed = Allowed(index.place, index.attributes, rules)
    lists = {}
    for rows in blocks(len(index)):
        for place, best in enumerate(Keys(index, allowed, rows, floor, aim).best(limit), start=rows.start):
            lists[index.ids[place]] = [(index.ids[n], score) for n, score, _ in best]
    return lists


def suggestion(index: Index, me: str, other: str, score: float | None = None, *, must: bool = False) -> Suggestion:
    """Why these two should meet, seen by the first, however well they fit."""
    found, sought = index.fit(me, other), index.fit(other, me)
    together = float(both(np.array([found], np.float32), np.array([sought], np.float32))[0])
    why = tuple(reasons(index, me, other))
    one, two = index.profiles[me], index.profiles[other]
    return Suggestion(
        counterpart=other,
        score=round(together, DIGITS) if score is None else score,
        mutual=len(why) == 2,
        reasons=why,
        sectors=shared_sectors(index, me, other),
        languages=tuple(sorted(set(one.languages) & set(two.languages))),
        must=must,
        fit=fit_of(found, sought, {reason.direction for reason in why}),
    )


class Keys:
    """By what some are to be ordered for each row: whole numbers, which partition fast and tie exactly.

    A score in points, then the place from the last one on, so that of equals the first is the higher. Those wished for
    come above all. Profiles that may not be proposed have negative keys, each its own: to partition many equal ones
    takes ten times as long.
    """

    def __init__(self, index: Index, allowed: Allowed, rows: Rows, floor: float, aim: Aim) -> None:
        scores = index.mutual(rows) if aim == "mutual" else index.answering(rows)
        scores *= POINTS
        points = np.rint(scores, out=scores).astype(np.int32)
        open_, wished = allowed.block(rows)
        open_ &= points >= math.ceil(floor * POINTS)
        points[wished] += WISHED
        self._count = len(index)
        later = np.arange(self._count - 1, -1, -1, dtype=np.int32)
        self._keys = points * self._count + later
        self._keys[~(open_ | wished)] -= np.iinfo(np.int32).max

    def top(self, limit: int) -> tuple[Codes, Codes]:
        """The places of the highest of each row, highest first, and their keys: two of (rows, limit)."""
        limit = min(limit, self._count)
        found = np.sort(np.partition(self._keys, -limit, axis=1)[:, -limit:], axis=1)[:, ::-1]
        return self._count - 1 - found % self._count, found

    def best(self, limit: int) -> Iterator[list[tuple[int, float, bool]]]:
        """For each row the places of the highest, their scores, and whether they are wished for."""
        places, keys = self.top(limit)
        points = keys // self._count
        wished = points >= WISHED
        scores = np.round((points - WISHED * wished) / POINTS, DIGITS)
        for row in range(len(keys)):
            many = int((keys[row] >= 0).sum())
            found = places[row, :many].tolist(), scores[row, :many].tolist(), wished[row, :many].tolist()
            yield list(zip(*found, strict=True))


def blocks(count: int) -> Iterator[slice]:
    """The rows of a matrix that is too large to be made as a whole."""
    return (slice(first, min(first + BLOCK, count)) for first in range(0, count, BLOCK))


def fit_of(found: float, sought: float, told: Collection[Direction]) -> Fit:
    """Which of the lists two belong to, seen by one of them: by the reasons to show, or else by the scores."""
    if max(found, sought) < FLOOR:
        return "wished"
    if len(told) == 2 or (not told and (min(found, sought) >= FITS or found == sought)):
        return "each_other"
    offered = "they_offer_what_i_seek" in told if told else found >= sought
    return "they_offer" if offered else "they_seek"
