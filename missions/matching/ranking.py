"""Whom to propose to whom, best first, and why."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Literal

from missions.matching.index import Index
from missions.matching.reasons import reasons, shared_sectors
from missions.matching.values import Profile, Rules, Suggestion, among
from missions.matching.words import normalise

Aim = Literal["mutual", "needs"]
"""Rank by how well two fit each other, or only by how well their offers fit one's needs."""

FLOOR = 0.015
"""Below this score nobody is proposed: a field in common, one way, with little else in it."""

# The rest is the harmonic mean: a buyer and a seller fit one way only, and well.
BETTER_SIDE = 0.5


def rank(
    profiles: Iterable[Profile] | Index,
    rules: Rules,
    for_id: str,
    *,
    limit: int = 20,
    floor: float = FLOOR,
    aim: Aim = "mutual",
) -> list[Suggestion]:
    """The counterparts to propose to one profile, best first, those of `rules.must` before all.

    Equal scores come in the order of ids. Give an `Index` to rank more than once. Raises KeyError for an id that is
    not among the profiles.
    """
    index = _index(profiles)
    return list(islice(_proposed(index, rules, for_id, _scores(index, for_id, aim), floor), limit))


def rank_all(
    profiles: Iterable[Profile] | Index,
    rules: Rules,
    *,
    limit: int = 20,
    floor: float = FLOOR,
    aim: Aim = "mutual",
) -> dict[str, list[Suggestion]]:
    """The same for every profile, by id."""
    index = _index(profiles)
    return {x: rank(index, rules, x, limit=limit, floor=floor, aim=aim) for x in index.profiles}


def may_meet(rules: Rules, one: Profile, other: Profile) -> bool:
    """Whether the two may be proposed to each other, whatever they offer and seek."""
    if one.id == other.id or among(rules.never, one.id, other.id) or among(rules.settled, one.id, other.id):
        return False
    if one.delegation == other.delegation and not rules.within_delegation:
        return False
    if _name(one.organisation) and _name(one.organisation) == _name(other.organisation):
        return False
    return rules.kinds is None or among(rules.kinds, one.kind, other.kind) or among(rules.must, one.id, other.id)


def _name(organisation: str) -> str:
    """As it compares: colleagues type the name of their house each in their own way."""
    return " ".join(normalise(organisation).split())


def _index(profiles: Iterable[Profile] | Index) -> Index:
    return profiles if isinstance(profiles, Index) else Index(profiles)


def _scores(index: Index, for_id: str, aim: Aim) -> Mapping[str, float]:
    """Rounded, so that equal fits tie, whatever the order in which their parts were added up."""
    found = index.offers_for(for_id)
    if aim == "needs":
        return {x: round(score, 6) for x, score in found.items()}
    seeking = index.seekers_of(for_id)
    return {x: round(_both(found.get(x, 0), seeking.get(x, 0)), 6) for x in found.keys() | seeking.keys()}


def _both(one: float, other: float) -> float:
    harmonic = 2 * one * other / (one + other)
    return BETTER_SIDE * max(one, other) + (1 - BETTER_SIDE) * harmonic


def _proposed(
    index: Index, rules: Rules, for_id: str, scores: Mapping[str, float], floor: float
) -> Iterator[Suggestion]:
    me = index.profiles[for_id]
    must = {x for pair in rules.must if for_id in pair for x in pair if x in index.profiles}
    worth = {x for x, score in scores.items() if score >= floor} | must
    for x in sorted(worth, key=lambda x: (x not in must, -scores.get(x, 0), x)):
        if may_meet(rules, me, index.profiles[x]):
            yield _suggestion(index, me, index.profiles[x], scores.get(x, 0.0), x in must)


def _suggestion(index: Index, me: Profile, other: Profile, score: float, must: bool) -> Suggestion:
    why = tuple(reasons(index, me.id, other.id))
    return Suggestion(
        counterpart=other.id,
        score=score,
        mutual=len(why) == 2,
        reasons=why,
        sectors=shared_sectors(index, me.id, other.id),
        languages=tuple(sorted(set(me.languages) & set(other.languages))),
        must=must,
    )
