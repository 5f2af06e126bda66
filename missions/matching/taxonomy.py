"""The sectors and tags of a mission: ids, labels in four languages, and the terms that people use for them.

The data is `taxonomy.json` in this folder. It is read at first use and kept.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
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


@cache
def concepts() -> Mapping[str, Concept]:
    """Every sector, then every tag, by id, in the order of the file."""
    data = json.loads(resources.files(__package__).joinpath("taxonomy.json").read_text(encoding="utf-8"))
    read = [_concept(entry, entry["id"]) for entry in data["sectors"]]
    read += [_concept(entry, entry["sector"]) for entry in data["tags"]]
    return {concept.id: concept for concept in read}


def _concept(entry: Mapping[str, Any], sector: str) -> Concept:
    label, synonyms = entry["label"], entry["synonyms"]
    # A sector's label names several fields at once ("Agriculture & food"): nobody writes it so.
    own = {language: () if entry["id"] == sector else (label[language],) for language in LANGUAGES}
    terms = {language: (*own[language], *synonyms[language]) for language in LANGUAGES}
    return Concept(id=entry["id"], sector=sector, label=label, terms=terms)


@cache
def sectors() -> tuple[str, ...]:
    """Ids of the sectors, in the order in which to show them."""
    return tuple(concept.id for concept in concepts().values() if concept.is_sector)


@cache
def tags() -> tuple[str, ...]:
    """Ids of the tags, by sector, in the order in which to show them."""
    return tuple(concept.id for concept in concepts().values() if not concept.is_sector)


def sector_of(concept_id: str) -> str | None:
    """The sector of a tag (a sector's is itself), or None for an id that the taxonomy does not know."""
    concept = concepts().get(concept_id)
    return concept.sector if concept else None


def sector_label(sector: str, language: str) -> str:
    """What to call the sector in that language, or in English where the taxonomy lacks the language.

    Raises KeyError for an id that is not a sector's.
    """
    if sector not in sectors():
        raise KeyError(sector)
    return _label(sector, language)


def tag_label(tag: str, language: str) -> str:
    """What to call the tag in that language, or in English where the taxonomy lacks the language.

    Raises KeyError for an id that is not a tag's.
    """
    if tag in sectors():
        raise KeyError(tag)
    return _label(tag, language)


def _label(concept_id: str, language: str) -> str:
    label = concepts()[concept_id].label
    return label.get(language, label[LANGUAGES[0]])
