"""The least walking with the slots as they are: a proof for days that are small enough.

Each day is a problem of its own, since tables of different days do not interact. It is a constraint programme: a table
for every meeting, and for every way from one meeting to the next whether it leaves the venue, and its length.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise

from ortools.sat.python import cp_model

from missions.solver.mip import Reals
from missions.solver.searching import search
from missions.solver.tables import ELSEWHERE, TablePlan, allowed, distances
from missions.solver.watch import Watch

LARGEST = 40_000
"""Ways times tables squared, above which no proof is tried."""


def prove(seating: TablePlan, watch: Watch, seconds: float, workers: int) -> tuple[float, float]:
    """Improves the seating where it can; the least changes of venue, and the least walking at that many changes."""
    if watch.over:
        return 0.0, 0.0
    distance = distances(seating.instance)
    ends = watch.elapsed + min(seconds, watch.left())
    days: dict[int, list[int]] = defaultdict(list)
    for wish, place in enumerate(seating.draft.place):
        if place >= 0:
            days[seating.instance.day_of[seating.slot(wish)]].append(wish)
    changes = walking = 0.0
    for number, day in enumerate(sorted(days, key=lambda day: len(days[day]))):
        share = (ends - watch.elapsed) / (len(days) - number)
        model = _Day(seating, days[day], distance)
        least = model.improve(watch, share, workers) if model.size <= LARGEST and share > 0 else (0.0, 0.0)
        changes, walking = changes + least[0], walking + least[1]
    return changes, walking if changes == seating.venue_changes() else 0.0


class _Day:
    """One day's tables."""

    def __init__(self, seating: TablePlan, wishes: list[int], distance: Reals) -> None:
        self.seating, self.distance = seating, distance
        wanted = set(wishes)
        self.ways = [way for way in seating.ways() if way[0] in wanted]
        self.tables = {wish: self._tables(wish) for wish in wishes}
        self.size = sum(len(self.tables[one]) * len(self.tables[other]) for one, other in self.ways)

    def _tables(self, wish: int) -> list[int]:
        seating = self.seating
        if wish in seating.keep and seating.keep[wish] == seating.table[wish]:
            return [seating.table[wish]]
        return allowed(seating.instance, wish, seating.draft.place[wish])

    def improve(self, watch: Watch, seconds: float, workers: int) -> tuple[float, float]:
        """Better tables, if there are any, and the bounds of this day."""
        here = [(self.seating.table[one], self.seating.table[other]) for one, other in self.ways]
        costs = [float(self.distance[pair]) for pair in here]
        if not sum(costs):
            return 0.0, 0.0
        self._build()
        begun, changes, bound = watch.elapsed, sum(cost >= ELSEWHERE for cost in costs), 0.0
        if changes:
            self.model.minimize(sum(self.elsewhere))
            bound = self._search(watch, seconds / 2, workers)
            venue = self.seating.instance.table_venue
            changes = sum(
                venue[self.seating.table[one]] != venue[self.seating.table[other]] for one, other in self.ways
            )
        if bound < changes:
            return bound, 0.0
        self.model.add(sum(self.elsewhere) <= changes)
        self.model.minimize(sum(self.steps))
        return float(changes), self._search(watch, seconds - (watch.elapsed - begun), workers)

    def _search(self, watch: Watch, seconds: float, workers: int) -> float:
        self.model.clear_hints()  # type: ignore[no-untyped-call]
        for (wish, table), seat in self.seat.items():
            self.model.add_hint(seat, self.seating.table[wish] == table)
        found = search(self.model, watch, seconds, workers)
        for (wish, table), seat in self.seat.items() if found.found else ():
            if found.value(seat):
                self.seating.table[wish] = table
        return max(0.0, found.bound)

    def _build(self) -> None:
        model = self.model = cp_model.CpModel()
        self.seat = {(wish, table): model.new_bool_var("") for wish, some in self.tables.items() for table in some}
        at: dict[tuple[int, int], list[cp_model.IntVar]] = defaultdict(list)
        for wish, some in self.tables.items():
            model.add_exactly_one(self.seat[wish, table] for table in some)
            for table in some:
                at[self.seating.slot(wish), table].append(self.seat[wish, table])
        for seats in at.values():
            model.add_at_most_one(seats)
        self.elsewhere: list[cp_model.IntVar] = []
        self.steps: list[cp_model.LinearExpr] = []
        for one, other in sorted(set(self.ways)):
            self._way(one, other, self.ways.count((one, other)))

    def _way(self, one: int, other: int, times: int) -> None:
        """What the way costs: a literal for each distance that it may reach, the longer ones only with the shorter."""
        model, venue = self.model, self.seating.instance.table_venue
        changes = model.new_bool_var("")
        self.elsewhere += [changes] * times
        lengths = sorted(
            {int(self.distance[here, there]) for here in self.tables[one] for there in self.tables[other]} - {0}
        )
        lengths = [length for length in lengths if length < ELSEWHERE]
        reached = {length: model.new_bool_var("") for length in lengths}
        for shorter, longer in pairwise(lengths):
            model.add_implication(reached[longer], reached[shorter])
        for before, length in zip([0, *lengths], lengths, strict=False):
            self.steps.append((length - before) * times * reached[length])
        for here in self.tables[one]:
            for there in self.tables[other]:
                length = int(self.distance[here, there])
                means = changes if venue[here] != venue[there] else reached.get(length)
                if means is not None:
                    model.add_bool_or([~self.seat[one, here], ~self.seat[other, there], means])
