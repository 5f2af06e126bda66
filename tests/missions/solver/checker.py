"""Whether a timetable breaks a rule, and what it is worth: told from the problem and the meetings alone.

Written apart from the solver, which it shares nothing with but the values: it goes through the rules as they stand in
docs/timetable.md, one meeting and one person at a time, without minding speed.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import combinations, pairwise

from missions.solver import Key, LevelName, Plan, PlannedMeeting, Priority, Problem, TimeSlot


def faults(problem: Problem, meetings: Sequence[PlannedMeeting]) -> list[str]:
    """What is wrong with the meetings, a line each."""
    return [
        *_seats(problem, meetings),
        *_twice(problem, meetings),
        *_interpreting(problem, meetings),
        *_limits(problem, meetings),
        *_ways(problem, meetings),
        *_orders_and_fixed(problem, meetings),
    ]


def plan_faults(problem: Problem, plan: Plan) -> list[str]:
    """The same for a plan, and what it says about itself that is not so."""
    wrong = faults(problem, plan.meetings)
    for name, value in values(problem, plan.meetings).items():
        level = plan.level(name)
        if level is not None and abs(level.value - value) > 1e-6:
            wrong.append(f"{name} is {value}, said to be {level.value}")
    larger = {LevelName.MUSTS, LevelName.WISHES, LevelName.SERVED, LevelName.WORST_SHARE, LevelName.KEPT}
    for level in plan.levels:
        gap = level.bound - level.value
        if (gap if level.name in larger | {LevelName.NEXT_WORST} else -gap) < -1e-6:
            wrong.append(f"{level.name}: {level.value} is better than its bound {level.bound}")
    placed, missing = {meeting.wish for meeting in plan.meetings}, {one.wish for one in plan.unplaced}
    if placed & missing or placed | missing != {wish.key for wish in problem.wishes}:
        wrong.append("the wishes are not each either placed or unplaced")
    wrong += [f"nothing is said on why {one.wish} has no seat" for one in plan.unplaced if not one.reasons]
    return wrong


def values(problem: Problem, meetings: Sequence[PlannedMeeting]) -> dict[LevelName, float]:
    """What the meetings are worth on every level that can be told from them."""
    wishes = {wish.key: wish for wish in problem.wishes}
    priorities = Counter(wishes[meeting.wish].priority for meeting in meetings)
    placed = {meeting.wish for meeting in meetings}
    gaps = gaps_of(problem, meetings)
    shares = shares_of(problem, placed)
    return {
        LevelName.MUSTS: priorities[Priority.MUST],
        LevelName.WISHES: sum(weight * priorities[priority] for priority, weight in problem.weights.items()),
        LevelName.SERVED: sum(share > 0 for share in shares.values()),
        LevelName.GAPS: sum(gaps.values()),
        LevelName.MOST_GAPS: max(gaps.values(), default=0),
        LevelName.VENUE_CHANGES: _venue_changes(problem, meetings),
    }


def shares_of(problem: Problem, placed: set[Key]) -> dict[Key, float]:
    """By person with any wish: the share of their wishes that is placed."""
    wished: dict[Key, list[bool]] = defaultdict(list)
    for wish in problem.wishes:
        for person in wish.people:
            wished[person].append(wish.key in placed)
    return {person: sum(marks) / len(marks) for person, marks in wished.items()}


def gaps_of(problem: Problem, meetings: Sequence[PlannedMeeting]) -> dict[Key, int]:
    """By person: runs of slots in which they are there and free, between two meetings on one day."""
    parties = _parties(problem)
    held: dict[Key, set[Key]] = defaultdict(set)
    for meeting in meetings:
        for person in parties[meeting.wish]:
            held[person].add(meeting.slot)
    found = {}
    for one in problem.people:
        count = 0
        for day in {slot.day for slot in problem.slots}:
            there = [slot for slot in _in_order(problem) if slot.day == day and _there(one.slots, slot.key)]
            marks = "".join("x" if slot.key in held[one.key] else "." for slot in there).strip(".")
            count += len([run for run in marks.split("x") if run])
        found[one.key] = count
    return found


def _in_order(problem: Problem) -> list[TimeSlot]:
    return sorted(problem.slots, key=lambda slot: slot.start)


def _there(slots: frozenset[Key] | None, slot: Key) -> bool:
    return slots is None or slot in slots


def _parties(problem: Problem) -> dict[Key, tuple[Key, ...]]:
    return {wish.key: wish.people for wish in problem.wishes}


def _seats(problem: Problem, meetings: Sequence[PlannedMeeting]) -> Iterator[str]:
    """Everybody is there, the table is there, open and large enough."""
    wishes = {wish.key: wish for wish in problem.wishes}
    people = {person.key: person for person in problem.people}
    far = {(person.key, *where) for person in problem.people for where in person.unreachable}
    tables = {table.key: table for table in problem.tables}
    venues = {venue.key: venue for venue in problem.venues}
    slots = {slot.key for slot in problem.slots}
    for meeting in meetings:
        wish, table = wishes[meeting.wish], None if meeting.table is None else tables.get(meeting.table)
        if meeting.slot not in slots:
            yield f"{meeting}: no such slot"
        if not _there(wish.slots, meeting.slot):
            yield f"{meeting}: not a slot of this wish"
        for key in wish.people:
            if not _there(people[key].slots, meeting.slot):
                yield f"{meeting}: {key} is not there"
        if table is None:
            yield f"{meeting}: no table"
            continue
        yield from (
            f"{meeting}: {key} cannot be there" for key in wish.people if (key, meeting.slot, table.venue) in far
        )
        if not _there(table.slots, meeting.slot) or not _there(venues[table.venue].slots, meeting.slot):
            yield f"{meeting}: the table is not to be had"
        if table.seats is not None and table.seats < (wish.seats or len(wish.people)):
            yield f"{meeting}: the table is too small"


def _twice(problem: Problem, meetings: Sequence[PlannedMeeting]) -> Iterator[str]:
    parties = _parties(problem)
    for key, times in Counter(meeting.wish for meeting in meetings).items():
        if times > 1:
            yield f"{key} is held twice"
    taken: Counter[tuple[str, Key, Key]] = Counter()
    for meeting in meetings:
        taken.update(("person", person, meeting.slot) for person in parties[meeting.wish])
        if meeting.table is not None:
            taken["table", meeting.table, meeting.slot] += 1
        if meeting.interpreter is not None:
            taken["interpreter", meeting.interpreter, meeting.slot] += 1
    yield from (f"{what} is taken {times} times" for what, times in taken.items() if times > 1)


def _interpreting(problem: Problem, meetings: Sequence[PlannedMeeting]) -> Iterator[str]:
    parties = _parties(problem)
    people = {person.key: person for person in problem.people}
    interpreters = {one.key: one for one in problem.interpreters}
    fixed = {one.wish: one.interpreter for one in problem.fixed}
    for meeting in meetings:
        spoken = [set(people[key].languages) for key in parties[meeting.wish] if people[key].languages]
        strangers = len(spoken) > 1 and not set.intersection(*spoken)
        if meeting.interpreter is None:
            if strangers:
                yield f"{meeting}: no interpreter"
            continue
        one = interpreters[meeting.interpreter]
        if not _there(one.slots, meeting.slot):
            yield f"{meeting}: the interpreter is not there"
        if fixed.get(meeting.wish) is not None:
            if fixed[meeting.wish] != meeting.interpreter:
                yield f"{meeting}: another interpreter was fixed"
        elif not strangers:
            yield f"{meeting}: an interpreter without need"
        elif not any(all(pair & languages for languages in spoken) for pair in one.pairs):
            yield f"{meeting}: the interpreter does not know the languages"


def _limits(problem: Problem, meetings: Sequence[PlannedMeeting]) -> Iterator[str]:
    days = {slot.key: slot.day for slot in problem.slots}
    parties = _parties(problem)
    each: dict[Key, Counter[date]] = defaultdict(Counter)
    for meeting in meetings:
        for key in parties[meeting.wish]:
            each[key][days[meeting.slot]] += 1
    for person in problem.people:
        if person.per_day is not None and any(count > person.per_day for count in each[person.key].values()):
            yield f"{person.key} has too many meetings on a day"
    for one in problem.interpreters:
        mine = {meeting.slot for meeting in meetings if meeting.interpreter == one.key}
        if one.per_day is not None and any(
            count > one.per_day for count in Counter(days[slot] for slot in mine).values()
        ):
            yield f"interpreter {one.key} has too many meetings on a day"
        row, last = 0, None
        for slot in [slot for slot in _in_order(problem) if slot.key in mine]:
            follows = last is not None and _follows(problem, last, slot)
            row, last = row + 1 if follows else 1, slot
            if one.in_a_row is not None and row > one.in_a_row:
                yield f"interpreter {one.key} has no break before {slot.key}"


def _follows(problem: Problem, last: TimeSlot, slot: TimeSlot) -> bool:
    """Whether the slot is the next one after the last, on the same day, without a pause as long as that."""
    between = [one for one in problem.slots if last.start < one.start < slot.start]
    return not between and last.day == slot.day and slot.start - last.end < last.end - last.start


def _ways(problem: Problem, meetings: Sequence[PlannedMeeting]) -> Iterator[str]:
    """Nobody, interpreters included, would have to be quicker than the way from venue to venue takes."""
    parties = _parties(problem)
    slots = {slot.key: slot for slot in problem.slots}
    venue = {table.key: table.venue for table in problem.tables}
    minutes = {frozenset({way.one, way.other}): way.minutes for way in problem.travel}
    row: dict[tuple[str, Key], list[PlannedMeeting]] = defaultdict(list)
    for meeting in meetings:
        for person in parties[meeting.wish]:
            row["person", person].append(meeting)
        if meeting.interpreter is not None:
            row["interpreter", meeting.interpreter].append(meeting)
    for who, mine in row.items():
        for one, other in combinations(sorted(mine, key=lambda meeting: slots[meeting.slot].start), 2):
            if one.table is None or other.table is None or venue[one.table] == venue[other.table]:
                continue
            pause = slots[other.slot].start - slots[one.slot].end
            if pause < timedelta(minutes=minutes.get(frozenset({venue[one.table], venue[other.table]}), 0)):
                yield f"{who} cannot be in {other} so soon after {one}"


def _orders_and_fixed(problem: Problem, meetings: Sequence[PlannedMeeting]) -> Iterator[str]:
    starts = {slot.key: slot.start for slot in problem.slots}
    held = {meeting.wish: meeting for meeting in meetings}
    for order in problem.orders:
        first, then = held.get(order.first), held.get(order.then)
        if first is not None and then is not None and starts[first.slot] >= starts[then.slot]:
            yield f"{then} is held before {first}"
    for one in problem.fixed:
        if one.wish not in held:
            yield f"{one.wish} is fixed and has no seat"
        elif held[one.wish].slot != one.slot or one.table not in {None, held[one.wish].table}:
            yield f"{one.wish} is not where it was fixed"


def _venue_changes(problem: Problem, meetings: Sequence[PlannedMeeting]) -> int:
    parties = _parties(problem)
    slots = {slot.key: slot for slot in problem.slots}
    venue = {table.key: table.venue for table in problem.tables}
    row: dict[tuple[str, Key, object], list[PlannedMeeting]] = defaultdict(list)
    for meeting in meetings:
        day = slots[meeting.slot].day
        for person in parties[meeting.wish]:
            row["person", person, day].append(meeting)
        if meeting.interpreter is not None:
            row["interpreter", meeting.interpreter, day].append(meeting)
    changes = 0
    for mine in row.values():
        houses = [
            venue[one.table] for one in sorted(mine, key=lambda one: slots[one.slot].start) if one.table is not None
        ]
        changes += sum(one != other for one, other in pairwise(houses))
    return changes
