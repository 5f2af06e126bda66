"""Whether there is a plan with so few breaks, one question after another, by CaDiCaL.

What it has learnt from one question serves it in the next. It holds on to its work until it is done and cannot be told
to stop, hence a process.
"""

from __future__ import annotations

import resource
import signal
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Final, Literal, Self, TypeAlias

from pysat.solvers import Solver

from missions.solver.b2bsop.formula import Formula
from missions.solver.b2bsop.instance import Instance
from missions.solver.b2bsop.strengthening import strengthen

ANY: Final = "any"
Question: TypeAlias = int | Literal["any"]
"""Is there a plan with no more breaks than this?"""


_SEEKING = {"stabilizeonly": 1}
"""Of CaDiCaL: none of the many quick restarts that are good for proofs, but lead away from a plan nearly found."""


@dataclass(frozen=True)
class Answer:
    """What has been found out."""

    question: Question
    slots: tuple[int, ...] | None
    """The slot of each meeting in such a plan; None where there is none."""
    never: bool = False
    """There is no plan with more breaks either."""


class Decider:
    """Answers questions about an instance in which every meeting has an open slot. To be closed by leaving it.

    :param seeking: be quick at plans; else at both plans and proofs that there are none.
    """

    def __init__(self, instance: Instance, fairness: int, *, seeking: bool) -> None:
        self._formula = Formula(instance, fairness)
        strengthen(self._formula)
        self._solver = Solver(name="cadical195")
        if seeking:
            self._solver.configure(_SEEKING)
        self._told = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._solver.delete()

    def ask(self, question: Question) -> Answer:
        more = None if question == ANY else self._formula.more_breaks_than(question)
        clauses = self._formula.clauses.all
        for clause in clauses[self._told :]:
            self._solver.add_clause(clause)
        self._told = len(clauses)
        if self._solver.solve([] if more is None else [-more]):
            return Answer(question, self._slots())
        return Answer(question, None, never=more is None or not self._solver.get_core())

    def _slots(self) -> tuple[int, ...]:
        held = self._solver.get_model()
        return tuple(
            next(slot for slot in slots if held[self._formula.placed[meeting, slot] - 1] > 0)
            for meeting, slots in enumerate(self._formula.instance.open_slots)
        )


def answer(connection: Connection, instance: Instance, fairness: int, seconds: int, seeking: bool) -> None:
    """Answer the questions that come through the connection until it is closed, or after so many seconds of work.

    The latter is for a parent that was killed, and can no longer end this process.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C reaches the parent, too, which ends the search
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    with Decider(instance, fairness, seeking=seeking) as decider:
        while True:
            try:
                question: Question = connection.recv()
            except EOFError:
                return
            connection.send(decider.ask(question))
