"""Solves a task. A whole timetable keeps all confirmed meetings, a new start those that both accepted; a mended one
changes as few as possible."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from missions.solver import Key, Plan, PlannedMeeting, Problem
from missions.solver.replanning import replan
from missions.solver.solving import solve
from missions.solver.values import Report, Stopped
from missions.timetables.problem import Task
from storage.tables import TimetableKind


@dataclass(frozen=True, slots=True)
class TimetableSearch:
    """One search. seconds: None for the usual time for the size. report is called from the search's own thread."""

    task: Task
    kind: TimetableKind
    seconds: float | None
    workers: int
    report: Report
    stopped: Stopped

    def __call__(self) -> Plan:
        """The best plan found in time, or until stopped."""
        task, seconds, workers = self.task, self.seconds, self.workers
        if self.kind is TimetableKind.MENDED:
            plan = replan(
                task.problem,
                task.published,
                confirmed=task.agreed,
                seconds=seconds,
                workers=workers,
                report=self.report,
                stopped=self.stopped,
            )
            return replace(plan, meetings=at_their_tables(task.problem, task.published, plan.meetings))
        afresh = self.kind is TimetableKind.AFRESH
        fixed = tuple(each for each in task.published if not afresh or each.wish in task.agreed)
        standing = replace(task.problem, fixed=fixed)
        plan = solve(standing, seconds=seconds, workers=workers, report=self.report, stopped=self.stopped)
        if not afresh:
            return plan
        return replace(plan, meetings=at_their_tables(task.problem, task.published, plan.meetings))


def at_their_tables(
    problem: Problem, published: Sequence[PlannedMeeting], meetings: Sequence[PlannedMeeting]
) -> tuple[PlannedMeeting, ...]:
    """The same plan, with meetings back at their published tables where only others of one venue change places.

    Within a slot and a venue, tables are alike to every rule; to those who were told a table, they are not.
    """
    venue = {table.key: table.venue for table in problem.tables}
    closed = {table.key for table in problem.tables if table.slots == frozenset()}
    before = {each.wish: each for each in published}
    now = {each.wish: each for each in meetings}
    holder: dict[tuple[Key, Key | None], Key] = {(each.slot, each.table): each.wish for each in meetings}
    for wish, old in before.items():
        new = now.get(wish)
        if new is None or new.slot != old.slot or new.table == old.table or old.table in closed:
            continue
        if old.table is None or new.table is None or venue.get(old.table) != venue.get(new.table):
            continue
        other = holder.get((old.slot, old.table))
        now[wish], holder[old.slot, old.table] = replace(new, table=old.table), wish
        if other is None:
            del holder[new.slot, new.table]
        else:
            now[other], holder[new.slot, new.table] = replace(now[other], table=new.table), other
    return tuple(now[each.wish] for each in meetings)
