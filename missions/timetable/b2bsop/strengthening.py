"""What the search is told besides the rules: the same counts as clauses, and sums that follow from the rules."""

from __future__ import annotations

from collections.abc import Iterator

from ortools.sat.python import cp_model

from missions.timetable.b2bsop import counters
from missions.timetable.b2bsop.instance import Instance
from missions.timetable.b2bsop.model import Model


def strengthen(model: Model) -> None:
    """Add to the rules what follows from them."""
    instance = model.instance
    groups = list(_groups(instance))
    strangers = _strangers(instance)
    for slot in range(instance.slots):
        _count_tables(model, slot, groups)
        _count_pairs(model, slot, strangers)
    for day, meetings in zip(model.days(), instance.meetings_of, strict=True):
        if meetings:
            model.cp.add(sum(day) == len(meetings))
        if 1 < len(meetings) < len(day):
            counters.exactly(model.cp, day, len(meetings))


def _groups(instance: Instance) -> Iterator[tuple[int, ...]]:
    """All meetings in few groups that each share a participant, the largest first: one of a group has a slot's table.

    The counter over groups is a third as long as one over meetings.
    """
    left = [set(meetings) for meetings in instance.meetings_of]
    while largest := max(left, key=len, default=set()):
        group = tuple(sorted(largest))
        yield group
        for meetings in left:
            meetings.difference_update(group)


def _count_tables(model: Model, slot: int, groups: list[tuple[int, ...]]) -> None:
    """No more groups have a meeting in a slot than there are tables."""
    meeting: list[cp_model.IntVar] = []
    for group in groups:
        placed = model.placed_in(slot, group)
        if len(placed) > 1:
            one = model.cp.new_bool_var("")
            model.cp.add_exactly_one(*placed, ~one)
            meeting.append(one)
        else:
            meeting.extend(placed)
    counters.at_most(model.cp, meeting, model.instance.tables)


def _strangers(instance: Instance) -> frozenset[int]:
    """Many participants of whom no two are to meet: whoever has fewest left to meet is taken first."""
    known: list[set[int]] = [set() for _ in range(instance.participants)]
    for meeting in instance.meetings:
        one, other = meeting.participants
        known[one].add(other)
        known[other].add(one)
    left = {participant for participant, others in enumerate(known) if others}
    strangers: set[int] = set()
    while left:
        loneliest = min(left, key=lambda participant: (len(known[participant] & left), participant))
        strangers.add(loneliest)
        left -= known[loneliest] | {loneliest}
    return frozenset(strangers)


def _count_pairs(model: Model, slot: int, strangers: frozenset[int]) -> None:
    """Those busy in a slot are two at each table, and each of the strangers sits with one who is not of them.

    Both follow from the meetings, but only by counting: without these, half the search is spent on slots in which
    the participants who are left cannot be paired.
    """
    cp = model.cp
    instance = model.instance
    busy = {who: model.busy[who, slot] for who in range(instance.participants) if (who, slot) in model.busy}
    cp.add(sum(busy.values()) <= 2 * instance.tables)
    most = min(2 * instance.tables, len(busy) // 2 * 2)
    some = counters.sorted_count(cp, [busy[who] for who in busy if who in strangers], instance.tables)
    others = counters.sorted_count(cp, [busy[who] for who in busy if who not in strangers], most)
    counters.no_more(cp, some, others)
    counters.even_at_most(cp, counters.merged(cp, some, others, most), most)
