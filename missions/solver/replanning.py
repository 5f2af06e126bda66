"""A published timetable changed as little as can be: what can stay stays, and of the rest as much as can be is kept.

Fixed meetings and musts first; then the weight of the published meetings that can still take place; then as few of them
as can be in another slot, confirmed ones least of all; then what else can be placed without moving any. Gaps and
tables are looked at only for what has moved.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np

from missions.solver.board import Board
from missions.solver.climbing import climb
from missions.solver.finishing import finished
from missions.solver.gaps import fewer_gaps_among
from missions.solver.instance import Instance
from missions.solver.mip import Reals, Solved
from missions.solver.musts import most_musts, only_fixed
from missions.solver.placing import NOWHERE, Draft, PlacingModel, Scoring
from missions.solver.published import SAME_INTERPRETER, STAYS, Published
from missions.solver.running import Run
from missions.solver.solving import usual_seconds
from missions.solver.tables import seat
from missions.solver.values import Key, Level, LevelName, Plan, PlannedMeeting, Problem, Report, Scope, Status, Stopped
from missions.solver.watch import Watch


def replan(
    problem: Problem,
    published: Sequence[PlannedMeeting],
    *,
    confirmed: Collection[Key] = (),
    seconds: float | None = None,
    workers: int = 2,
    report: Report | None = None,
    stopped: Stopped | None = None,
) -> Plan:
    """The plan for the problem as it is now that changes the published one least; `moves` says what it changes.

    :param published: the published meetings; slots and tables missing from the problem are lost.
    :param confirmed: wishes that their people have accepted: moved only where there is no other way.
    """
    usual = usual_seconds(problem)
    watch = Watch(usual if seconds is None else seconds, len(problem.wishes), report, stopped)
    run = Run(Instance(problem), watch, workers)
    old = Published(run.instance, published, confirmed)
    draft = old.mended(watch)
    if any(draft.place[wish] < 0 for wish in run.instance.fixed):
        found = only_fixed(run)
        if found is None:
            return Plan(Status.INFEASIBLE, conflicts=tuple(run.conflicts), seconds=watch.elapsed)
        draft = found
    watch.tell(LevelName.KEPT, draft.placed, now=True)
    draft, missing = _fewest_moves(run, old, draft)
    settled = len(run.levels)
    watch.tell(LevelName.WISHES, draft.placed, now=True)
    draft = _more(run, old, draft)
    run.levels[settled:settled] = _changed(run, old, draft, missing)
    stays = {wish for wish, slot in old.slot.items() if draft.place[wish] >= 0 and old.at(draft, wish) == slot}
    draft, levels = fewer_gaps_among(
        run.instance, draft, stays, watch, voices=old.voice, seconds=min(usual / 12, watch.left(0.6)), workers=workers
    )
    run.levels += levels
    watch.tell(LevelName.WALKING, draft.placed, now=True)
    old.same_voices(draft)
    keep = {wish: old.table[wish] for wish in stays if wish in old.table}
    return finished(run, seat(run.instance, draft, watch, keep), min(usual / 20, watch.left()), published)


def _fewest_moves(run: Run, old: Published, draft: Draft) -> tuple[Draft, int]:
    """Musts, then as much of the published as can be kept, then as few moves as can be; and how many more could stay
    in their slots at the most."""
    instance = run.instance
    draft, musts = most_musts(run, draft)
    wanted = {wish for wish in old.wishes | instance.musts | set(instance.fixed) if instance.domains[wish]}
    for wish in range(len(instance.wishes)):
        if wish not in wanted:
            draft.place[wish] = draft.voice[wish] = NOWHERE
    most = sum(instance.weights[wish] for wish in wanted)
    if musts == len(instance.musts):
        near = _nearby(run, old, wanted)
        kept = draft if all(draft.place[wish] >= 0 for wish in wanted) else None
        kept = near or kept
        if near is None or old.worth_of(near) < old.most_worth():
            model = PlacingModel(instance, _only(instance, wanted), required=wanted, slim=True)
            solved = _least_moved(run, model, old, kept)
        else:
            solved = Solved(None, old.most_worth(), optimal=True)
        if solved.values is not None:
            kept = model.draft(solved.values, old.voice)
        if kept is not None:
            run.levels += [Level(LevelName.MUSTS, musts, musts), Level(LevelName.KEPT, most, most)]
            return kept, _missing(old, kept, solved.bound)
    model, draft = _most_kept(run, draft, wanted, musts)
    solved = _least_moved(run, model, old, draft)
    if solved.values is not None:
        draft = model.draft(solved.values, old.voice)
    return draft, _missing(old, draft, solved.bound)


def _nearby(run: Run, old: Published, wanted: set[int]) -> Draft | None:
    """Everything wanted, while only what was in a slot that has lost something may move: hardly ever is more needed."""
    instance, tight = run.instance, old.tight()
    domains = [
        [] if wish not in wanted else old.stay(wish) if old.slot.get(wish) not in tight and old.stay(wish) else domain
        for wish, domain in enumerate(instance.domains)
    ]
    model = PlacingModel(instance, domains, required=wanted, slim=True)
    solved = _least_moved(run, model, old, None)
    return None if solved.values is None else model.draft(solved.values, old.voice)


def _only(instance: Instance, wanted: Collection[int]) -> list[list[int]]:
    return [domain if wish in wanted else [] for wish, domain in enumerate(instance.domains)]


def _most_kept(run: Run, draft: Draft, wanted: set[int], musts: int) -> tuple[PlacingModel, Draft]:
    """As much weight of what is wanted as can be, where it cannot be all; and a model that holds it."""
    instance, watch = run.instance, run.watch
    required = {*instance.fixed, *(instance.musts if musts == len(instance.musts) else ())}
    model = PlacingModel(instance, _only(instance, wanted), required=required)
    if instance.musts - required:
        least = Scoring.of(instance, draft).musts
        model.mip.add_row(model.held + np.array(sorted(instance.musts)), lower=least)
    model.profit(np.array([weight * (wish in wanted) for wish, weight in enumerate(instance.weights)], float))
    solved = climb(model, model.start(draft), watch, watch.left(0.4))
    if solved.values is not None:
        draft = model.draft(solved.values)
    score = Scoring.of(instance, draft)
    run.levels += [
        Level(LevelName.MUSTS, score.musts, musts),
        Level(LevelName.KEPT, score.weight, max(score.weight, solved.bound)),
    ]
    if score.weight:
        wishes = np.arange(len(instance.wishes))
        model.mip.add_row(model.held + wishes, lower=score.weight, factors=np.array(instance.weights, float))
    return model, draft


def _least_moved(run: Run, model: PlacingModel, old: Published, draft: Draft | None) -> Solved:
    """With as much worth by staying as can be; without a draft to begin with, there may be no solution."""
    pairs = list(zip(model.wish.tolist(), model.place.tolist(), strict=True))
    worths = np.zeros(model.mip.columns)
    worths[: model.size] = [old.worth(wish, place) for wish, place in pairs]
    model.mip.profit = [worths]
    start = None if draft is None else model.start(draft)
    seconds = run.watch.left(0.3 if draft is None else 0.6)
    return climb(model, start, run.watch, seconds, _tastes(model, old, pairs), workers=run.workers)


def _missing(old: Published, draft: Draft, bound: float) -> int:
    return max(0, int(np.ceil((min(bound, old.most_worth()) - old.worth_of(draft)) / STAYS - 1e-6)))


def _changed(run: Run, old: Published, draft: Draft, missing: int) -> list[Level]:
    """How many of the published are lost and how many moved. `missing`: how many more could stay at the most."""
    weights, kept = run.instance.weights, next(level for level in run.levels if level.name is LevelName.KEPT)
    lost = sum(draft.place[wish] < 0 for wish in old.wishes)
    homeless = [wish for wish in old.wishes if not run.instance.domains[wish]]
    most = sum(weights[wish] for wish in old.wishes) - sum(weights[wish] for wish in homeless)
    at_least = len(homeless) + max(0, int(np.ceil((most - kept.bound) / max([1, *weights]) - 1e-6)))
    moved = old.moved(draft) - lost
    return [
        Level(LevelName.LOST, lost, min(lost, at_least)),
        Level(LevelName.MOVED, moved, max(0, moved - missing), Scope.MEETINGS if lost else Scope.ALL),
    ]


def _tastes(model: PlacingModel, old: Published, pairs: list[tuple[int, int]]) -> Reals:
    """What chooses among plans with as few moves: tables, venues, days and interpreters as they were."""
    found = np.zeros(model.mip.columns)
    found[: model.size] = [old.taste(wish, place) for wish, place in pairs]
    for wish, voice in old.voice.items():
        group, places = model.instance.group_of[wish], old.stay(wish)
        for column in (model.voice_column(group, voice, place) for place in places) if group is not None else ():
            if column is not None:
                found[column] = SAME_INTERPRETER
    return found


def _more(run: Run, old: Published, draft: Draft) -> Draft:
    """What else can be placed with all of that where it is now."""
    instance, watch = run.instance, run.watch
    board = Board(instance, draft)
    domains = [
        [place] if place >= 0 else [one for one in instance.domains[wish] if board.free(wish, one)]
        for wish, place in enumerate(draft.place)
    ]
    model = PlacingModel(instance, domains, required=[wish for wish, place in enumerate(draft.place) if place >= 0])
    model.profit(np.array(instance.weights, float))
    pairs = list(zip(model.wish.tolist(), model.place.tolist(), strict=True))
    solved = climb(model, model.start(draft), watch, watch.left(0.5), _tastes(model, old, pairs))
    if solved.values is not None:
        draft = model.draft(solved.values, old.voice)
    weight = Scoring.of(instance, draft).weight
    run.levels.append(Level(LevelName.WISHES, weight, max(weight, solved.bound), Scope.UNMOVED))
    return draft
