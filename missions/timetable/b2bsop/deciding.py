"""A process that decides whether some clauses can all be true, by CaDiCaL; imports nothing of the project.

`python deciding.py SECONDS WANTED`: reads lines of clauses, each line a JSON list of lists, and writes the true ones
of the literals 1 to WANTED as a JSON list, or `null` where there is no way. It ends after so many seconds of work,
so that nothing is left of it whatever becomes of who has started it.
"""

from __future__ import annotations

import json
import resource
import sys

from pysat.solvers import Solver


def decide(seconds: int, wanted: int) -> None:
    """From the standard input to the standard output."""
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    with Solver(name="cadical195") as solver:
        for line in sys.stdin:
            solver.append_formula(json.loads(line))
        true = [literal for literal in solver.get_model()[:wanted] if literal > 0] if solver.solve() else None
    json.dump(true, sys.stdout)


if __name__ == "__main__":
    decide(*map(int, sys.argv[1:]))
