"""What a text means: as read (its tags), as a whole (its vector), and projected on the tags (its themes)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from missions.matching.encoder import WIDTH, Vector, Vectors, unit
from missions.matching.meant import SaidText, meant, quote
from missions.matching.phrases import gist
from missions.matching.reading import Reading, Span, read
from missions.matching.taxonomy import LANGUAGES, Taxonomy, terms_of
from missions.matching.trades import ROLE, field_of, named
from missions.matching.values import Profile
from missions.matching.words import Word, is_common, words

Written = tuple[str, str | None]
"""A text, and what it is probably written in."""


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """A need or an offer. `meaning`: (512,), `themes`: one number a tag; both of length 1, or nothing but zeros.

    `tags` and `sectors` are those of the reading, which is of what is meant (`missions.matching.meant`). `trades`: each
    that is named, with the runs of words that name it. `short`: it names none, in a few words. `phrases`: as compared;
    their quotes are in `meant`. `whole`: there is no vector to wait for.
    """

    written: Written
    whole: bool
    reading: Reading
    tags: tuple[str, ...]
    sectors: tuple[str, ...]
    trades: Mapping[str, tuple[Span, ...]]
    denied: tuple[str, ...]
    short: bool
    phrases: tuple[str, ...]
    meant: SaidText
    meaning: Vector
    themes: Vector

    @property
    def language(self) -> str:
        """What it is written in: dialect is Arabic in either script."""
        return "ar" if self.meant.glossed else self.reading.language

    def naming(self, concept: str) -> str | None:
        """The first phrase, as written, that names this tag or trade."""
        for first, last in (*self.reading.named.get(concept, ()), *self.trades.get(concept, ())):
            start, end = self.reading.words[first].start, self.reading.words[last - 1].end
            said = self.reading.text[start:end]
            whole = (quoted for phrase, quoted in zip(self.phrases, self.meant.quotes, strict=True) if said in phrase)
            return next(whole, None) or quote(self.meant.written, self.meant.pieces, start, end) or None
        return None


def texts_of(profiles: Iterable[Profile], taxonomy: Taxonomy) -> Iterator[str]:
    """Every text whose vector an index of these profiles asks for: terms, needs and offers, their gist, phrases."""
    yield from terms_of(taxonomy)
    for profile in profiles:
        for text in (profile.offer, profile.need):
            if text.strip():
                said = meant(text, profile.language)
                yield from (said.text, gist(said.text), *said.phrases)


class TermReader:
    """Makes parts of texts. What an earlier one of the same taxonomy made is taken over, with its themes, unless a
    vector that was missing has come."""

    def __init__(
        self,
        vectors: Vectors,
        taxonomy: Taxonomy,
        known: Mapping[Written, Part] | None = None,
        earlier: "TermReader | None" = None,
    ) -> None:
        self._vectors, self._taxonomy, self._known = vectors, taxonomy, known or {}
        self._made: Themes | None = earlier._made if earlier else None

    @property
    def _themes(self) -> "Themes":
        """Made at the first text that is read: often all are known."""
        if self._made is None or not self._made.ready:
            self._made = Themes(self._vectors, self._taxonomy)
        return self._made

    @property
    def ready(self) -> bool:
        """Whether the vectors of all terms are there."""
        return self._themes.ready

    @property
    def basis(self) -> NDArray[np.float32]:
        """Where the meaning of a text is projected: (512, KEPT)."""
        return self._themes.basis

    def part(self, written: Written) -> Part:
        known = self._known.get(written)
        said = meant(*written)
        if known is not None and (known.whole or said.text not in self._vectors):
            return known
        reading = read(said.text, "fr" if said.glossed else written[1], taxonomy=self._taxonomy)
        found = [self._vectors[x] for x in said.phrases if x in self._vectors]
        meaning, themes = self._meaning(said.text), self._themes.of(found, reading.language)
        whole = bool(meaning.any()) or not said.text.strip()
        trades = _trades(reading.words)
        denied = tuple(x for x in _trades(words(said.denied)) if x not in trades) if said.denied else ()
        tags, sectors = reading.tags, reading.sectors
        short = _short(reading, trades)
        return Part(written, whole, reading, tags, sectors, trades, denied, short, said.phrases, said, meaning, themes)

    def _meaning(self, text: str) -> Vector:
        """The text as written and its gist, together: "we are looking for" draws all needs to one another."""
        whole = self._vectors.get(text)
        if whole is None:
            return np.zeros(WIDTH, np.float32)
        return unit(whole + self._vectors.get(gist(text), whole))


def _trades(found: Sequence[Word]) -> dict[str, tuple[Span, ...]]:
    spans: dict[str, tuple[Span, ...]] = {}
    for each in named(found):
        spans[each.trade] = (*spans.get(each.trade, ()), (each.first, each.last))
    return spans


def _principal(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    """The directions in which most of these lie."""
    _, directions = np.linalg.eigh(rows.T @ rows)
    return np.ascontiguousarray(directions[:, -KEPT:], np.float32)


FEW = 3
"""Words of a need that may be places and the like: with more, it says something that our terms do not know."""

KEPT = 352
"""Of the encoder's 512 directions those in which trades differ: the others do not change a ranking, and cost."""


def _short(reading: Reading, trades: Mapping[str, tuple[Span, ...]]) -> bool:
    """Something is said, no trade or tag is named, and of other words there are few."""
    if reading.tags or any(field_of(x) != ROLE for x in trades):
        return False
    roles = {place for spans in trades.values() for first, last in spans for place in range(first, last)}
    left = [x for n, x in enumerate(reading.words) if n not in roles and not is_common(x)]
    return bool(reading.words) and len(left) <= FEW


class Themes:
    """The tags as directions: each the mean of what it is called in all languages, its labels counting most.

    Vectors of one language lie close together: each language's mean is taken off first, so that a French phrase is
    not found nearer to all French labels than to the one that means the same.
    """

    def __init__(self, vectors: Vectors, taxonomy: Taxonomy) -> None:
        self._ids = taxonomy.tags
        terms = tuple(dict.fromkeys(terms_of(taxonomy)))
        self.ready = all(term in vectors for term in terms)
        self.basis = np.eye(WIDTH, KEPT, dtype=np.float32)
        if self.ready:
            self.basis = _principal(np.stack([vectors[term] for term in terms]))
            labels = {x: np.stack([vectors[taxonomy.label(tag, x)] for tag in self._ids]) for x in LANGUAGES}
            self._middle = {x: rows.mean(axis=0) for x, rows in labels.items()}
            called = np.sum([unit(rows - self._middle[x]) for x, rows in labels.items()], axis=0)
            meant = np.stack([self._meant(taxonomy.called(tag), vectors) for tag in self._ids])
            self._tags = unit(unit(called) + unit(meant)).T

    def _meant(self, terms: Mapping[str, tuple[str, ...]], vectors: Vectors) -> Vector:
        means = [
            unit(np.stack([vectors[term] for term in each]) - self._middle[x]).mean(axis=0) for x, each in terms.items()
        ]
        return np.asarray(np.sum(means, axis=0), np.float32)

    def of(self, said: list[Vector], language: str) -> Vector:
        """How much each tag is a theme of these phrases, as one direction: near ones count, the nearest the most."""
        if not said or not self.ready:
            return np.zeros(len(self._ids), np.float32)
        return unit(np.maximum(self._likeness(said, language).max(axis=0), 0) ** 2)

    def nearest(self, said: list[Vector], language: str, least: float) -> Iterator[str]:
        """The tags that come so near to one of these phrases, the nearest first."""
        if said and self.ready:
            best = self._likeness(said, language).max(axis=0)
            yield from (self._ids[n] for n in np.argsort(-best) if best[n] >= least)

    def _likeness(self, said: list[Vector], language: str) -> NDArray[np.float32]:
        """The cosine of each phrase with each tag: (phrases, tags)."""
        near: NDArray[np.float32] = unit(np.stack(said) - self._middle[language]) @ self._tags
        return near
