"""Usual Latin spellings of Arabic names: a table of 2,500, the commonest in the Maghreb first.

`spellings.tsv` has a name a line: its letters folded, without article; "g" for given names, "s" for family names, "-"
for both; how it is written as a rule; its spellings, folded, by how often they are met. It is counted from the labels
of people in Wikidata (CC0), as `arabic-name-romanizer` 0.2.0 lists them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_TABLE = Path(__file__).with_name("spellings.tsv")


@dataclass(frozen=True, slots=True)
class Spelt:
    """A name in Arabic letters with its Latin spellings."""

    role: str
    usual: str
    spellings: frozenset[str]


@cache
def arabic() -> Mapping[str, Spelt]:
    """By the folded Arabic word, without article."""
    rows = (line.split("\t") for line in _TABLE.read_text(encoding="utf-8").splitlines())
    return {word: Spelt(role, usual, frozenset(spellings.split())) for word, role, usual, spellings in rows}


@cache
def latin() -> Mapping[str, frozenset[str]]:
    """By the folded Latin word: the Arabic words that it spells."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for word, spelt in arabic().items():
        for spelling in spelt.spellings:
            found[spelling].add(word)
    return {spelling: frozenset(words) for spelling, words in found.items()}


def words_spelt(word: str) -> frozenset[str]:
    """The Arabic words that a folded word of either script is or spells; empty where the table has none."""
    return frozenset([word]) if word in arabic() else latin().get(word, frozenset())


def is_given(word: str) -> bool:
    """Whether a folded word of either script is a given name, and hardly ever a family name."""
    roles = {arabic()[each].role for each in words_spelt(word)}
    return roles == {"g"}
