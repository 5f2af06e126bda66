"""Profiles, read and made ready to be compared."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from missions.matching.reading import Reading, read
from missions.matching.taxonomy import sector_of, sectors, tags
from missions.matching.values import Profile

Vector = Mapping[str, float]
Postings = Mapping[str, list[tuple[str, float]]]

# How much a perfect fit in tags, in words, in sectors alone is worth. Words lag behind tags because they only
# meet within one language: a French pair would otherwise always come before an Arabic-French one.
TAGS, WORDS, SECTORS = 0.8, 0.5, 0.06
# Below this likeness of words, what two texts share is an accident ("software", once, in twenty words).
LEAST_WORDS = 0.18
# In a mission of any size, a word that one text in six has is no reason to meet.
COMMON_SHARE, COMMON_FROM = 6, 60


@dataclass(frozen=True, slots=True)
class Side:
    """What one profile offers, or what it needs: three unit vectors, and the text as read."""

    reading: Reading
    tags: Vector
    words: Vector
    sectors: Vector


class Index:
    """Profiles ready to be ranked; build it once and rank from it as often as needed.

    Reading the texts is what takes time: give `previous` to take over what has not changed since. Raises ValueError
    where two profiles have the same id. The fit of needs with offers, `offers_for` and `seekers_of`, is the seam at
    which a better measure takes the place of this one: ranking asks for nothing else.
    """

    def __init__(self, profiles: Iterable[Profile], previous: "Index | None" = None) -> None:
        ordered = sorted(profiles, key=lambda profile: profile.id)
        self.profiles: Mapping[str, Profile] = {profile.id: profile for profile in ordered}
        if len(self.profiles) != len(ordered):
            raise ValueError("two profiles have the same id")
        known = previous.readings if previous else {}
        self.readings: Mapping[tuple[str, str | None], Reading] = {
            key: known.get(key) or read(*key)
            for profile in ordered
            for key in ((profile.offer, profile.language), (profile.need, profile.language))
        }
        self._weigh(ordered)
        self.offers = {x.id: self._side(x, x.offer, x.offer_tags) for x in ordered}
        self.needs = {x.id: self._side(x, x.need, x.need_tags) for x in ordered}
        self._offered = _Postings(self.offers)
        self._needed = _Postings(self.needs)

    def offers_for(self, profile_id: str) -> dict[str, float]:
        """How well each profile's offer fits this one's need: above 0 to 1; who does not fit at all is absent."""
        return self._offered.like(self.needs[profile_id])

    def seekers_of(self, profile_id: str) -> dict[str, float]:
        """How well this profile's offer fits each one's need: the same numbers, seen from the other end."""
        return self._needed.like(self.offers[profile_id])

    def _weigh(self, profiles: Iterable[Profile]) -> None:
        """What few texts say tells more. Confirmed tags do not count here: whoever confirms one more must not
        lower anybody's score by it."""
        texts = [(x.offer, x.language) for x in profiles] + [(x.need, x.language) for x in profiles]
        readings = [self.readings[text] for text in texts if text[0].strip()]
        said = Counter(tag for reading in readings for tag in reading.tags)
        used = Counter(word for reading in readings for word in set(reading.stems) if word)
        many = len(readings)
        self._tag_weight = {tag: _rarity(said[tag], many) for tag in tags()}
        usual = many // COMMON_SHARE if many >= COMMON_FROM else many
        self._word_weight = {word: _rarity(n, many) for word, n in used.items() if n <= usual}

    def _side(self, profile: Profile, text: str, confirmed: Iterable[str]) -> Side:
        reading = self.readings[text, profile.language]
        own = {tag for tag in (*reading.tags, *confirmed) if tag in self._tag_weight}
        fields = {*reading.sectors, *(sector_of(x) for x in (*own, *profile.tags))}
        return Side(
            reading=reading,
            tags=_unit({tag: self._tag_weight[tag] for tag in own}),
            words=_unit({x: self._word_weight[x] for x in set(reading.stems) if x in self._word_weight}),
            sectors=_unit({sector: 1.0 for sector in sectors() if sector in fields}),
        )


class _Postings:
    """The sides of all profiles by what is in them."""

    def __init__(self, sides: Mapping[str, Side]) -> None:
        self._tags = _invert({x: side.tags for x, side in sides.items()})
        self._words = _invert({x: side.words for x, side in sides.items()})
        self._sectors = _invert({x: side.sectors for x, side in sides.items()})

    def like(self, side: Side) -> dict[str, float]:
        in_tags = _likeness(side.tags, self._tags)
        in_words = _likeness(side.words, self._words)
        in_sectors = _likeness(side.sectors, self._sectors)
        return {
            x: 1 - (1 - TAGS * in_tags.get(x, 0)) * (1 - WORDS * enough) * (1 - SECTORS * in_sectors.get(x, 0))
            for x in in_tags.keys() | in_words.keys() | in_sectors.keys()
            if (enough := _enough(in_words.get(x, 0))) or x in in_tags or x in in_sectors
        }


def share_words(one: Side, other: Side) -> frozenset[str]:
    """The stems that two sides share, where they are more than an accident."""
    shared = one.words.keys() & other.words.keys()
    likeness = math.fsum(one.words[x] * other.words[x] for x in shared)
    return frozenset(shared) if _enough(likeness) else frozenset()


def _enough(likeness: float) -> float:
    # Rounded, since a sum's last digits depend on the order of its parts.
    return likeness if round(likeness, 9) >= LEAST_WORDS else 0.0


def _rarity(having: int, many: int) -> float:
    return math.log(1 + (many + 1) / (having + 1))


def _unit(weights: Mapping[str, float]) -> Vector:
    """The square roots of the weights, as a vector of length 1 (empty stays empty), in a fixed order."""
    total = math.fsum(weights.values())
    return {key: math.sqrt(weights[key] / total) for key in sorted(weights)}


def _invert(vectors: Mapping[str, Vector]) -> Postings:
    postings: dict[str, list[tuple[str, float]]] = defaultdict(list)
    for profile_id, vector in vectors.items():
        for key, weight in vector.items():
            postings[key].append((profile_id, weight))
    return postings


def _likeness(vector: Vector, postings: Postings) -> dict[str, float]:
    """The cosine with every vector of the postings that has something in common."""
    total: dict[str, float] = defaultdict(float)
    for key, weight in vector.items():
        for profile_id, other in postings.get(key, ()):
            total[profile_id] += weight * other
    return total
