"""Whom to propose to whom, best first, and why."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from missions.matching.allowed import Allowed, Rows
from missions.matching.index import Index, Matrix
from missions.matching.reasons import reasons, shared_sectors
from missions.matching.values import Fit, Profile, Rules, Suggestion

Aim = Literal["mutual", "needs"]
"""Rank by how well two fit each other, or only by how well others answer one's needs."""

Lists = Mapping[str, list[tuple[str, float]]]
"""For each id, the ids proposed to it, best first, each with its score."""

FLOOR = 0.08
"""Below this score nobody is proposed."""

FITS = 0.15
"""A direction that fits this well is one in which the two fit."""

BLOCK, DIGITS, WISHED = 512, 4, 2


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
    index = profiles if isinstance(profiles, Index) else Index(profiles)
    row = np.array([index.place[for_id]])
    keys, scores = keys_of(index, Allowed(index.place, index.attributes, rules), row, floor, aim)
    best = [n for n in top(keys, limit)[0] if keys[0, n] >= 0]
    return [
        suggestion(index, for_id, index.ids[n], round(float(scores[0, n]), DIGITS), must=bool(keys[0, n] >= WISHED))
        for n in best
    ]


def rank_all(
    profiles: Iterable[Profile] | Index,
    rules: Rules,
    *,
    limit: int = 20,
    floor: float = FLOOR,
    aim: Aim = "mutual",
) -> Lists:
    """Ids and scores for every profile, in the order of `rank`."""
    index = profiles if isinstance(profiles, Index) else Index(profiles)
    allowed = Allowed(index.place, index.attributes, rules)
    lists = {}
    for rows in blocks(len(index)):
        keys, scores = keys_of(index, allowed, rows, floor, aim)
        for row, best in enumerate(top(keys, limit)):
            chosen = [n for n in best if keys[row, n] >= 0]
            lists[index.ids[rows.start + row]] = [(index.ids[n], round(float(scores[row, n]), DIGITS)) for n in chosen]
    return lists


def suggestion(index: Index, me: str, other: str, score: float | None = None, *, must: bool = False) -> Suggestion:
    """Why these two should meet, seen by the first, however well they fit."""
    row, column = np.array([index.place[me]]), index.place[other]
    found, sought = (round(float(x[0, column]), DIGITS) for x in (index.directed(row), index.sought(row)))
    why = tuple(reasons(index, me, other))
    one, two = index.profiles[me], index.profiles[other]
    return Suggestion(
        counterpart=other,
        score=round(float(index.mutual(row)[0, column]), DIGITS) if score is None else score,
        mutual=len(why) == 2,
        reasons=why,
        sectors=shared_sectors(index, me, other),
        languages=tuple(sorted(set(one.languages) & set(two.languages))),
        must=must,
        fit=_fit(found, sought),
    )


def _scores_of(index: Index, rows: Rows, aim: Aim) -> Matrix:
    """How well everyone fits these, rounded, so that equal fits tie however their parts were added up."""
    rounded: Matrix = np.round(index.mutual(rows) if aim == "mutual" else index.answering(rows), DIGITS)
    return rounded


def keys_of(index: Index, allowed: Allowed, rows: Rows, floor: float, aim: Aim) -> tuple[Matrix, Matrix]:
    """By what to order, and the scores: keys below nought are not to be proposed, those wished for come first."""
    scores = _scores_of(index, rows, aim)
    keys = np.where(allowed.block(rows) & (scores >= floor), scores, np.float32(-1))
    wished = allowed.wished(rows)
    keys[wished] = WISHED + scores[wished]
    return keys, scores


def blocks(count: int) -> Iterator[slice]:
    """The rows of a matrix that is too large to be made as a whole."""
    return (slice(first, min(first + BLOCK, count)) for first in range(0, count, BLOCK))


def top(scores: Matrix, limit: int) -> NDArray[np.intp]:
    """The places of the highest of each row, highest first; equal ones by place: (rows, limit)."""
    limit = min(limit, scores.shape[1])
    # Of equal ones at the edge, a partition takes any: the lowest places must win.
    keys = scores.astype(np.float64) - np.arange(scores.shape[1]) * 1e-9
    best = np.argpartition(-keys, limit - 1, axis=1)[:, :limit]
    order = np.take_along_axis(-keys, best, axis=1).argsort(axis=1)
    return np.take_along_axis(best, order, axis=1)


def _fit(found: float, sought: float) -> Fit:
    if min(found, sought) >= FITS:
        return "each_other"
    if max(found, sought) < FLOOR:
        return "wished"
    return "they_offer" if found >= sought else "they_seek"
