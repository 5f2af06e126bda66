"""Constraints that follow from the rules of a day, but only by counting: CP-SAT does not find them.

They make each step of the search slower, and need far fewer steps: a day of a hundred people is proven in seconds that
stays open for minutes without them. Where there is no time for a proof, they are in the way (see `gaps.py`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import accumulate

from ortools.sat.python import cp_model

from missions.solver import counters
from missions.solver.day_model import DayModel

MaybeLiteral = cp_model.IntVar | None


def strengthen(model: DayModel) -> None:
    """Adds to a day what follows from its rules. Plans are the same as before."""
    _count_tables(model)
    if all(len(model.instance.parties[wish]) == 2 for wish in model.domains):
        _count_pairs(model)
    for person, busy in model.busy.items():
        if 1 < model.number[person] < len(busy):
            counters.exactly(model.model, [busy[slot] for slot in sorted(busy)], model.number[person])
        for day in model.instance.days_of[person]:
            if model.gaps[person] and busy.keys() <= set(day):
                _span(model, model.gaps[person], [busy.get(slot) for slot in day], model.number[person])


def _count_tables(model: DayModel) -> None:
    """A place holds at most as many meetings as it has tables: counted over groups, as the counter is then shorter."""
    groups = _groups(model)
    for number, place in enumerate(model.instance.places):
        seats = [[model.seat[wish, number] for wish in group if (wish, number) in model.seat] for group in groups]
        held = [some for some in seats if some]
        if len(held) > place.room[0]:
            counters.at_most(model.model, [model.either(some) for some in held], place.room[0])


def _groups(model: DayModel) -> list[list[int]]:
    """All wishes in groups that each share a person, the largest first: one of a group can be in a slot."""
    groups: list[list[int]] = []
    left: list[set[int]] = [set() for _ in model.instance.people]
    for wish in model.domains:
        for person in model.instance.parties[wish]:
            left[person].add(wish)
    while largest := max(left, key=len, default=set()):
        groups.append(sorted(largest))
        for wishes in left:
            wishes.difference_update(groups[-1])
    return groups


def _count_pairs(model: DayModel) -> None:
    """In a slot, the busy are two for each table, and each of the strangers sits with one who is none.

    Without these, half the search is spent on slots in which the people who are left cannot be paired.
    """
    parties: dict[int, list[Sequence[int]]] = defaultdict(list)
    tables: dict[int, int] = defaultdict(int)
    for wish, place in model.seat:
        parties[model.instance.places[place].slot].append(model.instance.parties[wish])
    for at in model.instance.places:
        tables[at.slot] += at.room[0]
    for slot, pairs in parties.items():
        people = sorted({person for pair in pairs for person in pair})
        apart = _strangers(pairs)
        most = min(2 * tables[slot], len(people) // 2 * 2)
        some, others = (
            counters.sorted_count(
                model.model, [model.busy[who][slot] for who in people if (who in apart) is there], top
            )
            for there, top in ((True, tables[slot]), (False, most))
        )
        counters.no_more(model.model, some, others)
        counters.even_at_most(model.model, counters.merged(model.model, some, others, most), most)


def _strangers(pairs: Iterable[Sequence[int]]) -> set[int]:
    """A large set of people of whom no two are a pair: greedy, the one with the fewest left to meet first."""
    known: dict[int, set[int]] = defaultdict(set)
    for one, other in pairs:
        known[one].add(other)
        known[other].add(one)
    left, strangers = set(known), set[int]()
    while left:
        loneliest = min(left, key=lambda person: (len(known[person] & left), person))
        strangers.add(loneliest)
        left -= known[loneliest] | {loneliest}
    return strangers


def _span(model: DayModel, gaps: list[cp_model.IntVar], day: Sequence[MaybeLiteral], meetings: int) -> None:
    """Without a gap, all meetings lie within as many slots as there are meetings.

    Who has met by a slot has no meeting as many slots later; who has not has one then or later.
    """
    some = _any(model, gaps)
    met = list(accumulate(day, lambda before, now: _either(model, before, now)))
    later = list(accumulate(reversed(day), lambda after, now: _either(model, after, now)))[::-1] + [None] * meetings
    for before, after in zip(met, later[meetings:], strict=False):
        if before is not None and after is not None:
            model.model.add_bool_or(some, ~before, ~after)
        model.model.add_bool_or(some, *(one for one in (before, after) if one is not None))


def _either(model: DayModel, one: MaybeLiteral, other: MaybeLiteral) -> MaybeLiteral:
    """A literal that is true where one of the two is; None is false."""
    if one is None or other is None:
        return one if other is None else other
    return _any(model, [one, other])


def _any(model: DayModel, literals: Sequence[cp_model.IntVar]) -> cp_model.IntVar:
    """A literal that is true where one of these is."""
    if len(literals) == 1:
        return literals[0]
    some = model.model.new_bool_var("")
    model.model.add_bool_or(*literals, ~some)
    for literal in literals:
        model.model.add_implication(literal, some)
    return some
