"""From a draft in numbers to the plan that comes back."""

from __future__ import annotations

from collections.abc import Sequence

from missions.solver.explaining import unplaced
from missions.solver.fairness import counts
from missions.solver.instance import Instance
from missions.solver.placing import NOWHERE, Draft
from missions.solver.running import Run
from missions.solver.tables import TablePlan
from missions.solver.values import Level, LevelName, MovedMeeting, Plan, PlannedMeeting, Scope, Served, Status
from missions.solver.walking import prove


def finished(run: Run, seating: TablePlan, seconds: float, published: Sequence[PlannedMeeting] = ()) -> Plan:
    """The plan that a seating is, with everything said about it. `seconds`: for what can be proven of walking."""
    instance, draft = run.instance, seating.draft
    least_changes, least_walking = prove(seating, run.watch, seconds, run.workers)
    changes = seating.venue_changes()
    walking = seating.walking()
    run.levels += [
        Level(LevelName.VENUE_CHANGES, changes, least_changes, Scope.SLOTS if changes else Scope.ALL),
        Level(LevelName.WALKING, walking, least_walking, Scope.SLOTS if walking else Scope.ALL),
    ]
    held = sorted((place, seating.table[wish], wish) for wish, place in enumerate(draft.place) if place >= 0)
    meetings = tuple(_meeting(instance, seating, wish) for _, _, wish in held)
    return Plan(
        Status.OPTIMAL if all(level.proven for level in run.levels) else Status.FEASIBLE,
        meetings,
        tuple(run.levels),
        unplaced(instance, draft),
        tuple(run.conflicts),
        _served(instance, draft),
        _moves(published, meetings),
        seconds=run.watch.elapsed,
    )


def _meeting(instance: Instance, seating: TablePlan, wish: int) -> PlannedMeeting:
    voice = seating.draft.voice[wish]
    return PlannedMeeting(
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
    return tuple(sorted(rows, key=lambda row: row.order))


def _moves(published: Sequence[PlannedMeeting], meetings: Sequence[PlannedMeeting]) -> tuple[MovedMeeting, ...]:
    now = {meeting.wish: meeting for meeting in meetings}
    return tuple(MovedMeeting(before, now.get(before.wish)) for before in published if now.get(before.wish) != before)
