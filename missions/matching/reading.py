"""What a text says: the tags and sectors it names, and the words that carry its meaning."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from missions.matching.taxonomy import LANGUAGES, Taxonomy, standard
from missions.matching.words import Word, is_grammar, languages_of, stem, words

Term = tuple[str, ...]
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Glossary:
    """The terms of the taxonomy in one language, stemmed, each with the sectors and tags that it names."""

    terms: Mapping[Term, tuple[str, ...]]
    stems: frozenset[str]
    longest: int


@dataclass(frozen=True, slots=True)
class Reading:
    """A text, read. `named` holds for each sector or tag the runs of words (first, last + 1) that name it.

    `language` is the one of ours that it is most likely written in.
    """

    text: str
    words: tuple[Word, ...]
    named: Mapping[str, tuple[Span, ...]]
    language: str
    taxonomy: Taxonomy

    @property
    def tags(self) -> tuple[str, ...]:
        """Ids of the tags that the text names, in the order in which it does."""
        known = self.taxonomy.concepts
        return tuple(x for x in sorted(self.named, key=self._place) if not known[x].is_sector)

    @property
    def sectors(self) -> tuple[str, ...]:
        """Ids of the sectors that the text speaks of, the most often named first."""
        votes = Counter[str]()
        for concept, spans in self.named.items():
            votes[self.taxonomy.concepts[concept].sector] += len(spans)
        return tuple(sorted(votes, key=lambda x: (-votes[x], self.taxonomy.sectors.index(x))))

    def _place(self, concept: str) -> tuple[Span, int]:
        return self.named[concept][0], tuple(self.taxonomy.concepts).index(concept)


@lru_cache(maxsize=64)
def glossary(taxonomy: Taxonomy, language: str) -> Glossary:
    terms: dict[Term, list[str]] = {}
    for concept in taxonomy.concepts.values():
        for written in concept.terms[language]:
            for term in _stemmed(written, language):
                terms.setdefault(term, []).append(concept.id)
    return Glossary(
        terms={term: tuple(dict.fromkeys(ids)) for term, ids in terms.items()},
        stems=frozenset(part for term in terms for part in term),
        longest=max(map(len, terms)),
    )


def _stemmed(written: str, language: str) -> Iterator[Term]:
    # "ecommerce" in one word means the same as "e-commerce".
    for form in {written, written.replace("-", "")}:
        kept = [word for word in words(form) if word.capitals or not is_grammar(word, language)]
        if kept:
            yield tuple(_mark(word, stem(word.key, language)) for word in kept)


def _mark(word: Word, stemmed: str) -> str:
    """Acronyms of two letters count in capitals only: "AI" is a trade, "j'ai" is not."""
    return stemmed.upper() if word.capitals and len(word.key) == 2 and word.key.isalpha() else stemmed


def read(
    text: str,
    language: str | None = None,
    languages: Collection[str] | None = None,
    taxonomy: Taxonomy | None = None,
) -> Reading:
    """Read a text of any length and script.

    `language` is what its author probably wrote in; `languages` says it for certain. English terms of the
    trade are understood in every language, and every language where the text does not tell its own.
    """
    taxonomy = taxonomy or standard()
    found = words(text)
    likely = languages_of(found, language) if languages is None else tuple(languages)
    named: dict[str, list[Span]] = {}
    for spoken in LANGUAGES:
        if spoken in likely or (languages is None and (spoken == "en" or "ar" in likely)):
            for concept, span in _named(found, glossary(taxonomy, spoken), spoken):
                named.setdefault(concept, []).append(span)
    return Reading(
        text=text,
        words=found,
        named={concept: tuple(sorted(set(spans))) for concept, spans in sorted(named.items())},
        language=likely[0] if likely else LANGUAGES[0],
        taxonomy=taxonomy,
    )


def _named(found: tuple[Word, ...], known: Glossary, language: str) -> Iterator[tuple[str, Span]]:
    """Each term in the text, with its place.

    A term within a longer one does not count: "energy storage" is no warehouse.
    """
    kept = [place for place, word in enumerate(found) if not is_grammar(word, language)]
    stems = [_mark(found[place], stem(found[place].key, language, known.stems)) for place in kept]
    reached = 0
    for first in range(len(kept)):
        for last in range(min(first + known.longest, len(kept)), max(first, reached), -1):
            here = known.terms.get(tuple(stems[first:last]))
            if here:
                yield from ((concept, (kept[first], kept[last - 1] + 1)) for concept in here)
                reached = last
                break


def tags_in(text: str, languages: Collection[str] | None = None) -> tuple[str, ...]:
    """Ids of the tags that a text names, in the order in which it names them; read in those languages only."""
    return read(text, languages=languages).tags


def sectors_in(text: str, languages: Collection[str] | None = None) -> tuple[str, ...]:
    """Ids of the sectors that a text speaks of, the most often named first; read in those languages only."""
    return read(text, languages=languages).sectors
