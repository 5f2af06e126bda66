"""Profiles made ready to be compared: every need with every offer, as one product of two matrices."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping

import numpy as np
from numpy.typing import NDArray

from missions.matching.allowed import Rows
from missions.matching.attributes import Attributes
from missions.matching.encoder import Vector, Vectors, unit
from missions.matching.parts import Part, Written, read_parts
from missions.matching.taxonomy import Taxonomy, standard
from missions.matching.values import Profile

Matrix = NDArray[np.float32]

# What each of the three parts counts for, once it is counted in standard deviations.
MEANING, THEMES, TAGS = 1.0, 0.5, 0.5
# Tags alone stand for everything where there is no vector.
TAGS_ALONE = 1.5
# The same sector without the same tag: so much of what the tag is worth.
SECTOR = 0.15
# The mean and the spread of likeness, as measured on our evaluation set. The mission's own take their place as it
# grows: these count as much as twenty profiles. Those of tags stay: a tag more must not lower anybody's score.
USUAL_MEANING, USUAL_THEMES, USUAL_TAGS = (0.3, 0.09), (0.12, 0.13), (0.04, 0.13)
COUNT_AS = 20
# Where a fit is as good as not (score 0.5), and how many standard deviations lead from there to 0.73.
EVEN, SLOPE = 3.0, 1.0
# What the better of the two directions counts in a mutual score; the rest is their harmonic mean.
BETTER_SIDE = 0.5


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
        self.attributes = Attributes(ordered)
        self.place: Mapping[str, int] = {x: n for n, x in enumerate(self.ids)}
        written = {key for x in ordered for key in ((x.offer, x.language), (x.need, x.language))}
        known = previous.parts if previous and previous.taxonomy is self.taxonomy else {}
        self.parts: Mapping[Written, Part] = read_parts(sorted(written, key=repr), self.vectors, self.taxonomy, known)
        self._weights = _rarity([self.parts[key].reading.tags for key in written if key[0].strip()], self.taxonomy)
        self._needs, self._offers, self._usual = self._features(ordered)

    def __len__(self) -> int:
        return len(self.ids)

    def need(self, profile_id: str) -> Part:
        return self.parts[self.profiles[profile_id].need, self.profiles[profile_id].language]

    def offer(self, profile_id: str) -> Part:
        return self.parts[self.profiles[profile_id].offer, self.profiles[profile_id].language]

    def need_tags(self, profile_id: str) -> dict[str, float]:
        """The tags read in or confirmed for the need, each with what it tells."""
        return self._told(self.need(profile_id).reading.tags, self.profiles[profile_id].need_tags)

    def offer_tags(self, profile_id: str) -> dict[str, float]:
        return self._told(self.offer(profile_id).reading.tags, self.profiles[profile_id].offer_tags)

    def _told(self, read: Iterable[str], confirmed: Iterable[str]) -> dict[str, float]:
        return {tag: self._weights[tag] for tag in (*read, *confirmed) if tag in self._weights}

    def directed(self, rows: Rows) -> Matrix:
        """How well everyone's offer fits the needs of these: (rows, everyone), from 0 to 1."""
        return _squash(self._needs[rows] @ self._offers.T - self._usual[rows, None])

    def sought(self, rows: Rows) -> Matrix:
        """How well the offers of these fit everyone's need: (rows, everyone), the same numbers from the other end."""
        return _squash(self._offers[rows] @ self._needs.T - self._usual[None, :])

    def mutual(self, rows: Rows) -> Matrix:
        """How well these and everyone fit, both ways together: symmetric, from 0 to 1."""
        return both(self.directed(rows), self.sought(rows))

    def _features(self, ordered: list[Profile]) -> tuple[Matrix, Matrix, Matrix]:
        """Needs and offers, so that their product less `usual` is the fit in standard deviations."""
        needs = [self.need(x.id) for x in ordered]
        offers = [self.offer(x.id) for x in ordered]
        meaning = _standardised(*_stack([x.meaning for x in needs], [x.meaning for x in offers]), USUAL_MEANING)
        themes = _standardised(*_stack([x.themes for x in needs], [x.themes for x in offers]), USUAL_THEMES)
        tags = self._tags([self.need_tags(x) for x in self.ids]), self._tags([self.offer_tags(x) for x in self.ids])
        silent = ~np.any(meaning[0], axis=1)
        middle, spread = USUAL_TAGS
        weight = np.where(silent, TAGS_ALONE, TAGS).astype(np.float32) / spread
        said = tags[0].any(axis=1) | ~silent
        usual = MEANING * meaning[2] + THEMES * themes[2] + weight * middle
        return (
            np.hstack([MEANING * meaning[0], THEMES * themes[0], weight[:, None] * tags[0]]),
            np.hstack([meaning[1], themes[1], tags[1]]),
            np.where(said, usual, np.float32(np.inf)),
        )

    def _tags(self, told: list[dict[str, float]]) -> Matrix:
        """Tags as a direction, and beside them sectors as another, a shorter one."""
        column = {tag: n for n, tag in enumerate((*self.taxonomy.tags, *self.taxonomy.sectors))}
        found = np.zeros((len(told), len(column)), np.float32)
        for row, weights in zip(found, told, strict=True):
            for tag, weight in weights.items():
                row[column[tag]] = math.sqrt(weight)
                row[column[self.taxonomy.concepts[tag].sector]] = 1
        cut = len(self.taxonomy.tags)
        fields = np.float32(math.sqrt(SECTOR)) * unit(found[:, cut:])
        return np.hstack([unit(found[:, :cut]), fields])


def both(one: Matrix, other: Matrix) -> Matrix:
    """Two directions as one number: a buyer and a seller fit one way only, and well."""
    harmonic = 2 * one * other / np.maximum(one + other, np.float32(1e-9))
    return np.asarray(BETTER_SIDE * np.maximum(one, other) + (1 - BETTER_SIDE) * harmonic, np.float32)


def _squash(deviations: Matrix) -> Matrix:
    return np.asarray(1 / (1 + np.exp((EVEN - np.maximum(deviations, -50)) / SLOPE)), np.float32)


def _stack(needs: list[Vector], offers: list[Vector]) -> tuple[Matrix, Matrix]:
    return (
        (np.stack(needs), np.stack(offers)) if needs else (np.zeros((0, 1), np.float32), np.zeros((0, 1), np.float32))
    )


def _standardised(needs: Matrix, offers: Matrix, usual: tuple[float, float]) -> tuple[Matrix, Matrix, Matrix]:
    """Needs divided by the spread of each one's likeness with all offers, offers, and each need's mean likeness.

    Both follow from the offers' mean and second moments: the likenesses themselves are never made. An offer without
    text stands at the mean of the others.
    """
    told: NDArray[np.bool_] = np.any(offers, axis=1)
    count = int(told.sum())
    middle = offers[told].mean(axis=0) if count else np.zeros(offers.shape[1], np.float32)
    offers = np.where(told[:, None], offers, middle).astype(np.float32)
    spread_of = (offers[told] - middle).T @ (offers[told] - middle)
    mean = (count * (needs @ middle) + COUNT_AS * usual[0]) / (count + COUNT_AS)
    variance = (np.einsum("ij,ij->i", needs @ spread_of, needs) + COUNT_AS * usual[1] ** 2) / (count + COUNT_AS)
    deviation = np.sqrt(np.maximum(variance, 1e-6))
    silent = ~needs.any(axis=1)
    scaled = (needs / deviation[:, None]).astype(np.float32)
    return scaled, offers, np.where(silent, 0, mean / deviation).astype(np.float32)


def _rarity(read: list[tuple[str, ...]], taxonomy: Taxonomy) -> Mapping[str, float]:
    """What few texts say tells more. Confirmed tags do not count here: whoever confirms one more must not lower
    anybody's score by it."""
    said = Counter(tag for tags in read for tag in tags)
    return {tag: math.log(1 + (len(read) + 1) / (said[tag] + 1)) for tag in taxonomy.tags}
