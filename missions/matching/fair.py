"""Fair lists: everyone has proposals and is proposed to someone, and the most wanted are not in every list.

Transferable-utility matching by iterative fitting (Choo and Siow): each pair is worth exp(score / TEMPERATURE),
everyone has one unit of attention to give, and the fitting finds how much of it each pair can have. The price of a
profile rises with demand, and lists are ordered by what is left. Then caps hold within each list, and over all of them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from missions.matching import ranking
from missions.matching.allowed import Allowed
from missions.matching.caps import Caps, Tally, main_sector
from missions.matching.index import Index
from missions.matching.ranking import DIGITS, FLOOR, POINTS, Keys, Lists, blocks
from missions.matching.values import Rules

WISHED = ranking.WISHED / POINTS
TEMPERATURE, DEARNESS = 0.08, 0.3
ROUNDS, ENOUGH = 60, 1e-3
CANDIDATES = 100
"""How many of the best are considered for each profile, beside those that have it among their own best."""


@dataclass(frozen=True)
class Sparse:
    """A square matrix by rows: those of `columns` and `values` from `starts[row]` to `starts[row + 1]` are a row's."""

    starts: NDArray[np.intp]
    columns: NDArray[np.intp]
    values: NDArray[np.float64]

    @cached_property
    def rows(self) -> NDArray[np.intp]:
        """The row of each value."""
        return np.repeat(np.arange(len(self.starts) - 1), np.diff(self.starts))

    def times(self, vector: NDArray[np.float64]) -> NDArray[np.float64]:
        """The product with a column vector."""
        product: NDArray[np.float64] = np.zeros(len(self.starts) - 1)
        filled = np.flatnonzero(np.diff(self.starts))
        if len(filled):
            product[filled] = np.add.reduceat(self.values * vector[self.columns], self.starts[filled])
        return product


def fair_lists(index: Index, rules: Rules, *, limit: int = 20, floor: float = FLOOR, caps: Caps | None = None) -> Lists:
    """The counterparts to propose to each, in the order in which to propose them, with their mutual scores."""
    if not index.ids:
        return {}
    scores = candidates(index, rules, max(CANDIDATES, 3 * limit))
    worth = _fitted(scores)
    chosen = _Choice(index, scores, worth, limit=limit, floor=floor, caps=caps or Caps(), rules=rules)
    chosen.fill()
    chosen.show_the_unseen()
    return {
        x: [(index.ids[n], round(score, DIGITS)) for n, score in chosen.list_of(place)]
        for place, x in enumerate(index.ids)
    }


def candidates(index: Index, rules: Rules, many: int) -> Sparse:
    """The mutual scores of everyone with the best for them, and with those for whom they are: symmetric, sparse."""
    allowed = Allowed(index.place, index.attributes, rules)
    parts = []
    for rows in blocks(len(index)):
        places, keys = Keys(index, allowed, rows, 1 / POINTS, "mutual").top(many)
        row = np.repeat(np.arange(rows.start, rows.stop), places.shape[1])
        kept = keys.ravel() >= 0
        points = (keys // len(index)).ravel()
        parts.append((row[kept], places.ravel()[kept], points[kept] / POINTS))
    row, column, found = (np.concatenate(each) for each in zip(*parts, strict=True))
    return _symmetric(len(index), row, column, found)


def _symmetric(size: int, row: NDArray[np.intp], column: NDArray[np.intp], found: NDArray[np.float64]) -> Sparse:
    """The greater of each score and of that in the other direction."""
    keys = np.concatenate([row * size + column, column * size + row])
    order = np.argsort(keys, kind="stable")
    keys, values = keys[order], np.concatenate([found, found])[order]
    first = np.flatnonzero(np.diff(keys, prepend=-1))
    rows, columns = np.divmod(keys[first], size)
    starts = np.concatenate([[0], np.cumsum(np.bincount(rows, minlength=size))])
    return Sparse(starts, columns, np.maximum.reduceat(values, first) if len(first) else values)


def _fitted(scores: Sparse) -> Sparse:
    worth = replace(scores, values=np.exp(np.minimum(scores.values, 1) / TEMPERATURE))
    left = np.ones(len(worth.starts) - 1)
    for _ in range(ROUNDS):
        half = worth.times(left) / 2
        now = np.sqrt(1 + half**2) - half
        done = np.abs(now - left).max() < ENOUGH * left.min()
        left = now
        if done:
            break
    return replace(worth, values=worth.values * (left[worth.rows] * left[worth.columns] ** DEARNESS))


class _Choice:
    """Lists as they are filled, a place at a time for everyone."""

    def __init__(
        self, index: Index, scores: Sparse, worth: Sparse, *, limit: int, floor: float, caps: Caps, rules: Rules
    ) -> None:
        self._limit, self._floor, self._caps = limit, floor, caps
        self._order = [_ordered(scores, worth, n) for n in range(len(index))]
        for place, passed in _passed(index, rules).items():
            self._order[place] = [(other, score) for other, score in self._order[place] if other not in passed]
        self._lists: list[list[tuple[int, float]]] = [[] for _ in index.ids]
        self._shown: Counter[int] = Counter()
        field = [main_sector(index, x) for x in index.ids].__getitem__
        self._tallies = [Tally(index.attributes.houses, field, caps) for _ in index.ids]
        self._most = caps.shown * limit

    def list_of(self, place: int) -> list[tuple[int, float]]:
        return [(n, score - WISHED if score >= WISHED else score) for n, score in self._lists[place]]

    def fill(self) -> None:
        """In each round everyone takes one more, the worst served first."""
        served = [0.0] * len(self._lists)
        waiting = [iter(order) for order in self._order]
        going = list(range(len(self._lists)))
        for _ in range(self._limit):
            going = [place for place in sorted(going, key=served.__getitem__) if self._take(place, waiting, served)]

    def _take(self, place: int, waiting: list[Iterator[tuple[int, float]]], served: list[float]) -> bool:
        tally = self._tallies[place]
        for other, score in waiting[place]:
            if score < self._floor and len(self._lists[place]) >= self._caps.least:
                continue
            if score >= WISHED or (self._shown.get(other, 0) < self._most and tally.fits(other)):
                self._lists[place].append((other, score))
                self._count(place, other, score)
                served[place] += score
                return True
        return False

    def _count(self, place: int, other: int, score: float, many: int = 1) -> None:
        """Counts a profile as shown; the organisers' wishes count towards no cap."""
        self._shown[other] += many
        if score < WISHED:
            self._tallies[place].add(other, many)

    def show_the_unseen(self) -> None:
        """Gives a profile in no list a place in that of the profile it is worth most to, as far as caps allow."""
        # Not in lists of profiles that answered them already: their own order has left these out.
        takes = [{other for other, _score in order} for order in self._order]
        for place, order in enumerate(self._order):
            if self._shown[place] == 0 and order:
                self._show(place, [(other, score) for other, score in order if place in takes[other]])

    def _show(self, place: int, order: list[tuple[int, float]]) -> None:
        for other, score in order:
            chosen, tally = self._lists[other], self._tallies[other]
            if len(chosen) < self._limit and tally.fits(place):
                chosen.append((place, score))
            else:
                spare = [
                    n
                    for n, (shown, value) in enumerate(chosen)
                    if self._shown[shown] > 1 and value < WISHED and tally.fits(place, instead_of=shown)
                ]
                if not spare:
                    continue
                self._count(other, *chosen[spare[-1]], many=-1)
                chosen[spare[-1]] = place, score
            self._count(other, place, score)
            return


def _passed(index: Index, rules: Rules) -> dict[int, set[int]]:
    """By profile: those that it answered already."""
    found: dict[int, set[int]] = {}
    for one, other in rules.answered:
        if one in index.place and other in index.place:
            found.setdefault(index.place[one], set()).add(index.place[other])
    return found


def _ordered(scores: Sparse, worth: Sparse, place: int) -> list[tuple[int, float]]:
    """The profiles that may be proposed to this one: the organisers' wishes first, then by what is left for the two."""
    here = slice(scores.starts[place], scores.starts[place + 1])
    others, found, left = scores.columns[here], scores.values[here], worth.values[here]
    order = np.lexsort((others, -left, found < WISHED))
    return list(zip(others[order].tolist(), found[order].tolist(), strict=True))
