"""A timetable that is stopped on the command line prints the plan it has."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

from benchmarks.invented import Size, mission
from missions.solver import PlannedMeeting, write_problem
from tests.missions.solver.checker import faults


def test_a_stopped_timetable_is_a_valid_one(tmp_path: Path) -> None:
    problem = mission(Size(people=120, wishes=400, tables=16, venues=2, tight_travel=True))
    file = tmp_path / "mission.json"
    file.write_text(write_problem(problem), encoding="utf-8")
    command = [sys.executable, "-m", "bot", "timetable", "--problem", str(file), "--json", "--seconds", "600"]
    with subprocess.Popen(  # noqa: S603 -- our own command
        command, stdout=subprocess.PIPE, text=True
    ) as wasl:
        _wait_for_the_solver(wasl.pid)
        wasl.send_signal(signal.SIGTERM)
        out, _ = wasl.communicate(timeout=60)

    plan = json.loads(out)
    meetings = [
        PlannedMeeting(*(held[name] for name in ("meeting", "slot", "table", "interpreter")))
        for held in plan["meetings"]
    ]
    assert wasl.returncode == 0
    assert not faults(problem, meetings)


def _wait_for_the_solver(pid: int) -> None:
    """Until the process catches SIGTERM, which it does only to solve."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        told = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
        caught = int(next(line for line in told.splitlines() if line.startswith("SigCgt")).split()[1], 16)
        if caught >> (signal.SIGTERM - 1) & 1:
            return
        time.sleep(0.02)
    raise AssertionError("it never began to solve")
