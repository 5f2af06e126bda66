"""Trades of needs and offers as numbers: how far what one seeks is what another makes, does or buys."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

from missions.matching.encoder import unit
from missions.matching.parts import Part
from missions.matching.trades import ROLE, field_of, lexicon

Matrix = NDArray[np.float32]
Told = NDArray[np.bool_]
AllTold = tuple[Told, Told, Told]
"""What needs, offers and denials name: a row a profile, a column a trade. The last two: it is said in short, without a
trade; and anything is said at all."""

# All weights are in standard deviations, as those of `missions.matching.index`.
TRADE, FIELD = 4.8, 0.6
"""The same trades; the same field, where the trades are its others."""
OWN, PEER = 3.0, 0.8
"""A need said in short without a trade, and one for a partner or correspondent: that of who writes it is meant."""
KIN = 0.36
"""Two of one trade have more to say to each other than two of any."""
ASKED, SOLD = 2.4, 2.4
"""They ask for what I offer; and once more where I look for buyers or distributors."""
DENIED = 2.4
"""What the need denies."""
STEP = 0.25
"""Of how much a trade tells."""


@cache
def _columns() -> Mapping[str, int]:
    return {trade: n for n, trade in enumerate(lexicon().trades)}


@cache
def _fields() -> tuple[Matrix, NDArray[np.intp]]:
    """Which field each trade is of, one column a field; and the places of trades that are no roles."""
    names = sorted({field_of(x) for x in lexicon().trades} - {ROLE})
    table = np.array([[field_of(x) == name for name in names] for x in lexicon().trades], np.float32)
    return table, np.flatnonzero(table.any(axis=1))


def empty(rows: int) -> AllTold:
    """Nothing yet."""
    wide = len(_columns()) + 2
    needs, offers, denied = (np.zeros((rows, wide), bool) for _ in range(3))
    return needs, offers, denied


def told(part: Part) -> Told:
    row = np.zeros(len(_columns()) + 2, bool)
    row[[_columns()[x] for x in part.trades]] = True
    row[-2:] = part.short, bool(part.reading.words)
    return row


def denials(part: Part) -> Told:
    row = np.zeros(len(_columns()) + 2, bool)
    row[[_columns()[x] for x in part.denied]] = True
    return row


def rarity(needs: Told, offers: Told) -> Mapping[str, float]:
    """What few name tells more: in steps, so that one text more rarely changes what all others weigh."""
    count = needs.sum(axis=0) + offers.sum(axis=0)
    rare = np.log(1 + (count[-1] + 1) / (count[:-2] + 1))
    return dict(zip(lexicon().trades, (np.round(rare / STEP) * STEP).tolist(), strict=True))


def trades_of(part: Part) -> frozenset[str]:
    return frozenset(x for x in part.trades if field_of(x) != ROLE)


class Trading:
    """How trades of all needs and offers are weighed, in columns for those that are named at all.

    `sought` with `made`: how far an offer answers a need. `sold` with `asked`: how far a need asks for an offer.
    """

    def __init__(self, told: AllTold, weights: Mapping[str, float]) -> None:
        self._rare = _in_order(weights)
        used = _fields()[1]
        named = np.logical_or.reduce([x[:, used].any(axis=0) for x in told])
        self._used, self._unused = used[named], used[~named]
        self._table = _fields()[0][self._used]

    def holds(self, told: AllTold, weights: Mapping[str, float], rows: Sequence[int]) -> bool:
        """Whether it is the same with these rows as they are now."""
        return np.array_equal(_in_order(weights), self._rare) and not any(
            x[np.ix_(rows, self._unused)].any() for x in told
        )

    def sought_and_made(self, told: AllTold) -> tuple[Matrix, Matrix]:
        """One row a row that is given."""
        needs, offers, denied = told
        wide = len(self._used)
        wanted, made = self._directions(needs), self._directions(offers)
        own = KIN + OWN * needs[:, -2:-1] + PEER * _role(needs, "peer")
        sought = made * own.astype(np.float32)
        sought[:, :wide] += TRADE * wanted[:, :wide] - np.float32(DENIED) * denied[:, self._used]
        sought[:, wide:] += FIELD * wanted[:, wide:]
        return sought, made

    def sold_and_asked(self, told: AllTold) -> tuple[Matrix, Matrix]:
        needs, offers, _ = told
        seller = _role(needs, "buy") | _role(needs, "distribute") | _role(needs, "represent")
        return self._directions(offers) * (ASKED + SOLD * seller).astype(np.float32), self._directions(needs)

    def _directions(self, told: Told) -> Matrix:
        """Trades as one direction, rare ones counting more, and beside it fields as another."""
        named = told[:, self._used]
        return np.concatenate([unit(named * self._rare[self._used]), unit(np.minimum(named @ self._table, 1))], axis=1)


def _in_order(weights: Mapping[str, float]) -> Matrix:
    return np.array([weights[x] for x in lexicon().trades], np.float32)


def _role(told: Told, name: str) -> Told:
    return told[:, [_columns()[f"{ROLE}.{name}"]]]
