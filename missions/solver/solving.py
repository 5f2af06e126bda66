"""The levels one after the other, each of them holding what the earlier ones have reached."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np

from missions.solver.climbing import LARGE, climb
from missions.solver.fairness import TASTE, ServedColumns, Shares, counts, fairest, revalued
from missions.solver.finishing import finished
from missions.solver.gaps import fewest_gaps
from missions.solver.greedy import construct
from missions.solver.instance import Instance
from missions.solver.musts import most_musts, only_fixed
from missions.solver.placing import Draft, PlacingModel, Scoring
from missions.solver.running import Run
from missions.solver.sharing import share_out
from missions.solver.tables import seat
from missions.solver.values import Level, LevelName, Plan, Problem, Report, Status, Stopped
from missions.solver.watch import Watch

CLOSING = 0.0005
"""Seconds reserved for each wish, for assigning tables and explaining wishes without a seat: neither is a search."""


def usual_seconds(problem: Problem) -> float:
    """The time limit in seconds for a timetable of this size, by default."""
    return 6 + 0.0145 * len(problem.wishes)


def solve(
    problem: Problem,
    *,
    seconds: float | None = None,
    workers: int = 2,
    fair: bool = True,
    report: Report | None = None,
    stopped: Stopped | None = None,
) -> Plan:
    """A timetable for the problem. The order of the input does not matter to what it is worth, if time suffices.

    :param seconds: after which it ends with what it has; as long as usual for the size if None.
    :param workers: cores to use.
    :param fair: level 2; left out only to compare.
    :param report: called with the progress; :param stopped: polled for whether to end now with the best plan so far.
    """
    seconds = usual_seconds(problem) if seconds is None else seconds
    closing = min(seconds / 4, CLOSING * len(problem.wishes))
    watch = Watch(seconds - closing, len(problem.wishes), report, stopped)
    run = Run(Instance(problem), watch, workers)
    draft = construct(run.instance, watch).draft
    if any(draft.place[wish] < 0 for wish in run.instance.fixed):
        found = only_fixed(run)
        if found is None:
            return Plan(Status.INFEASIBLE, conflicts=tuple(run.conflicts), seconds=watch.elapsed)
        draft = found
    watch.tell(LevelName.WISHES, draft.placed, now=True)
    draft = _first_levels(run, draft, fair=fair)
    watch.tell(LevelName.GAPS, draft.placed, now=True)
    every = all(place >= 0 for place, domain in zip(draft.place, run.instance.domains, strict=True) if domain)
    draft, levels = fewest_gaps(run.instance, draft, watch, watch.left(0.85), workers, all_placed=every)
    run.levels += levels
    watch.tell(LevelName.WALKING, draft.placed, now=True)
    watch.deadline += closing
    seating = seat(run.instance, draft, watch)
    return finished(run, seating, watch.left(0.9))


def _first_levels(run: Run, draft: Draft, *, fair: bool) -> Draft:
    """Musts, weight and fairness, which share one programme."""
    instance, watch = run.instance, run.watch
    draft, musts = most_musts(run, draft)
    if watch.over:
        return _as_it_is(run, draft, musts, fair=fair)
    required = {*instance.fixed, *(instance.musts if musts == len(instance.musts) else ())}
    model = PlacingModel(instance, required=required)
    if instance.musts - required:
        model.mip.add_row(model.held + np.array(sorted(instance.musts)), lower=Scoring.of(instance, draft).musts)
    model.profit(np.array(instance.weights, float))
    served, begun, large = ServedColumns(model), watch.elapsed, model.mip.columns >= LARGE
    if large:
        draft, bound = _most_wishes_slim(run, draft, required)
    else:
        solved = climb(model, served.start(draft), watch, watch.left(0.5), served.taste() if fair else None)
        draft, bound = model.draft(solved.values) if solved.values is not None else draft, solved.bound
    took = watch.elapsed - begun
    watch.tell(LevelName.SERVED, draft.placed, now=True)
    if fair and large:
        draft = share_out(instance, draft, watch, _sharing(watch, instance))
    bound = min(bound, _all_wishes(instance))
    score = Scoring.of(instance, draft)
    run.levels += [
        Level(LevelName.MUSTS, score.musts, musts),
        Level(LevelName.WISHES, score.weight, max(score.weight, bound)),
    ]
    if not fair:
        return draft
    # Its relaxation takes longer than that of level 1: where there is no time for it, exchanges have to do.
    hopeless = large and 2 * took > watch.left(0.5)
    draft, levels = fairest(served, draft, watch, 0 if hopeless else watch.left(0.5))
    if not levels[-1].proven:
        draft = share_out(instance, draft, watch, _sharing(watch, instance))
        levels = revalued(served.shares, counts(instance, draft), levels)
    run.levels += levels
    return draft


def _all_wishes(instance: Instance) -> int:
    """What no plan is worth more than: all that can be placed at all."""
    return sum(weight for weight, domain in zip(instance.weights, instance.domains, strict=True) if domain)


def _as_it_is(run: Run, draft: Draft, musts: int, *, fair: bool) -> Draft:
    """Stopped, or out of time, before the search: what there is, with the bounds that need none."""
    instance, shares = run.instance, Shares.of(run.instance)
    score = Scoring.of(instance, draft)
    run.levels += [
        Level(LevelName.MUSTS, score.musts, musts),
        Level(LevelName.WISHES, score.weight, _all_wishes(instance)),
        *(revalued(shares, counts(instance, draft), shares.bounds()) if fair else ()),
    ]
    return draft


def _sharing(watch: Watch, instance: Instance) -> float:
    """Seconds for exchanges: they take the poorest first, so that little is left to gain after a while."""
    return min(watch.left(0.2), 0.5 + 0.002 * len(instance.wishes))


def _most_wishes_slim(run: Run, draft: Draft, required: Collection[int]) -> tuple[Draft, float]:
    """Level 1 alone, for large missions: fairness is only a taste for the wishes of those who have few."""
    instance, watch = run.instance, run.watch
    model = PlacingModel(instance, required=required, slim=True)
    if not instance.musts <= set(required):
        columns = np.flatnonzero(np.isin(model.wish, sorted(instance.musts)))
        model.mip.add_row(columns, lower=Scoring.of(instance, draft).musts)
    model.profit(np.array(instance.weights, float))
    few = [sum(1 / len(instance.wishes_of[person]) for person in party) for party in instance.parties]
    taste = np.zeros(model.mip.columns)
    taste[: model.size] = TASTE * np.minimum(np.array(few), 1)[model.wish]
    # Most of the time if need be: the levels after it are of little use where many more could be placed.
    solved = climb(model, model.start(draft), watch, watch.left(0.8), taste, workers=run.workers)
    return model.draft(solved.values) if solved.values is not None else draft, solved.bound
