"""How CP-SAT is to search, as its parameters' text."""

from __future__ import annotations

_COMMON = """
    max_presolve_iterations: 1
    restart_period: 1000
"""
"""Restarts: conflicts to the first one, the others follow Luby's sequence. What takes long is not the proof of the
bound but to find the plan that reaches it, and with the usual 50 each try ends too early.

Presolve: its first round finds nearly all, and the others take longer than most searches. Its probing is worth its
time: without it, instances that take two seconds take more than twenty.
"""

_PATIENT = 'subsolver_params { name: "patient" linearization_level: 0 }'
_LIVELY = """subsolver_params {
    name: "lively" linearization_level: 0 restart_period: 300 variable_activity_decay: 0.9 random_seed: 5
}"""
_LIVELY_CORE = _LIVELY.replace("lively", "lively core").replace("random_seed", "optimize_with_core: true random_seed")


def settings(workers: int, *, minimise: bool) -> str:
    """For so many processors; `minimise` tells whether plans differ in what they are worth.

    To minimise, one processor raises the bound by unsatisfiable cores, which ends with the best plan; the second looks
    for plans from above. Where any plan will do, there are no cores to find: two processors search alike but for their
    habits, since a search that is unlucky takes a hundred times as long. The linear relaxation says nothing in
    these models.
    """
    if workers == 1:
        return f"{_COMMON} num_workers: 1 linearization_level: 0 optimize_with_core: {str(minimise).lower()}"
    names = ["core", "quick_restart_no_lp", "lively core"] if minimise else ["patient", "lively", "quick_restart_no_lp"]
    chosen = " ".join(f'subsolvers: "{name}"' for name in names)
    return f"{_COMMON} num_workers: {workers} {chosen} {_LIVELY_CORE if minimise else _PATIENT + _LIVELY}"
