"""Profiles made ready to be compared: every need with every offer, as one product of two matrices."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cached_property
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from missions.matching.allowed import Rows
from missions.matching.attributes import Attributes, described
from missions.matching.encoder import Vectors
from missions.matching.parts import KEPT, Part, TermReader, Written
from missions.matching.taxonomy import Taxonomy, standard
from missions.matching.trading import AllTold, Trading, denials, empty, rarity, told, trades_of
from missions.matching.values import Profile

Matrix = NDArray[np.float32]

# What each of the three parts counts for, once it is counted in standard deviations.
MEANING, THEMES, TAGS = 1.0, 0.5, 0.5
# What tags count for where there is no vector.
TAGS_ALONE = 1.25
# The same sector without the same tag: so much of what the tag is worth.
SECTOR = 0.15
# Mean and standard deviation of the cosine of any need and any offer. They are the same on both our evaluation sets,
# and stay fixed: so a score means the same in every mission, and a shared tag more never lowers one.
USUAL_MEANING, USUAL_THEMES, USUAL_TAGS = (0.11, 0.10), (0.16, 0.13), (0.03, 0.12)
# Standard deviations at which an expert signed every other pair of our evaluation sets, and how fast that changes.
EVEN, SLOPE = 4.8, 1.2
# "We look for clients": a profile that seeks what one offers answers such a need, though their offer does not say so.
ECHO = 0.15
NOTHING = -1e4

_TRADES = ("_need_trades", "_offer_trades", "_denied_trades")
_MATRICES = ("_needs", "_offers", "_need_told", "_offer_told", "_tag_scale", *_TRADES)

FITS = 0.15
"""A direction that fits this well is one in which the two fit."""


class Index:
    """Profiles ready to be ranked; build it once and rank from it as often as needed.

    `vectors` are those of `texts_of(profiles, taxonomy)`, as far as they are known: without any, tags alone count.
    Give `previous` to take over what is as it was: the result is the same as without, and costs what is new.
    `weights` are those of an index of all profiles, for one of some of them, whose texts do not tell what is rare.
    Raises ValueError where two profiles have the same id.
    """

    def __init__(
        self,
        profiles: Iterable[Profile],
        vectors: Vectors | None = None,
        *,
        taxonomy: Taxonomy | None = None,
        previous: "Index | None" = None,
        weights: Mapping[str, float] | None = None,
    ) -> None:
        ordered = sorted(profiles, key=lambda profile: profile.id)
        self.taxonomy = taxonomy or standard()
        self.vectors = vectors or {}
        self.profiles: Mapping[str, Profile] = {profile.id: profile for profile in ordered}
        if len(self.profiles) != len(ordered):
            raise ValueError("two profiles have the same id")
        self.ids = tuple(self.profiles)
        self.place: Mapping[str, int] = {x: n for n, x in enumerate(self.ids)}
        before = previous if previous is not None and previous.taxonomy is self.taxonomy else None
        earlier = (before.parts, before._reader) if before else ({}, None)
        self._reader: TermReader = TermReader(self.vectors, self.taxonomy, *earlier)
        if before is not None and before._reader.ready != self._reader.ready:
            before, self._reader = None, TermReader(self.vectors, self.taxonomy)
        self._sides = [self._read(profile, before) for profile in ordered]
        self.parts: Mapping[Written, Part] = {part.written: part for sides in self._sides for part in sides}
        self._given: Mapping[str, float] = weights or {}
        self._column = {tag: n for n, tag in enumerate(self.taxonomy.tags)}
        places = {x: n for n, x in enumerate(self.taxonomy.sectors)}
        self._sector = np.zeros((len(self._column), len(places)), np.float32)
        for tag, n in self._column.items():
            self._sector[n, places[self.taxonomy.concepts[tag].sector]] = 1
        self._wide = KEPT + 2 * len(self._column) + len(self.taxonomy.sectors) + 3
        new = self._take_over(before) if before else self._begin()
        self.attributes: Attributes = Attributes(
            ordered, before.attributes if before and self._only_texts(before, new) else None
        )
        rows = [self.place[profile.id] for profile in new]
        for row, profile in zip(rows, new, strict=True):
            self._fill(row, profile)
        self._mean(rows)
        self._weigh(before if before and before.ids == self.ids else None, rows)

    def __len__(self) -> int:
        return len(self.ids)

    def edited(self, profile: Profile, vectors: Vectors) -> "Index":
        """The index with one profile as it is now, as if it had always been so.

        `vectors` are those of its texts that were not there. Raises KeyError for an id that is not in the index.
        """
        profiles = {**self.profiles}
        if profile.id not in profiles:
            raise KeyError(profile.id)
        profiles[profile.id] = profile
        known = {**self.vectors, **vectors} if vectors else self.vectors
        return Index(profiles.values(), known, taxonomy=self.taxonomy, previous=self)

    def need(self, profile_id: str) -> Part:
        return self._sides[self.place[profile_id]][1]

    def offer(self, profile_id: str) -> Part:
        return self._sides[self.place[profile_id]][0]

    def need_tags(self, profile_id: str) -> dict[str, float]:
        """The tags read in or confirmed for the need, each with what it tells."""
        return self._told(self.need(profile_id), self.profiles[profile_id].need_tags)

    def offer_tags(self, profile_id: str) -> dict[str, float]:
        return self._told(self.offer(profile_id), self.profiles[profile_id].offer_tags)

    def directed(self, rows: Rows) -> Matrix:
        """How well everyone's offer fits the needs of these: (rows, everyone), from 0 to 1."""
        return _squash(self._needs[rows] @ self._offers.T)

    def sought(self, rows: Rows) -> Matrix:
        """How well the offers of these fit everyone's need: (rows, everyone), the same numbers from the other end."""
        return _squash(self._offers[rows] @ self._needs.T)

    def fit(self, seeker: str, offerer: str) -> float:
        """How well the offer of one fits the need of another."""
        deviations = self._needs[self.place[seeker]] @ self._offers[self.place[offerer]]
        return float(_squash(np.array([deviations], np.float32))[0])

    def mutual(self, rows: Rows) -> Matrix:
        """How well these and everyone fit, both ways together: symmetric, from 0 to 1."""
        return both(self.directed(rows), self.sought(rows))

    def answering(self, rows: Rows) -> Matrix:
        """How well everyone answers the needs of these: by what they offer, and a little by what they seek."""
        base = slice(self._wide)
        echo = np.maximum(self._offers[rows, base] @ self._needs[:, base].T, 0)
        echo *= np.float32(ECHO)
        echo += self._needs[rows] @ self._offers.T
        sold, asked = self._sold_and_asked
        echo += sold[rows] @ asked.T
        return _squash(echo)

    @cached_property
    def _sold_and_asked(self) -> tuple[Matrix, Matrix]:
        return self._trading.sold_and_asked(self._all_told)

    @property
    def _all_told(self) -> AllTold:
        return self._need_trades, self._offer_trades, self._denied_trades

    def sought_trades(self, profile_id: str) -> frozenset[str]:
        """The trades that a need names; those of its writer where it is short and names none."""
        need = self.need(profile_id)
        return self.offer_trades(profile_id) if need.short else trades_of(need)

    def offer_trades(self, profile_id: str) -> frozenset[str]:
        return trades_of(self.offer(profile_id))

    def telling(self, trades: Iterable[str]) -> tuple[str, ...]:
        """The trades, the most telling first."""
        return tuple(sorted(trades, key=lambda x: (-self.weights[x], x)))

    def _told(self, part: Part, confirmed: Iterable[str]) -> dict[str, float]:
        return {tag: self.weights[tag] for tag in (*part.tags, *confirmed) if tag in self._column}

    def _read(self, profile: Profile, before: "Index | None") -> tuple[Part, Part]:
        """What is offered and what is sought."""
        if before is not None and _same(before.profiles.get(profile.id), profile):
            known = before._sides[before.place[profile.id]]
            if known[0].whole and known[1].whole:
                return known
        offer, need = _written(profile)
        return self._reader.part(offer), self._reader.part(need)

    def _begin(self) -> list[Profile]:
        """Empty matrices, to be filled for all."""
        rows, tags = len(self.ids), len(self._column)
        self._needs, self._offers = (np.zeros((rows, self._wide), np.float32) for _ in range(2))
        self._need_told, self._offer_told = (np.zeros((rows, tags), bool) for _ in range(2))
        self._tag_scale = np.zeros((rows, 1), np.float32)
        self._need_trades, self._offer_trades, self._denied_trades = empty(rows)
        return [*self.profiles.values()]

    def _take_over(self, before: "Index") -> list[Profile]:
        """Copy the rows of profiles that are as they were; the others."""
        new, here, there = [], [], []
        for place, profile in enumerate(self.profiles.values()):
            at = before.place.get(profile.id, -1)
            if _same(before.profiles.get(profile.id), profile) and self._sides[place] == before._sides[at]:
                here.append(place)
                there.append(at)
            else:
                new.append(profile)
        if self.ids == before.ids:
            for name in _MATRICES:
                setattr(self, name, getattr(before, name).copy())
        else:
            self._begin()
            for name in _MATRICES:
                mine = getattr(self, name)
                mine[here] = getattr(before, name)[there, : mine.shape[1]]
        return new

    def _only_texts(self, before: "Index", new: Iterable[Profile]) -> bool:
        """Whether all are there who were, and none of these is of another house, kind, delegation or tongue now."""
        if self.ids != before.ids:
            return False
        return all(described(profile) == described(before.profiles[profile.id]) for profile in new)

    def _fill(self, row: int, profile: Profile) -> None:
        """One row of each matrix but for its meaning and tags, so that their product is the fit in standard deviations.

        The last three of these columns take the usual likeness off, make an offer without a vector as likely as any,
        and leave out who says nothing at all.
        """
        need, offer = self.need(profile.id), self.offer(profile.id)
        need_told = [self._column[x] for x in (*need.tags, *profile.need_tags) if x in self._column]
        offer_told = [self._column[x] for x in (*offer.tags, *profile.offer_tags) if x in self._column]
        unread, silent = not need.meaning.any(), not offer.meaning.any()
        weights = (0.0, 0.0, TAGS_ALONE) if unread else (MEANING, THEMES, TAGS)
        usual = (USUAL_MEANING, USUAL_THEMES, USUAL_TAGS)
        off = -sum(weight * middle / spread for weight, (middle, spread) in zip(weights, usual, strict=True))
        scale = [weight / spread for weight, (_, spread) in zip(weights, usual, strict=True)]
        off = NOTHING if unread and not need_told and not self.sought_trades(profile.id) else off
        missing = NOTHING if silent and not offer_told and not offer.trades else 0.0
        themes = slice(KEPT, KEPT + len(self._column))
        self._needs[row, themes], self._offers[row, themes] = need.themes * scale[1], offer.themes
        fixed = slice(self._wide - 3, self._wide)
        self._needs[row, fixed] = off, not unread, 1
        self._offers[row, fixed] = 1, _NEUTRAL if silent else 0, missing
        self._need_told[row], self._offer_told[row] = False, False
        self._need_told[row, need_told], self._offer_told[row, offer_told] = True, True
        self._tag_scale[row] = scale[2]
        self._need_trades[row], self._offer_trades[row], self._denied_trades[row] = (
            told(need),
            told(offer),
            denials(need),
        )

    def _mean(self, rows: list[int]) -> None:
        """The meaning of needs and offers, projected for all at once."""
        if rows:
            basis = self._reader.basis
            needs, offers = (np.stack([self._sides[row][side].meaning for row in rows]) for side in (1, 0))
            self._needs[rows, :KEPT] = needs @ basis * np.float32(MEANING / USUAL_MEANING[1])
            self._offers[rows, :KEPT] = offers @ basis

    def _weigh(self, before: "Index | None", rows: list[int]) -> None:
        """The rarity of a tag depends on all texts: tags are weighed again for all profiles.

        That of trades changes in steps: `before` is an index of the same people, of whom these rows are new.
        """
        told = self._all_told
        rare = {**_rarity(self.parts, self.taxonomy), **rarity(*told[:2])}
        self.weights: Mapping[str, float] = {**rare, **self._given}
        weights = np.array([self.weights[tag] for tag in self._column], np.float32)
        tags = slice(KEPT + len(self._column), self._wide - 3)
        self._needs[:, tags] = self._tags(self._need_told, weights) * self._tag_scale
        self._offers[:, tags] = self._tags(self._offer_told, weights)
        if before and before._trading.holds(told, self.weights, rows):
            self._trading: Trading = before._trading
            found = self._trading.sought_and_made(_some(told, rows))
            self._needs[rows, self._wide :], self._offers[rows, self._wide :] = found
            return
        self._trading = Trading(told, self.weights)
        sought, made = self._trading.sought_and_made(told)
        self._needs = np.concatenate([self._needs[:, : self._wide], sought], axis=1)
        self._offers = np.concatenate([self._offers[:, : self._wide], made], axis=1)

    def _tags(self, told: NDArray[np.bool_], rarity: Matrix) -> Matrix:
        """Tags as a direction for each row, and beside them sectors as another, a shorter one."""
        weights = told * rarity
        tags = np.sqrt(weights / np.maximum(weights.sum(axis=1, keepdims=True), np.float32(1e-9)))
        fields = (told.astype(np.float32) @ self._sector) > 0
        sectors = fields * np.sqrt(np.float32(SECTOR) / np.maximum(fields.sum(axis=1, keepdims=True), 1))
        return np.concatenate([tags, sectors.astype(np.float32)], axis=1)


def _some(told: AllTold, rows: list[int]) -> AllTold:
    needs, offers, denied = told
    return needs[rows], offers[rows], denied[rows]


_NEUTRAL = MEANING * USUAL_MEANING[0] / USUAL_MEANING[1] + THEMES * USUAL_THEMES[0] / USUAL_THEMES[1]


def both(one: Matrix, other: Matrix) -> Matrix:
    """Two directions as one number, half the better one and half their harmonic mean: a buyer and a seller fit one way
    only, and well."""
    sums = one + other
    sums += np.float32(1e-9)
    joined = one * other
    joined /= sums
    np.maximum(one, other, out=sums)
    sums *= np.float32(0.5)
    joined += sums
    return joined


def _squash(deviations: Matrix) -> Matrix:
    """From standard deviations to 0 … 1: how many of such pairs an expert would sign."""
    deviations *= np.float32(-1 / SLOPE)
    deviations += np.float32(EVEN / SLOPE)
    with np.errstate(over="ignore"):
        np.exp(deviations, out=deviations)
    deviations += 1
    return np.reciprocal(deviations, out=deviations)


def _written(profile: Profile) -> tuple[Written, Written]:
    return (profile.offer, profile.language), (profile.need, profile.language)


def _rarity(parts: Mapping[Written, Part], taxonomy: Taxonomy) -> Mapping[str, float]:
    """What few texts say tells more. Confirmed tags do not count here: confirming one more must not lower
    the score of a profile."""
    read = [part.tags for part in parts.values() if part.phrases]
    said = Counter(chain.from_iterable(read))
    return {tag: math.log(1 + (len(read) + 1) / (said[tag] + 1)) for tag in taxonomy.tags}


def _same(before: Profile | None, now: Profile) -> bool:
    return before is now or before == now
