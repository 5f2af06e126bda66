"""The search for a plan that is as good as the bound, beside the one that proves the bound.

CaDiCaL finds such a plan several times faster than CP-SAT where breaks are few, but proves little about the bound. It
holds on to its work until it is done and cannot be told to stop, hence a process.
"""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
import tempfile
from functools import cached_property
from pathlib import Path
from typing import IO

from missions.timetable.b2bsop.clauses import Question
from missions.timetable.b2bsop.model import Model

_SCRIPT = Path(__file__).with_name("deciding.py")


class Rival:
    """Tries for a plan with as few breaks as are not yet proven to be too few."""

    def __init__(self, model: Model, fairness: int, seconds: float) -> None:
        self.bound = 0
        """No plan has fewer breaks."""
        self.plan: tuple[int, ...] = ()
        """The slot of each meeting in a plan that has as many; empty until it is found."""
        self._places = list(model.placed)
        self._model = model
        self._fairness = fairness
        people = model.instance.participants
        self._enough = people if len(model.breaks) == people else 1 + sum(map(len, model.ends.values()))
        """No such question: with so many breaks everybody may have some, and what is fair depends on who has fewest."""
        self._seconds = max(1, round(seconds))
        self._running: tuple[subprocess.Popen[bytes], IO[bytes]] | None = None
        self._begun = False

    def look(self, bound: int) -> bool:
        """Whether the plan is found; to be asked often, with the bound as far as it is proven."""
        if bound > self.bound or not self._begun:
            self._go_on(bound)
        elif self._running and self._running[0].poll() is not None:
            self._hear(*self._running)
        return bool(self.plan)

    @property
    def busy(self) -> bool:
        """Whether a process is at work, or what it found is yet to be read."""
        return self._running is not None

    def stop(self) -> None:
        """End the process, if there is one."""
        if self._running:
            process, answer = self._running
            process.kill()
            process.wait()
            answer.close()
            self._running = None

    @cached_property
    def _question(self) -> Question:
        return Question(self._model.cp, self._model.ends.values(), self._fairness)

    @cached_property
    def _rules(self) -> str:
        return json.dumps(self._question.clauses)

    def _hear(self, process: subprocess.Popen[bytes], answer: IO[bytes]) -> None:
        answer.seek(0)
        told = answer.read()
        self.stop()
        if process.returncode:
            return  # out of time or memory: the other search goes on alone
        held = json.loads(told)
        if held is None:
            self._go_on(self.bound + 1)
        else:
            slot_of = dict(self._places[number - 1] for number in held)
            self.plan = tuple(slot_of[meeting] for meeting in range(len(slot_of)))

    def _go_on(self, bound: int) -> None:
        self.stop()
        self.bound = bound
        self._begun = True
        self._start()

    def _start(self) -> None:
        if self.bound >= self._enough:
            return
        with contextlib.suppress(OSError):  # no room, or no process to be had: the other search goes on alone
            self._running = self._asked()

    def _asked(self) -> tuple[subprocess.Popen[bytes], IO[bytes]]:
        answer = tempfile.TemporaryFile()  # noqa: SIM115 - open as long as the process
        with tempfile.TemporaryFile() as asked:
            asked.write(f"{self._rules}\n{json.dumps(self._question.together(self.bound))}\n".encode())
            asked.seek(0)
            command = [sys.executable, "-I", str(_SCRIPT), str(self._seconds), str(len(self._places))]
            process = subprocess.Popen(command, stdin=asked, stdout=answer, start_new_session=True)  # noqa: S603 - our own
        return process, answer
