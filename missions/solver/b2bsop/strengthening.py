"""What the search is told besides the rules: all of it follows from them, but only by counting."""

from __future__ import annotations

from missions.solver.b2bsop import counters
from missions.solver.b2bsop.formula import Formula
from missions.solver.b2bsop.instance import Instance


def strengthen(formula: Formula) -> None:
    """Add to the rules what follows from them."""
    for slot in range(formula.instance.slots):
        _count_pairs(formula, slot)
    for participant, meetings in enumerate(formula.instance.meetings_of):
        if meetings:
            _count_day(formula, participant, len(meetings))
    for participant in formula.breaks:
        _span(formula, participant)


def _count_pairs(formula: Formula, slot: int) -> None:
    """Those busy in a slot are two at each table, and each of the strangers sits with one who is not of them.

    Without these, half the search is spent on slots in which the participants who are left cannot be paired.
    """
    clauses, instance = formula.clauses, formula.instance
    busy = {who: formula.busy[who, slot] for who in range(instance.participants) if (who, slot) in formula.busy}
    strangers = _strangers(instance, slot)
    most = min(2 * instance.tables, len(busy) // 2 * 2)
    some = counters.sorted_count(clauses, [busy[who] for who in busy if who in strangers], instance.tables)
    others = counters.sorted_count(clauses, [busy[who] for who in busy if who not in strangers], most)
    counters.no_more(clauses, some, others)
    counters.even_at_most(clauses, counters.merged(clauses, some, others, most), most)


def _strangers(instance: Instance, slot: int) -> frozenset[int]:
    """Many participants of whom no two can meet in this slot: whoever has fewest left to meet is taken first."""
    known: list[set[int]] = [set() for _ in range(instance.participants)]
    for meeting, slots in zip(instance.meetings, instance.open_slots, strict=True):
        if slot in slots:
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


def _count_day(formula: Formula, participant: int, meetings: int) -> None:
    """As many slots are busy as there are meetings; counted by part of day, since many meetings have theirs."""
    instance = formula.instance
    morning = formula.day(participant, range(instance.morning))
    afternoon = formula.day(participant, range(instance.morning, instance.slots))
    if meetings == len(morning) + len(afternoon):
        for busy in (*morning, *afternoon):
            formula.clauses.add(busy)
        return
    counts = [counters.sorted_count(formula.clauses, part, meetings) for part in (morning, afternoon)]
    counters.exactly(formula.clauses, counters.sum_of(formula.clauses, counts, meetings), meetings)


def _span(formula: Formula, participant: int) -> None:
    """Without a break, whoever has met by a slot has no meeting as many slots later as there are meetings, and who has
    not has one then or later.
    """
    clauses, slots = formula.clauses, formula.instance.slots
    some = formula.breaks[participant][:1]  # nothing where no two meetings of theirs can have a break between them
    meetings = len(formula.instance.meetings_of[participant])
    later: dict[int, int] = {}
    for slot in reversed(range(slots)):
        known = [literal for literal in (formula.busy.get((participant, slot)), later.get(slot + 1)) if literal]
        if known:
            later[slot] = clauses.any_of(known)
    for slot in range(slots):
        met, after = formula.met.get((participant, slot)), later.get(slot + meetings)
        if met is not None and after is not None:
            clauses.add(*some, -met, -after)
        clauses.add(*some, *(literal for literal in (met, after) if literal is not None))
    if (after := later.get(meetings - 1)) is not None:
        clauses.add(*some, after)
