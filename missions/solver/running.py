"""What a timetable in the making has come to."""

from __future__ import annotations

from dataclasses import dataclass, field

from missions.solver.instance import Instance
from missions.solver.values import Conflict, Level
from missions.solver.watch import Watch


@dataclass(slots=True)
class Run:
    """Levels and conflicts are added as they are settled."""

    instance: Instance
    watch: Watch
    workers: int
    levels: list[Level] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)
