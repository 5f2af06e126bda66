"""What comes before everything: fixed meetings are held, and as many musts as can be."""

from __future__ import annotations

import numpy as np

from missions.solver.climbing import climb
from missions.solver.conflicts import minimal_conflict
from missions.solver.placing import Draft, PlacingModel, Scoring
from missions.solver.running import Run
from missions.solver.values import Conflict


def only_fixed(run: Run) -> Draft | None:
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


def most_musts(run: Run, draft: Draft) -> tuple[Draft, int]:
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
