"""Several processes at one instance, each at another number of breaks; what one finds out spares the others work."""

from __future__ import annotations

import multiprocessing
from multiprocessing.connection import wait

from missions.solver.b2bsop.deciding import ANY, Answer, Question, answer
from missions.solver.b2bsop.instance import Instance, total_breaks

_POLL = 0.05
"""Seconds to wait for an answer before looking at other things."""

_AHEAD = 4
"""A plan with so many breaks more than the bound is found soon, and leads on to better ones."""


class Race:
    """Who is at work on what, and what it has come to. To be closed when it is over."""

    def __init__(self, instance: Instance, fairness: int, seconds: float) -> None:
        self.bound = 0
        """No plan has fewer breaks."""
        self.slots: tuple[int, ...] = ()
        """The slot of each meeting in the best plan so far; empty without one."""
        self.breaks: int | None = None
        """Of that plan; None without one."""
        self.impossible = False
        """There is no plan at all."""
        self._refuted = False
        """Some question was answered by a proof that there is none."""
        self._task = (instance, fairness, max(1, round(seconds)))
        self._instance = instance
        self._runners: list[_Runner] = []

    @property
    def settled(self) -> bool:
        return self.impossible or self.breaks == self.bound

    @property
    def lost(self) -> bool:
        """Nobody is at work any more: the processes have ended by themselves, without memory or time."""
        return not self._runners

    def join(self) -> None:
        """One more process, unless all is settled: one that seeks plans, then one that proves, and so on."""
        if self.settled:
            return
        self._runners.append(_Runner(self._task, seeking=len(self._runners) % 2 == 0))
        self._direct()

    def raise_bound(self, bound: int) -> None:
        """It has been proven elsewhere that no plan has fewer breaks."""
        self.bound = max(self.bound, bound)
        self._direct()

    def listen(self) -> None:
        """Wait a moment for answers, and ask on."""
        heard = wait([runner.connection for runner in self._runners], timeout=_POLL)
        for runner in [runner for runner in self._runners if runner.connection in heard]:
            try:
                self._take(runner.hear())
            except (EOFError, OSError):
                runner.end()
                self._runners.remove(runner)
        self._direct()

    def close(self) -> None:
        for runner in self._runners:
            runner.end()
        self._runners = []

    def _take(self, told: Answer) -> None:
        if told.slots is None:
            self.impossible |= told.never
            self._refuted = True
            self.bound = max(self.bound, 0 if told.question == ANY else told.question + 1)
        elif self.breaks is None or total_breaks(self._instance, told.slots) < self.breaks:
            self.slots, self.breaks = told.slots, total_breaks(self._instance, told.slots)

    def _direct(self) -> None:
        """Give everybody something to ask whose answer is not known yet."""
        if self.settled:
            return
        for place, runner in enumerate(self._runners):
            if runner.question is not None and self._known(runner.question):
                runner.end()
                self._runners[place] = _Runner(self._task, seeking=runner.seeking)
        for runner in self._runners:
            if runner.question is None:
                runner.ask(self._next(runner))

    def _known(self, question: Question) -> bool:
        if question == ANY:
            return self.breaks is not None
        return question < self.bound or (self.breaks is not None and question >= self.breaks)

    def _next(self, runner: _Runner) -> Question:
        """Any plan first, which tells early where there is none; then as few breaks as no other of its kind asks for.

        Who seeks plans stays ahead of the proofs once there was one, and comes down from there by halves.
        """
        if self.breaks is None and all(other.question != ANY for other in self._runners):
            return ANY
        asked = [other.question for other in self._runners if other.seeking == runner.seeking]
        end = self.bound + len(self._runners) if self.breaks is None else self.breaks
        aim = min((self.bound + end) // 2, self.bound + _AHEAD) if runner.seeking and self._refuted else self.bound
        return min(range(self.bound, end), key=lambda most: (asked.count(most), abs(most - aim)))


class _Runner:
    """A process, and what it was asked last."""

    def __init__(self, task: tuple[Instance, int, int], *, seeking: bool) -> None:
        self.seeking = seeking
        context = multiprocessing.get_context("spawn")
        self.connection, other = context.Pipe()
        self._process = context.Process(target=answer, args=(other, *task, seeking), daemon=True)
        self._process.start()
        other.close()
        self.question: Question | None = None
        """None while it is idle."""

    def ask(self, question: Question) -> None:
        self.connection.send(question)
        self.question = question

    def hear(self) -> Answer:
        """Raises EOFError where the process has ended."""
        told: Answer = self.connection.recv()
        self.question = None
        return told

    def end(self) -> None:
        self._process.kill()
        self._process.join()
        self.connection.close()
