"""What the matcher is given and what it answers: plain values."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

Pair = tuple[str, str]
"""Two profiles, two kinds, … in either order."""

Direction = Literal["they_offer_what_i_seek", "they_seek_what_i_offer"]

Fit = Literal["each_other", "they_offer", "they_seek", "wished"]
"""You fit each other; they offer what you look for; they look for what you offer; the organisers wish it."""


@dataclass(frozen=True, slots=True)
class Profile:
    """A delegate, as far as matching goes. Leave out who is paused, has not consented or is not approved.

    `offer` and `need` are free texts in any language. `language` is what they are probably written in.
    `tags` are the sectors (or tags) that the delegate confirmed as the field they work in; `offer_tags` and
    `need_tags` are tags confirmed for one side. Ids that the taxonomy does not know are passed over.
    An empty `delegation` is a delegation like any other; an empty `organisation` is no organisation.
    """

    id: str
    delegation: str
    organisation: str = ""
    kind: str = ""
    languages: Collection[str] = ()
    offer: str = ""
    need: str = ""
    tags: Collection[str] = ()
    language: str | None = None
    offer_tags: Collection[str] = ()
    need_tags: Collection[str] = ()
    country: str = ""


@dataclass(frozen=True, slots=True)
class Rules:
    """Who may meet whom. Pairs count in either order.

    Never: one's own delegation (unless `within_delegation`), one's own organisation, a pair in `never`, and
    one in `settled` (refused, asked, booked or met: it is not proposed again). `kinds` are the pairs of kinds
    that may meet and `delegations` those of delegations, all if None. Without `interpreters`, two without a language in
    common may not meet (who names no language is taken to speak any). A pair in `must` comes first whatever its
    score, and whatever its kinds, delegations and languages. `answered` are those of whom one has said something
    ("interested", "later"), who come first in the pair: the other is proposed to that one no more, and not the other
    way round.
    """

    within_delegation: bool = False
    kinds: Collection[Pair] | None = None
    delegations: Collection[Pair] | None = None
    interpreters: bool = True
    must: Collection[Pair] = frozenset()
    never: Collection[Pair] = frozenset()
    settled: Collection[Pair] = frozenset()
    answered: Collection[Pair] = frozenset()


@dataclass(frozen=True, slots=True)
class MatchReason:
    """One direction in which two profiles fit.

    `tags`: ids of the tags on both sides, the most telling first. `words`: the phrase of the other's text that says
    it best, as written there (none where they only confirmed a tag). `language`: what that phrase is written in.
    """

    direction: Direction
    tags: tuple[str, ...]
    words: tuple[str, ...]
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A counterpart to propose.

    `score` orders suggestions from 0 to 1; it is no percentage and not to be shown. `fit` says which of the lists
    this belongs to. `mutual`: there is a reason each way; otherwise `reasons` has one direction, or none where
    there is only the field in common or the organisers' wish (`must`). `sectors`: the fields in which one offers or
    works and the other seeks or works. `languages`: those that both speak; without any they need an interpreter.
    """

    counterpart: str
    score: float
    mutual: bool
    reasons: tuple[MatchReason, ...]
    sectors: tuple[str, ...]
    languages: tuple[str, ...]
    must: bool
    fit: Fit


def among(pairs: Collection[Pair], one: str, other: str) -> bool:
    return (one, other) in pairs or (other, one) in pairs
