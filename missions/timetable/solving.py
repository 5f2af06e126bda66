"""The levels one after the other, each of them holding what the earlier ones have reached."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from missions.timetable.climbing import climb
from missions.timetable.conflicts import minimal_conflict
from missions.timetable.explaining import unplaced
from missions.timetable.fairness import ServedColumns, counts, fairest
from missions.timetable.gaps import fewest_gaps
from missions.timetable.greedy import construct
from missions.timetable.instance import Instance
from missions.timetable.placing import NOWHERE, Draft, PlacingModel, Scoring
from missions.timetable.tables import Seating, seat
from missions.timetable.values import (
    Conflict,
    Level,
    LevelName,
    Meeting,
    Plan,
    Problem,
    Report,
    Scope,
    Served,
    Status,
    Stopped,
)
from missions.timetable.watch import Watch


def usual_seconds(problem: Problem) -> float:
    """How long a timetable of this size may take when nobody says."""
    return 8 + 0.0135 * len(problem.wishes)


def solve(
    problem: Problem,
    *,
    seconds: float | None = None,
    workers: int = 2,
    report: Report | None = None,
    stopped: Stopped | None = None,
) -> Plan:
    """A timetable for the problem. The order of the input does not matter to what it is worth, if time suffices.

    :param seconds: after which it ends with what it has; as long as usual for the size if None.
    :param workers: cores to use.
    :param report: is told how far it is; :param stopped: is asked whether to end now, with what it has.
    """
    watch = Watch(usual_seconds(problem) if seconds is None else seconds, len(problem.wishes), report, stopped)
    run = Run(Instance(problem), watch, workers)
    draft = construct(run.instance, watch).draft
    if any(draft.place[wish] < 0 for wish in run.instance.fixed):
        found = _only_fixed(run)
        if found is None:
            return Plan(Status.INFEASIBLE, conflicts=tuple(run.conflicts), seconds=watch.elapsed)
        draft = found
    watch.tell(LevelName.WISHES, draft.placed, now=True)
    draft = _first_levels(run, draft)
    watch.tell(LevelName.GAPS, draft.placed, now=True)
    every = all(place >= 0 for place, domain in zip(draft.place, run.instance.domains, strict=True) if domain)
    draft, levels = fewest_gaps(run.instance, draft, watch, watch.left(0.85), workers, all_placed=every)
    run.levels += levels
    watch.tell(LevelName.WALKING, draft.placed, now=True)
    return finished(run, seat(run.instance, draft, watch))


@dataclass(slots=True)
class Run:
    """What a solution in the making has come to."""

    instance: Instance
    watch: Watch
    workers: int
    levels: list[Level] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)


def _only_fixed(run: Run) -> Draft | None:
    """Seats for the fixed meetings alone; None, and why, if they break a rule."""
    instance = run.instance
    domains = [instance.domains[wish] if wish in instance.fixed else [] for wish in range(len(instance.wishes))]
    if all(domains[wish] for wish in instance.fixed):
        model = PlacingModel(instance, domains, required=instance.fixed)
        solved = model.mip.solve(max(10.0, run.watch.left()))
        if solved.values is not None:
            return model.draft(solved.values)
    conflict = minimal_conflict(instance, instance.fixed, run.watch, 10)
    run.conflicts += [conflict] if conflict else [Conflict(tuple(one.wish for one in instance.problem.fixed), ())]
    return None


def _first_levels(run: Run, draft: Draft) -> Draft:
    """Musts, weight and fairness: they stand on the same programme."""
    instance, watch = run.instance, run.watch
    draft, musts = _most_musts(run, draft)
    required = {*instance.fixed, *(instance.musts if musts == len(instance.musts) else ())}
    model = PlacingModel(instance, required=required)
    if instance.musts - required:
        model.mip.add_row(model.held + np.array(sorted(instance.musts)), lower=Scoring.of(instance, draft).musts)
    served = ServedColumns(model)
    model.profit(np.array(instance.weights, float))
    solved = climb(model, served.start(draft), watch, watch.left(0.5), served.taste())
    if solved.values is not None:
        draft = model.draft(solved.values)
    score = Scoring.of(instance, draft)
    run.levels += [
        Level(LevelName.MUSTS, score.musts, musts),
        Level(LevelName.WISHES, score.weight, max(score.weight, solved.bound)),
    ]
    watch.tell(LevelName.SERVED, draft.placed, now=True)
    draft, levels = fairest(served, draft, watch, watch.left(0.5))
    run.levels += levels
    return draft


def _most_musts(run: Run, draft: Draft) -> tuple[Draft, int]:
    """A draft with as many musts as can be, and how many no plan exceeds."""
    instance, watch = run.instance, run.watch
    if Scoring.of(instance, draft).musts == len(instance.musts):
        return draft, len(instance.musts)
    first = instance.musts | set(instance.fixed)
    domains = [instance.domains[wish] if wish in first else [] for wish in range(len(instance.wishes))]
    model = PlacingModel(instance, domains, required=instance.fixed)
    model.profit(np.array([wish in instance.musts for wish in range(len(instance.wishes))], float))
    solved = climb(model, None, watch, watch.left(0.3))
    if solved.values is not None:
        alone = model.draft(solved.values)
        if Scoring.of(instance, alone).musts > Scoring.of(instance, draft).musts:
            draft = alone
    if solved.bound < len(instance.musts):
        _explain_musts(run, draft)
    return draft, int(min(len(instance.musts), solved.bound))


def _explain_musts(run: Run, draft: Draft) -> None:
    """For each must without a seat: why it cannot be beside those that have one."""
    instance = run.instance
    placed = [wish for wish in sorted(instance.musts) if draft.place[wish] >= 0]
    for wish in sorted(instance.musts):
        if draft.place[wish] < 0 and run.watch.left() > 0:
            conflict = minimal_conflict(instance, {*placed, *instance.fixed, wish}, run.watch, 5)
            run.conflicts += [conflict] if conflict else []


def finished(run: Run, seating: Seating) -> Plan:
    """The plan that a seating is, with everything said about it."""
    instance, draft = run.instance, seating.draft
    changes = seating.venue_changes()
    walking = seating.walking()
    run.levels += [
        Level(LevelName.VENUE_CHANGES, changes, 0, Scope.SLOTS if changes else Scope.ALL),
        Level(LevelName.WALKING, walking, 0, Scope.SLOTS if walking else Scope.ALL),
    ]
    meetings = [(place, seating.table[wish], wish) for wish, place in enumerate(draft.place) if place >= 0]
    return Plan(
        Status.OPTIMAL if all(level.proven for level in run.levels) else Status.FEASIBLE,
        tuple(_meeting(instance, seating, wish) for _, _, wish in sorted(meetings)),
        tuple(run.levels),
        unplaced(instance, draft),
        tuple(run.conflicts),
        _served(instance, draft),
        seconds=run.watch.elapsed,
    )


def _meeting(instance: Instance, seating: Seating, wish: int) -> Meeting:
    voice = seating.draft.voice[wish]
    return Meeting(
        instance.wishes[wish].key,
        instance.slots[seating.slot(wish)].key,
        instance.tables[seating.table[wish]].key,
        instance.interpreters[voice].key if voice != NOWHERE else None,
    )


def _served(instance: Instance, draft: Draft) -> tuple[Served, ...]:
    rows = [
        Served(instance.people[person].key, len(instance.wishes_of[person]), placed)
        for person, placed in enumerate(counts(instance, draft))
        if instance.wishes_of[person]
    ]
    return tuple(sorted(rows, key=lambda row: (row.share, -row.wished)))
