"""Level 4: the table of each meeting, with the slots as they are.

Slot by slot the tables are a linear assignment: what the people, interpreters included, have to walk from their last
meeting of the day and to their next. The slots are gone through again until nothing gets better. Another venue costs
more than any walk within one.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np

from missions.solver.assignment import assign
from missions.solver.instance import Instance
from missions.solver.mip import Numbers, Reals
from missions.solver.placing import NOWHERE, Draft
from missions.solver.values import LevelName
from missions.solver.watch import Watch

ELSEWHERE = 1e5
"""What going to another venue costs, beside metres."""

NEVER = 1e9
KEEP = 1e7
"""What it costs to move a meeting away from a table that it is to keep."""

SWEEPS = 12


@dataclass(slots=True)
class TablePlan:
    """Tables by wish, for a draft. `keep`: the table that a wish should stay at, if it can."""

    instance: Instance
    draft: Draft
    keep: Mapping[int, int] = field(default_factory=dict)
    table: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.table = self.table or [NOWHERE] * len(self.draft.place)

    def slot(self, wish: int) -> int:
        return self.instance.places[self.draft.place[wish]].slot

    def travellers(self, wish: int) -> list[int]:
        """Its people, and its interpreter as a number after theirs."""
        voice = self.draft.voice[wish]
        return [*self.instance.parties[wish], *([len(self.instance.people) + voice] if voice >= 0 else [])]

    def days(self) -> dict[tuple[int, int], list[int]]:
        """By traveller and day: their meetings in order."""
        found: dict[tuple[int, int], list[int]] = defaultdict(list)
        for wish in sorted((wish for wish, place in enumerate(self.draft.place) if place >= 0), key=self.slot):
            for traveller in self.travellers(wish):
                found[traveller, self.instance.day_of[self.slot(wish)]].append(wish)
        return found

    def ways(self) -> list[tuple[int, int]]:
        """Pairs of consecutive meetings of a person or an interpreter on a day."""
        return [way for meetings in self.days().values() for way in pairwise(meetings)]

    def venue_changes(self) -> int:
        venue = self.instance.table_venue
        return sum(venue[self.table[one]] != venue[self.table[other]] for one, other in self.ways())

    def walking(self) -> int:
        """In metres, or changes of table, within venues."""
        distance = distances(self.instance)
        steps = (distance[self.table[one], self.table[other]] for one, other in self.ways())
        return int(sum(step for step in steps if step < ELSEWHERE))


def distances(instance: Instance) -> Reals:
    """From table to table, in whole metres; 1 where tables have no place."""
    flat = all(table.x == table.y == 0 for table in instance.tables)
    x, y = (np.array([getattr(table, axis) for table in instance.tables], float) for axis in ("x", "y"))
    venue = np.array(instance.table_venue, np.int64)
    metres = np.ones((len(x), len(x))) if flat else np.hypot(x[:, None] - x, y[:, None] - y)
    found = np.where(venue[:, None] != venue, ELSEWHERE, np.maximum(1, np.ceil(metres)))
    np.fill_diagonal(found, 0)
    return found


def seat(instance: Instance, draft: Draft, watch: Watch, keep: Mapping[int, int] | None = None) -> TablePlan:
    """Tables for every placed wish. Interpreters may be exchanged among the meetings of a slot."""
    seating = TablePlan(instance, draft.copy(), keep or {})
    distance = distances(instance)
    at: dict[int, list[int]] = defaultdict(list)
    for wish, place in enumerate(draft.place):
        if place >= 0:
            at[seating.slot(wish)].append(wish)
    last = math.inf
    for sweep in range(SWEEPS):
        begun, days = watch.elapsed, seating.days()
        for slot in sorted(at):
            _assign_tables(seating, at[slot], _neighbours(seating, at[slot], days), distance)
            watch.tell(LevelName.WALKING)
        if watch.over:
            break
        for slot in sorted(at):
            if _assign_interpreters(seating, at[slot], days, distance):
                days = seating.days()
        cost = seating.venue_changes() * ELSEWHERE + seating.walking()
        if (sweep and cost >= last) or watch.left(0.7) < watch.elapsed - begun:
            break
        last = cost
    return seating


def _neighbours(
    seating: TablePlan, meetings: Iterable[int], days: Mapping[tuple[int, int], list[int]]
) -> dict[int, list[int]]:
    """By meeting: those that its people come from or go on to, and that have a table by now."""
    found: dict[int, list[int]] = {}
    for wish in meetings:
        day = seating.instance.day_of[seating.slot(wish)]
        found[wish] = []
        for traveller in seating.travellers(wish):
            found[wish] += _beside(seating, days[traveller, day], wish)
    return found


def _beside(seating: TablePlan, row: list[int], wish: int) -> list[int]:
    number = row.index(wish)
    return [
        one for one in (*row[max(0, number - 1) : number], *row[number + 1 : number + 2]) if seating.table[one] >= 0
    ]


def _assign_tables(seating: TablePlan, meetings: list[int], beside: Mapping[int, list[int]], distance: Reals) -> None:
    instance = seating.instance
    tables = np.array(
        sorted({table for wish in meetings for table in instance.places[seating.draft.place[wish]].tables})
    )
    cost = np.full((len(meetings), len(tables)), NEVER)
    alike: dict[tuple[int, int], tuple[Numbers, Numbers, Reals]] = {}
    for row, wish in enumerate(meetings):
        place, fixed = seating.draft.place[wish], wish in instance.fixed
        # Meetings of a place that take as many seats have the same tables to choose from.
        kind = (place, -1 - wish if fixed else instance.wishes[wish].seats or len(instance.wishes[wish].people))
        if kind not in alike:
            open_tables = np.array(allowed(instance, wish, place), np.int64)
            spare = np.array([min(instance.seats[table], 100) for table in open_tables]) * 1e-3
            alike[kind] = open_tables, np.searchsorted(tables, open_tables), spare
        open_tables, columns, spare = alike[kind]
        cost[row, columns] = spare
        for other in beside[wish]:
            cost[row, columns] += distance[seating.table[other], open_tables]
        keep = seating.keep.get(wish, NOWHERE)
        if keep in tables:
            cost[row, columns] += KEEP
            cost[row, np.searchsorted(tables, keep)] -= KEEP if keep in open_tables else 0
    for row, column in enumerate(assign(cost)):
        seating.table[meetings[row]] = int(tables[column])


def allowed(instance: Instance, wish: int, place: int) -> list[int]:
    """The tables at which the wish can be there."""
    fixed = instance.fixed.get(wish)
    if fixed is not None and fixed.table is not None:
        return [instance.table_of[fixed.table]]
    wanted = instance.wishes[wish].seats or len(instance.wishes[wish].people)
    return [table for table in instance.places[place].tables if instance.seats[table] >= wanted]


def _assign_interpreters(
    seating: TablePlan, meetings: list[int], days: Mapping[tuple[int, int], list[int]], distance: Reals
) -> bool:
    """Who of those that work in this slot interprets where; breaks stay as they are. Says whether anything changed."""
    changed = False
    instance, draft = seating.instance, seating.draft
    by_place: dict[int, list[int]] = defaultdict(list)
    for wish in meetings:
        if draft.voice[wish] >= 0:
            by_place[draft.place[wish]].append(wish)
    for wishes in by_place.values():
        if len(wishes) < 2:
            continue
        voices = [draft.voice[wish] for wish in wishes]
        cost = np.full((len(wishes), len(voices)), NEVER)
        for column, voice in enumerate(voices):
            day = instance.day_of[seating.slot(wishes[column])]
            near = _beside(seating, days[len(instance.people) + voice, day], wishes[column])
            for row, wish in enumerate(wishes):
                group = instance.group_of[wish]
                if group is not None and voice in instance.candidates[group]:
                    cost[row, column] = sum(distance[seating.table[other], seating.table[wish]] for other in near)
        for row, column in enumerate(assign(cost)):
            changed = changed or draft.voice[wishes[row]] != voices[column]
            draft.voice[wishes[row]] = voices[column]
    return changed
