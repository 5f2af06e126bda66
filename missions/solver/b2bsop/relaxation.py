"""A bound of the breaks by linear programming: each participant's day is a path, and the meetings may be torn apart.

Where the tables are nearly full this proves in under a second what a search of clauses takes minutes for.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable
from enum import Enum, auto
from itertools import count

from missions.solver.b2bsop.instance import Instance
from missions.solver.mip import Mip

_LEAST = 1e-4
"""What a bound has to be above a whole number by, for the next one to be called proven."""


class _State(Enum):
    """Of a participant after a slot."""

    WAITING = auto()
    BUSY = auto()
    IDLE = auto()
    """Between two meetings."""
    DONE = auto()


_Node = tuple[int, int, _State]
"""So many slots are over, and so many meetings held."""


def fewest_breaks(instance: Instance, seconds: float, stopped: Callable[[], bool]) -> int:
    """No plan has fewer breaks than this. It holds whatever the solver's precision, and is 0 where time runs out."""
    programme = Mip()
    placed = {
        (meeting, slot): programme.add_columns([0.0], whole=False)
        for meeting, slots in enumerate(instance.open_slots)
        for slot in slots
    }
    for meeting, slots in enumerate(instance.open_slots):
        programme.add_row([placed[meeting, slot] for slot in slots], 1, lower=1)
    for slot in range(instance.slots):
        programme.add_row([column for (_, at), column in placed.items() if at == slot], instance.tables)
    for meetings in instance.meetings_of:
        if meetings:
            _add_day(programme, instance, meetings, placed)
    relaxed = programme.relax(seconds, stopped=stopped, inside=True)
    return 0 if relaxed.impossible else max(0, math.ceil(-relaxed.bound - _LEAST))


def _add_day(programme: Mip, instance: Instance, meetings: tuple[int, ...], placed: dict[tuple[int, int], int]) -> None:
    """One path through the day, by steps that cost a break each where a meeting follows idle slots."""
    start: _Node = (0, 0, _State.WAITING)
    rows: defaultdict[_Node | int, int] = defaultdict(count().__next__)
    entries: list[tuple[int, int, float]] = []
    """Row, column and factor: what enters a node leaves it, and in a busy slot there is a meeting."""
    bounds = {rows[start]: -1.0}
    nodes = {start}
    for slot in range(instance.slots):
        here = [placed[meeting, slot] for meeting in meetings if (meeting, slot) in placed]
        entries += [(rows[slot], column, -1.0) for column in here]
        following = set()
        for node in nodes:
            for state in _next(node[2], open_=bool(here), over=node[1] == len(meetings)):
                busy = state is _State.BUSY
                after = (slot + 1, node[1] + busy, state)
                if len(meetings) - after[1] > instance.slots - after[0]:
                    continue  # the rest of the day is too short for the rest of the meetings
                step = programme.add_columns([-1.0 if busy and node[2] is _State.IDLE else 0.0], whole=False)
                entries.append((rows[node], step, -1.0))
                if busy:
                    entries.append((rows[slot], step, 1.0))
                if after[0] < instance.slots:
                    entries.append((rows[after], step, 1.0))
                following.add(after)
        nodes = following
    keys, columns, factors = zip(*entries, strict=True)
    exact = [bounds.get(row, 0.0) for row in range(len(rows))]
    programme.add_rows(keys, columns, exact, lower=exact, factors=factors)


def _next(state: _State, *, open_: bool, over: bool) -> tuple[_State, ...]:
    """What may follow a state in a slot that is open to a meeting or not, when the meetings are over or not."""
    if over:
        return (_State.DONE,)
    idle = _State.WAITING if state is _State.WAITING else _State.IDLE
    return (_State.BUSY, idle) if open_ else (idle,)
