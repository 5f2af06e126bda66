"""Fair lists: everyone has proposals and is proposed to someone, and the most wanted is not shown to everybody.

Transferable-utility matching by iterative fitting (Choo and Siow): each pair is worth exp(score / TEMPERATURE),
everyone has one unit of attention to give, and the fitting finds how much of it each pair can have. Who is wanted
by all gets dear, and lists are ordered by what is left. Then caps hold within each list and over all of them.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array

from missions.matching import ranking
from missions.matching.allowed import Allowed
from missions.matching.index import Index
from missions.matching.ranking import DIGITS, FLOOR, POINTS, Keys, Lists, blocks
from missions.matching.values import Rules

WISHED = ranking.WISHED / POINTS
TEMPERATURE, DEARNESS = 0.08, 0.3
ROUNDS, ENOUGH = 60, 1e-3
CANDIDATES = 100
"""So many of the best are looked at for each, and whoever has them among theirs."""


@dataclass(frozen=True, slots=True)
class Caps:
    """`organisation` and `sector` within each ten of a list; `shown` over all lists, in lists' lengths; `least` are
    proposed even below the floor."""

    organisation: int = 3
    sector: int = 4
    shown: float = 3.0
    least: int = 3


def fair_lists(index: Index, rules: Rules, *, limit: int = 20, floor: float = FLOOR, caps: Caps | None = None) -> Lists:
    """The counterparts to propose to each, in the order in which to propose them, with their mutual scores."""
    if not index.ids:
        return {}
    scores = candidates(index, rules, max(CANDIDATES, 3 * limit))
    worth = _fitted(scores)
    chosen = _Choice(index, scores, worth, limit=limit, floor=floor, caps=caps or Caps())
    chosen.fill()
    chosen.show_the_unseen()
    return {
        x: [(index.ids[n], round(score, DIGITS)) for n, score in chosen.list_of(place)]
        for place, x in enumerate(index.ids)
    }


def candidates(index: Index, rules: Rules, many: int) -> csr_array:
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
    half = csr_array((found, (row, column)), shape=(len(index), len(index)))
    return half.maximum(half.T).tocsr()


def _fitted(scores: csr_array) -> csr_array:
    worth: csr_array = scores.astype(np.float64)
    worth.data = np.exp(np.minimum(worth.data, 1) / TEMPERATURE)
    left = np.ones(worth.shape[0])
    for _ in range(ROUNDS):
        half = worth @ left / 2
        now = np.sqrt(1 + half**2) - half
        done = np.abs(now - left).max() < ENOUGH * left.min()
        left = now
        if done:
            break
    row = np.repeat(np.arange(worth.shape[0]), np.diff(worth.indptr))
    worth.data *= left[row] * left[worth.indices] ** DEARNESS
    return worth


class _Choice:
    """Lists as they are filled, a place at a time for everyone."""

    def __init__(
        self, index: Index, scores: csr_array, worth: csr_array, *, limit: int, floor: float, caps: Caps
    ) -> None:
        self._limit, self._floor, self._caps = limit, floor, caps
        self._organisation = index.attributes.organisation.tolist()
        self._sector = [_main_sector(index, x) for x in index.ids]
        self._order = [_ordered(scores, worth, n) for n in range(len(index))]
        self._lists: list[list[tuple[int, float]]] = [[] for _ in index.ids]
        self._shown: Counter[int] = Counter()
        self._houses: list[dict[int, int]] = [{} for _ in index.ids]
        self._fields: list[dict[str, int]] = [{} for _ in index.ids]
        tens = -(-limit // 10)
        self._most = caps.shown * limit, caps.organisation * tens, caps.sector * tens

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
        for other, score in waiting[place]:
            if score < self._floor and len(self._lists[place]) >= self._caps.least:
                continue
            if self._fits(place, other):
                self._add(place, other, score)
                served[place] += score
                return True
        return False

    def _fits(self, place: int, other: int) -> bool:
        shown, of_house, of_field = self._most
        return (
            self._shown.get(other, 0) < shown
            and self._houses[place].get(self._organisation[other], 0) < of_house
            and self._fields[place].get(self._sector[other], 0) < of_field
        )

    def _add(self, place: int, other: int, score: float) -> None:
        self._lists[place].append((other, score))
        self._shown[other] += 1
        houses, house = self._houses[place], self._organisation[other]
        fields, field = self._fields[place], self._sector[other]
        houses[house], fields[field] = houses.get(house, 0) + 1, fields.get(field, 0) + 1

    def show_the_unseen(self) -> None:
        """Whoever is in nobody's list takes a place in that of the one they are worth most to."""
        for place, order in enumerate(self._order):
            if self._shown[place] == 0 and order:
                self._show(place, order)

    def _show(self, place: int, order: list[tuple[int, float]]) -> None:
        for other, score in order:
            chosen = self._lists[other]
            if len(chosen) < self._limit:
                chosen.append((place, score))
            else:
                spare = [n for n, (shown, value) in enumerate(chosen) if self._shown[shown] > 1 and value < WISHED]
                if not spare:
                    continue
                self._shown[chosen[spare[-1]][0]] -= 1
                chosen[spare[-1]] = place, score
            self._shown[place] += 1
            return


def _ordered(scores: csr_array, worth: csr_array, place: int) -> list[tuple[int, float]]:
    """Who may be proposed to this one: those the organisers wish, then by what is left for the two."""
    here = slice(scores.indptr[place], scores.indptr[place + 1])
    others, found, left = scores.indices[here], scores.data[here], worth.data[here]
    order = np.lexsort((others, -left, found < WISHED))
    return list(zip(others[order].tolist(), found[order].tolist(), strict=True))


def _main_sector(index: Index, profile_id: str) -> str:
    """The field of a counterpart: as confirmed, or what their offer mostly speaks of; else one of their own."""
    told = (index.taxonomy.sector_of(x) for x in index.profiles[profile_id].tags)
    return next((x for x in (*told, *index.offer(profile_id).reading.sectors) if x), profile_id)
