"""What the search is told besides the rules: all of it follows from them, but only by counting."""

from __future__ import annotations

from missions.timetable.b2bsop import counters
from missions.timetable.b2bsop.formula import Formula


def strengthen(formula: Formula) -> None:
    """Add to the rules what follows from them."""
    for participant, meetings in enumerate(formula.instance.meetings_of):
        if meetings:
            _count_day(formula, participant, len(meetings))
    for participant in formula.breaks:
        _span(formula, participant)


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
