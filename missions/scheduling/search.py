"""Solving a task: a whole timetable leaves what stands where it is; a mended one changes as little of it as can be."""

from __future__ import annotations

from dataclasses import dataclass, replace

from missions.scheduling.problem import Task
from missions.timetable import Plan
from missions.timetable.replanning import replan
from missions.timetable.solving import solve
from missions.timetable.values import Report, Stopped
from storage.tables import TimetableKind


@dataclass(frozen=True, slots=True)
class Search:
    """seconds: None for as long as is usual for the size. report is called from the search's own thread."""

    task: Task
    kind: TimetableKind
    seconds: float | None
    workers: int
    report: Report
    stopped: Stopped

    def __call__(self) -> Plan:
        """The best plan found in that time, or when it was stopped."""
        task, seconds, workers = self.task, self.seconds, self.workers
        if self.kind is TimetableKind.MENDED:
            return replan(
                task.problem,
                task.published,
                confirmed=task.agreed,
                seconds=seconds,
                workers=workers,
                report=self.report,
                stopped=self.stopped,
            )
        standing = replace(task.problem, fixed=tuple(task.published))
        return solve(standing, seconds=seconds, workers=workers, report=self.report, stopped=self.stopped)
