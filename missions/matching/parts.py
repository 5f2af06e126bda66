"""What a text means: as read (its tags), as a whole (its vector), and projected on the tags (its themes)."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from missions.matching.encoder import WIDTH, Vector, Vectors, unit
from missions.matching.phrases import phrases
from missions.matching.reading import Reading, read
from missions.matching.taxonomy import LANGUAGES, Taxonomy
from missions.matching.values import Profile

Written = tuple[str, str | None]
"""A text, and what it is probably written in."""

THEMES_A_PHRASE = 3


@dataclass(frozen=True, slots=True)
class Part:
    """A need or an offer. `meaning`: (512,), `themes`: one number a tag; both of length 1, or nothing but zeros."""

    reading: Reading
    phrases: tuple[str, ...]
    meaning: Vector
    themes: Vector


def texts_of(profiles: Iterable[Profile], taxonomy: Taxonomy) -> Iterator[str]:
    """Every text whose vector an index of these profiles asks for: of the tags, of needs and offers, of phrases."""
    for tag in taxonomy.tags:
        yield from (taxonomy.label(tag, language) for language in LANGUAGES)
    for profile in profiles:
        for text in (profile.offer, profile.need):
            if text.strip():
                yield text
                yield from phrases(text)


def read_parts(
    written: Iterable[Written], vectors: Vectors, taxonomy: Taxonomy, known: Mapping[Written, Part]
) -> dict[Written, Part]:
    """The part of each text; what is known already is taken over, unless its vector was missing and now is there."""
    parts = {}
    themes = Themes(vectors, taxonomy)
    for key in written:
        part = known.get(key)
        if part is None or (not part.meaning.any() and key[0] in vectors):
            part = _part(key, vectors, themes, taxonomy)
        parts[key] = part
    return parts


def _part(written: Written, vectors: Vectors, themes: "Themes", taxonomy: Taxonomy) -> Part:
    text, language = written
    reading = read(text, language, taxonomy=taxonomy)
    said = phrases(text)
    return Part(
        reading=reading,
        phrases=said,
        meaning=vectors.get(text, np.zeros(WIDTH, np.float32)),
        themes=themes.of([vectors[x] for x in said if x in vectors], reading.language),
    )


class Themes:
    """The tags as directions: the mean of a tag's labels in all languages.

    Vectors of one language lie close together: each language's mean is taken off first, so that a French phrase is
    not found nearer to all French labels than to the one that means the same.
    """

    def __init__(self, vectors: Vectors, taxonomy: Taxonomy) -> None:
        labels = {x: [taxonomy.label(tag, x) for tag in taxonomy.tags] for x in LANGUAGES}
        self._ready = all(label in vectors for each in labels.values() for label in each)
        self._ids = taxonomy.tags
        if self._ready:
            found = {x: np.stack([vectors[label] for label in each]) for x, each in labels.items()}
            self._middle = {x: rows.mean(axis=0) for x, rows in found.items()}
            self._tags = unit(np.sum([unit(rows - self._middle[x]) for x, rows in found.items()], axis=0)).T

    def of(self, said: list[Vector], language: str) -> Vector:
        """How much each tag is a theme of these phrases, as one direction: the best three tags of each phrase."""
        found = np.zeros(len(self._ids), np.float32)
        if not said or not self._ready:
            return found
        for row in self._likeness(said, language):
            best = np.argpartition(-row, THEMES_A_PHRASE)[:THEMES_A_PHRASE]
            found[best] = np.maximum(found[best], np.maximum(row[best], 0) ** 2)
        return unit(found)

    def nearest(self, said: list[Vector], language: str, least: float) -> Iterator[str]:
        """The tags that come so near to one of these phrases, the nearest first."""
        if said and self._ready:
            best = self._likeness(said, language).max(axis=0)
            yield from (self._ids[n] for n in np.argsort(-best) if best[n] >= least)

    def _likeness(self, said: list[Vector], language: str) -> NDArray[np.float32]:
        """The cosine of each phrase with each tag: (phrases, tags)."""
        near: NDArray[np.float32] = unit(np.stack(said) - self._middle[language]) @ self._tags
        return near
