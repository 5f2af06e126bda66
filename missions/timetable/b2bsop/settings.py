"""How CP-SAT is to search, as its parameters' text."""

from __future__ import annotations

from enum import Enum

_COMMON = """
    max_presolve_iterations: 1
    restart_period: 1000
    catch_sigint_signal: false
"""
"""Restarts: conflicts to the first one, the others follow Luby's sequence. What takes long is not the proof of the
bound but to find the plan that reaches it, and with the usual 50 each try ends too early.

Presolve: its first round finds nearly all, and the others take longer than most searches. Its probing is worth its
time: without it, instances that take two seconds take more than twenty.
"""

_HABITS = """
    subsolver_params { name: "patient" linearization_level: 0 }
    subsolver_params {
        name: "lively" linearization_level: 0 restart_period: 300 variable_activity_decay: 0.9 random_seed: 5
    }
"""


class Aim(Enum):
    """What is looked for, and by which of CP-SAT's searches; so many of them as there are processors.

    The linear relaxation says nothing in these models, so that none of them looks at it.
    """

    BEST = "core", "objective_lb_search_no_lp", "quick_restart_no_lp"
    """The proof: unsatisfiable cores raise the bound, and a second search looks for a plan that is as good as it."""
    SOME = "core", "quick_restart_no_lp", "objective_lb_search_no_lp"
    """Plans from above, each better than the last, in case the best one is not found in time."""
    ANY = "patient", "lively", "quick_restart_no_lp"
    """All are worth the same, and there are no cores to find: two searches alike but for their habits, since one that
    is unlucky takes a hundred times as long."""


def settings(aim: Aim, workers: int) -> str:
    """For so many processors."""
    if workers == 1:
        return f"{_COMMON} num_workers: 1 linearization_level: 0 {_ALONE[aim]}"
    return f"{_COMMON} {_HABITS} num_workers: {workers} " + " ".join(f'subsolvers: "{name}"' for name in aim.value)


_ALONE = {
    Aim.BEST: "optimize_with_core: true",
    Aim.SOME: "search_branching: PORTFOLIO_WITH_QUICK_RESTART_SEARCH",
    Aim.ANY: "",
}
