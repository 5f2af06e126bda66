"""The sectors and tags of a mission: ids, labels in four languages, and the terms that people use for them.

The data is `taxonomy.json` in this folder, read at first use and kept. A mission may add its own to it: `extended`.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import Any

LANGUAGES = ("en", "fr", "ar", "es")
"""The languages in which texts are read. Labels in any other language fall back to the first."""


@dataclass(frozen=True, slots=True)
class Concept:
    """A sector, or a tag of one. `terms` holds, for each language, the label and its synonyms."""

    id: str
    sector: str
    label: Mapping[str, str]
    terms: Mapping[str, tuple[str, ...]]

    @property
    def is_sector(self) -> bool:
        return self.id == self.sector


@dataclass(frozen=True, eq=False)
class Taxonomy:
    """Every sector, then every tag, by id, in the order in which to show them. Made once, compared by identity."""

    concepts: Mapping[str, Concept]
    sectors: tuple[str, ...] = field(init=False)
    tags: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "sectors", tuple(x.id for x in self.concepts.values() if x.is_sector))
        object.__setattr__(self, "tags", tuple(x.id for x in self.concepts.values() if not x.is_sector))

    def sector_of(self, concept_id: str) -> str | None:
        """The sector of a tag (a sector's is itself), or None for an id that the taxonomy does not know."""
        concept = self.concepts.get(concept_id)
        return concept.sector if concept else None

    def label(self, concept_id: str, language: str) -> str:
        """What to call it in that language, or in English. Raises KeyError for an id that is not known."""
        label = self.concepts[concept_id].label
        return label.get(language, label[LANGUAGES[0]])

    def called(self, tag: str) -> Mapping[str, tuple[str, ...]]:
        """How people call the tag in each language: its label there, and its terms."""
        terms = self.concepts[tag].terms
        return {x: tuple(dict.fromkeys((self.label(tag, x), *terms[x]))) for x in LANGUAGES}


def terms_of(taxonomy: Taxonomy) -> Iterator[str]:
    """How all tags are called in every language: for these, vectors are needed whatever is read."""
    for tag in taxonomy.tags:
        yield from (term for terms in taxonomy.called(tag).values() for term in terms)


@cache
def standard() -> Taxonomy:
    """The taxonomy that every mission begins with."""
    data = json.loads(resources.files(__package__).joinpath("taxonomy.json").read_text(encoding="utf-8"))
    read = [_concept(entry, entry["id"]) for entry in data["sectors"]]
    read += [_concept(entry, entry["sector"]) for entry in data["tags"]]
    return Taxonomy({concept.id: concept for concept in read})


def extended(extra: Iterable[Mapping[str, Any]]) -> Taxonomy:
    """The standard taxonomy and a mission's own tags; build it once and keep it.

    Each is `{"id", "sector", "label": {language: …}, "synonyms": {language: […]}}`; languages may be missing: the
    first label there is replaces them, and no term. A tag with a known id takes the place of that one.
    Raises ValueError, naming the tag, for one without label or of an unknown sector.
    """
    concepts = dict(standard().concepts)
    for entry in extra:
        if not entry.get("label"):
            raise ValueError(f"tag {entry['id']!r} has no label")
        if entry["sector"] not in standard().sectors:
            raise ValueError(f"tag {entry['id']!r} is of the sector {entry['sector']!r}, which there is none of")
        concepts[entry["id"]] = _concept(entry, entry["sector"])
    return Taxonomy(concepts)


def _concept(entry: Mapping[str, Any], sector: str) -> Concept:
    label, synonyms = entry["label"], entry.get("synonyms", {})
    # A sector's label names several fields at once ("Agriculture & food"), as no delegate would write it.
    named = {
        language: () if entry["id"] == sector else (label[language],) for language in LANGUAGES if language in label
    }
    terms = {language: (*named.get(language, ()), *synonyms.get(language, ())) for language in LANGUAGES}
    if LANGUAGES[0] not in label:
        label = {LANGUAGES[0]: next(iter(label.values())), **label}
    return Concept(id=entry["id"], sector=sector, label=label, terms=terms)


def concepts() -> Mapping[str, Concept]:
    """Every sector, then every tag of the standard taxonomy, by id."""
    return standard().concepts


def sectors() -> tuple[str, ...]:
    """Ids of the sectors, in the order in which to show them."""
    return standard().sectors


def tags() -> tuple[str, ...]:
    """Ids of the standard tags, by sector, in the order in which to show them."""
    return standard().tags


def sector_of(concept_id: str) -> str | None:
    """The sector of a standard tag (a sector's is itself), or None for an id that the taxonomy does not know."""
    return standard().sector_of(concept_id)


def sector_label(sector: str, language: str) -> str:
    """What to call the sector, as `Taxonomy.label`. Raises KeyError for an id that is not a sector's."""
    if sector not in sectors():
        raise KeyError(sector)
    return standard().label(sector, language)


def tag_label(tag: str, language: str) -> str:
    """What to call the tag, as `Taxonomy.label`. Raises KeyError for an id that is not a tag's."""
    if tag in sectors():
        raise KeyError(tag)
    return standard().label(tag, language)
