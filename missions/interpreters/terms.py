"""The terms of a meeting side by side, in the two languages between which its interpreter works."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from missions.matching import suggest_tags
from missions.matching.taxonomy import LANGUAGES, Taxonomy
from missions.proposals.topics import taxonomy_of
from storage.tables import Delegate, Interpreter, Mission

MOST = 8
"""Topics of one meeting: more would be no brief."""
NAMES = 2
"""Names of a topic in each language: its label, and what people call it besides."""


class TermPair(NamedTuple):
    """How one topic is called in the language of the one side, and in that of the other."""

    one: str
    other: str


def languages_between(interpreter: Interpreter, one: Delegate, other: Delegate) -> tuple[str, str] | None:
    """A language of each side that the interpreter speaks, two different ones; None if there are none."""
    for mine in one.languages or [one.language]:
        for theirs in other.languages or [other.language]:
            if mine != theirs and {mine, theirs} <= set(interpreter.languages):
                return mine, theirs
    return None


def terms(mission: Mission, one: Delegate, other: Delegate, languages: tuple[str, str]) -> Sequence[TermPair]:
    """What the two will speak of, first what the one offers and the other looks for."""
    taxonomy = taxonomy_of(mission)
    sides = [_tags(taxonomy, tags, text) for tags, text in _said(one, other)]
    offered, wanted, their_offer, their_need = sides
    met = [each for each in offered if each in their_need] + [each for each in their_offer if each in wanted]
    topics = dict.fromkeys([*met, *(each for side in sides for each in side)])
    return [TermPair(*(_called(taxonomy, tag, code) for code in languages)) for tag in list(topics)[:MOST]]


def _said(one: Delegate, other: Delegate) -> list[tuple[list[str], str]]:
    return [said for each in (one, other) for said in ((each.offer_tags, each.offer), (each.need_tags, each.need))]


def _tags(taxonomy: Taxonomy, confirmed: list[str], text: str) -> list[str]:
    """The topics that a delegate confirmed; else those that their words name."""
    tags = confirmed or (suggest_tags(text, taxonomy=taxonomy) if text else [])
    return [tag for tag in tags if tag in taxonomy.concepts]


def _called(taxonomy: Taxonomy, tag: str, language: str) -> str:
    if language not in LANGUAGES:
        return taxonomy.label(tag, language)
    return " / ".join(taxonomy.called(tag)[language][:NAMES])
