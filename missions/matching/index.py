"""Profiles made ready to be compared: every need with every offer, as one product of two matrices."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from copy import copy

import numpy as np
from numpy.typing import NDArray

from missions.matching.allowed import Rows
from missions.matching.attributes import Attributes
from missions.matching.encoder import WIDTH, Vectors
from missions.matching.parts import Part, Reader, Written
from missions.matching.taxonomy import Taxonomy, standard
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
# What the better of the two directions counts in a mutual score; the rest is their harmonic mean.
BETTER_SIDE = 0.5
# "We look for clients": whoever seeks what one offers answers such a need, though their offer does not say so.
ECHO = 0.15
NOTHING = -1e4

FITS = 0.15
"""A direction that fits this well is one in which the two fit."""


class Index:
    """Profiles ready to be ranked; build it once and rank from it as often as needed.

    `vectors` are those of `texts_of(profiles, taxonomy)`, as far as they are known: without any, tags alone count.
    Give `previous` to take over what has been read before. Raises ValueError where two profiles have the same id.
    """

    def __init__(
        self,
        profiles: Iterable[Profile],
        vectors: Vectors | None = None,
        *,
        taxonomy: Taxonomy | None = None,
        previous: "Index | None" = None,
    ) -> None:
        ordered = sorted(profiles, key=lambda profile: profile.id)
        self.taxonomy = taxonomy or standard()
        self.vectors = vectors or {}
        self.profiles: Mapping[str, Profile] = {profile.id: profile for profile in ordered}
        if len(self.profiles) != len(ordered):
            raise ValueError("two profiles have the same id")
        self.ids = tuple(self.profiles)
        self.place: Mapping[str, int] = {x: n for n, x in enumerate(self.ids)}
        self.attributes = Attributes(ordered)
        known = previous.parts if previous and previous.taxonomy is self.taxonomy else {}
        reader = Reader(self.vectors, self.taxonomy, known)
        self.parts: Mapping[Written, Part] = {key: reader.part(key) for x in ordered for key in _written(x)}
        self._weights = _rarity(self.parts, self.taxonomy)
        self._columns = {x: n for n, x in enumerate((*self.taxonomy.tags, *self.taxonomy.sectors))}
        width = WIDTH + len(self.taxonomy.tags) + len(self._columns) + 3
        self._needs, self._offers = (np.zeros((len(ordered), width), np.float32) for _ in range(2))
        for row, profile in enumerate(ordered):
            self._fill(row, profile)

    def __len__(self) -> int:
        return len(self.ids)

    def edited(self, profile: Profile, vectors: Vectors) -> "Index":
        """The index with one profile as it is now, at once: how rare each tag is stays as it was.

        `vectors` are those of its texts that were not there. Raises KeyError for an id that is not in the index.
        """
        index, row = copy(self), self.place[profile.id]
        index.profiles = {**self.profiles, profile.id: profile}
        index.vectors = {**self.vectors, **vectors}
        index.attributes = Attributes(list(index.profiles.values()))
        reader = Reader(index.vectors, self.taxonomy, self.parts)
        index.parts = {**self.parts, **{key: reader.part(key) for key in _written(profile)}}
        index._needs, index._offers = self._needs.copy(), self._offers.copy()
        index._fill(row, profile)
        return index

    def need(self, profile_id: str) -> Part:
        return self.parts[_written(self.profiles[profile_id])[1]]

    def offer(self, profile_id: str) -> Part:
        return self.parts[_written(self.profiles[profile_id])[0]]

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
        echo = np.maximum(self._offers[rows] @ self._needs.T, 0)
        return _squash(self._needs[rows] @ self._offers.T + np.float32(ECHO) * echo)

    def _told(self, part: Part, confirmed: Iterable[str]) -> dict[str, float]:
        return {tag: self._weights[tag] for tag in (*part.reading.tags, *confirmed) if tag in self._weights}

    def _fill(self, row: int, profile: Profile) -> None:
        """One row of each matrix, so that their product is the fit in standard deviations.

        The last three columns take the usual likeness off, make an offer without a vector as likely as any, and
        leave out who says nothing at all.
        """
        need, offer = self.need(profile.id), self.offer(profile.id)
        need_tags, offer_tags = self._tags(self.need_tags(profile.id)), self._tags(self.offer_tags(profile.id))
        unread, silent = not need.meaning.any(), not offer.meaning.any()
        weights = (0.0, 0.0, TAGS_ALONE) if unread else (MEANING, THEMES, TAGS)
        usual = (USUAL_MEANING, USUAL_THEMES, USUAL_TAGS)
        off = -sum(weight * middle / spread for weight, (middle, spread) in zip(weights, usual, strict=True))
        scale = [weight / spread for weight, (_, spread) in zip(weights, usual, strict=True)]
        off = NOTHING if unread and not need_tags.any() else off
        missing = NOTHING if silent and not offer_tags.any() else 0.0
        self._needs[row] = np.concatenate(
            [need.meaning * scale[0], need.themes * scale[1], need_tags * scale[2], [off, not unread, 1]]
        )
        self._offers[row] = np.concatenate(
            [offer.meaning, offer.themes, offer_tags, [1, _NEUTRAL if silent else 0, missing]]
        )

    def _tags(self, told: Mapping[str, float]) -> Matrix:
        """Tags as a direction, and beside them sectors as another, a shorter one."""
        found = np.zeros(len(self._columns), np.float32)
        fields = {self.taxonomy.concepts[tag].sector for tag in told}
        total = sum(told.values())
        for tag, weight in told.items():
            found[self._columns[tag]] = math.sqrt(weight / total)
        for field in fields:
            found[self._columns[field]] = math.sqrt(SECTOR / len(fields))
        return found


_NEUTRAL = MEANING * USUAL_MEANING[0] / USUAL_MEANING[1] + THEMES * USUAL_THEMES[0] / USUAL_THEMES[1]


def both(one: Matrix, other: Matrix) -> Matrix:
    """Two directions as one number: a buyer and a seller fit one way only, and well."""
    joined = one * other
    joined /= one + other + np.float32(1e-9)
    joined *= 2 * (1 - BETTER_SIDE)
    joined += np.float32(BETTER_SIDE) * np.maximum(one, other)
    return joined


def _squash(deviations: Matrix) -> Matrix:
    """From standard deviations to 0 … 1: how many of such pairs an expert would sign."""
    np.clip(deviations, -50, 50, out=deviations)
    deviations -= EVEN
    deviations /= -SLOPE
    np.exp(deviations, out=deviations)
    deviations += 1
    return np.reciprocal(deviations, out=deviations)


def _written(profile: Profile) -> tuple[Written, Written]:
    return (profile.offer, profile.language), (profile.need, profile.language)


def _rarity(parts: Mapping[Written, Part], taxonomy: Taxonomy) -> Mapping[str, float]:
    """What few texts say tells more. Confirmed tags do not count here: whoever confirms one more must not lower
    anybody's score by it."""
    read = [part.reading.tags for part in parts.values() if part.phrases]
    said = Counter(tag for tags in read for tag in tags)
    return {tag: math.log(1 + (len(read) + 1) / (said[tag] + 1)) for tag in taxonomy.tags}
