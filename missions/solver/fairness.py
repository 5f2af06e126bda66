"""Level 2: the worst-served first, at the same placed weight.

As few people as can be at the smallest share of their wishes; of the plans with that, as few as can be at or below the
next share; and so on. Each step is a programme with the outcomes of the earlier ones as rows, so that what is proven is
the best in this order ("leximin"), as far as the time reaches.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np

from missions.solver.climbing import climb
from missions.solver.instance import Instance
from missions.solver.mip import Reals
from missions.solver.placing import Draft, PlacingModel, Scoring
from missions.solver.values import Level, LevelName
from missions.solver.watch import Watch

TASTE = 0.3
"""What a person's first meeting counts in the guide, beside 1 for the least wish; later ones count less."""


@dataclass(frozen=True, slots=True)
class Shares:
    """Who has how many of their wishes, as far as that is settled. `at_most`: how many of them can be placed at all."""

    wished: list[int]
    at_most: list[int]

    @classmethod
    def of(cls, instance: Instance) -> Shares:
        possible = [sum(bool(instance.domains[wish]) for wish in wishes) for wishes in instance.wishes_of]
        slots = [
            len({instance.places[place].slot for wish in wishes for place in instance.domains[wish]})
            for wishes in instance.wishes_of
        ]
        return cls(
            [len(wishes) for wishes in instance.wishes_of], [min(pair) for pair in zip(possible, slots, strict=True)]
        )

    def steps(self) -> list[Fraction]:
        """Every share that a person can have, except the best."""
        return sorted({Fraction(count, wished) for wished, most in self._some() for count in range(most)})

    def above(self, share: Fraction) -> list[int]:
        """By person: the fewest placed wishes above that share; 0 if the person cannot have that many."""
        needed = [int(share * wished) + 1 for wished in self.wished]
        return [count if count <= most else 0 for count, most in zip(needed, self.at_most, strict=True)]

    def worst(self, placed: list[int]) -> float:
        return min(
            (have / wished for have, wished, most in zip(placed, self.wished, self.at_most, strict=True) if most),
            default=1.0,
        )

    def bounds(self) -> list[Level]:
        """What is plain before any search: who can have a meeting at all, and how many of their wishes at the most."""
        some = [most / wished for wished, most in zip(self.wished, self.at_most, strict=True) if most]
        return [
            Level(LevelName.SERVED, 0, len(some)),
            Level(LevelName.WORST_SHARE, 0, min(some, default=1.0)),
            Level(LevelName.NEXT_WORST, 0, 1.0),
        ]

    def _some(self) -> list[tuple[int, int]]:
        return [(wished, most) for wished, most in zip(self.wished, self.at_most, strict=True) if wished]


def counts(instance: Instance, draft: Draft) -> list[int]:
    """By person: how many of their wishes are placed."""
    return [sum(draft.place[wish] >= 0 for wish in wishes) for wishes in instance.wishes_of]


class ServedColumns:
    """Columns that say whether a person has a first placed wish, a second one, …"""

    def __init__(self, model: PlacingModel) -> None:
        self.model, self.shares = model, Shares.of(model.instance)
        sizes = np.array(self.shares.at_most or [0], np.int64)
        self.person = np.repeat(np.arange(len(sizes)), sizes)
        self.count = np.arange(sizes.sum()) - np.repeat(np.cumsum(sizes) - sizes, sizes) + 1
        self.first = model.mip.add_columns(np.zeros(len(self.person)))
        self.starts = self.first + np.cumsum(sizes) - sizes
        if not len(self.person):
            return
        columns = self.first + np.arange(len(self.person))
        wish_person = np.array(
            [(person, wish) for wish, party in enumerate(model.instance.parties) for person in party]
        )
        model.mip.add_rows(
            np.concatenate([self.person, wish_person[:, 0]]),
            np.concatenate([columns, model.held + wish_person[:, 1]]),
            0,
            lower=0,
            factors=np.concatenate([np.ones(len(columns)), -np.ones(len(wish_person))]),
        )
        later = self.count > 1
        pairs = np.arange(later.sum())
        model.mip.add_rows(
            np.concatenate([pairs, pairs]),
            np.concatenate([columns[later], columns[later] - 1]),
            0,
            factors=np.concatenate([np.ones(len(pairs)), -np.ones(len(pairs))]),
            slim=False,
        )

    def taste(self) -> Reals:
        """Profits that draw the guide towards those who have little."""
        found = np.zeros(self.model.mip.columns)
        wished = np.array(self.shares.wished)[self.person] if len(self.person) else np.zeros(0)
        found[self.first : self.first + len(self.person)] = TASTE * (1 - (self.count - 1) / wished) ** 3
        return found

    def start(self, draft: Draft) -> Reals:
        values = self.model.start(draft)
        placed = np.array(counts(self.model.instance, draft) or [0])
        values[self.first : self.first + len(self.person)] = (
            placed[self.person] >= self.count if len(self.person) else 0
        )
        return values

    def columns(self, needed: list[int]) -> list[int]:
        """Columns that say that a person has the number needed; only for people who need any."""
        return [int(self.starts[person]) + count - 1 for person, count in enumerate(needed) if count]


def fairest(served: ServedColumns, draft: Draft, watch: Watch, seconds: float) -> tuple[Draft, list[Level]]:
    """The draft made fairer at the weight it has, and what is proven of it."""
    model, shares = served.model, served.shares
    instance = model.instance
    _hold_first_level(model, Scoring.of(instance, draft))
    ends = watch.elapsed + min(seconds, watch.left())
    steps, settled = shares.steps(), 0
    served_bound, worst_bound = (level.bound for level in shares.bounds()[:2])
    for share in steps:
        needed = shares.above(share)
        columns = served.columns(needed)
        placed = counts(instance, draft)
        have = sum(count > 0 and placed[person] >= count for person, count in enumerate(needed))
        if have < len(columns):
            _aim(model, columns)
            solved = climb(model, served.start(draft), watch, max(0.0, ends - watch.elapsed))
            if solved.values is not None:
                draft = model.draft(solved.values)
            if share == 0:
                served_bound = int(solved.bound)
            if not solved.optimal:
                break
            have = int(solved.bound)
        _hold(model, columns, have)
        if have < sum(most > 0 for most in shares.at_most):
            worst_bound = min(worst_bound, float(share))
        settled += 1
    reached = 1.0 if settled == len(steps) else float(steps[settled - 1]) if settled else 0.0
    bounds = [
        Level(LevelName.SERVED, 0, served_bound),
        Level(LevelName.WORST_SHARE, 0, worst_bound),
        Level(LevelName.NEXT_WORST, reached, 1.0),
    ]
    return draft, revalued(shares, counts(instance, draft), bounds)


def revalued(shares: Shares, placed: list[int], levels: list[Level]) -> list[Level]:
    """The levels with the values of a draft, by the wishes placed of each person. What is proven stays proven: no
    person gains in it at the cost of one who has less."""
    served = replace(levels[0], value=sum(count > 0 for count in placed))
    return [served, replace(levels[1], value=shares.worst(placed)), levels[2]]


def _hold_first_level(model: PlacingModel, score: Scoring) -> None:
    instance, wishes = model.instance, np.arange(len(model.instance.wishes))
    if score.weight:
        model.mip.add_row(model.held + wishes, lower=score.weight, factors=np.array(instance.weights, float))
    if score.musts:
        model.mip.add_row(model.held + np.array(sorted(instance.musts)), lower=score.musts)


def _aim(model: PlacingModel, columns: list[int]) -> None:
    """The profit is the number of these columns that are 1."""
    profit = np.zeros(model.mip.columns)
    profit[columns] = 1
    sizes = np.cumsum([len(part) for part in model.mip.profit])[:-1]
    model.mip.profit = np.split(profit, sizes)


def _hold(model: PlacingModel, columns: list[int], least: int) -> None:
    if least == len(columns):
        model.mip.raise_lower(columns, 1.0)
    elif least:
        model.mip.add_row(columns, lower=least)
