"""A problem in numbers: people, slots, places and wishes counted from 0, in an order of their own, not the input's.

A place is a slot with a venue; or a slot alone where every way between venues fits into the pause between two slots,
and no one comes from or goes to anything else, because then it does not matter yet in which venue a meeting is. What
may be where is settled here once for all.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from itertools import product

from missions.solver.speaking import bridges, strangers
from missions.solver.values import Key, PlannedMeeting, Priority, Problem, TimeSlot

ANY_VENUE = -1


def ordered(keys: Iterable[Key]) -> list[Key]:
    return sorted(keys, key=lambda key: (isinstance(key, str), key))


def positions(keys: Iterable[Key]) -> dict[Key, int]:
    return {key: number for number, key in enumerate(keys)}


@dataclass(frozen=True, slots=True)
class SlotPlace:
    """`venue` is `ANY_VENUE` where it does not matter yet. `room[c]`: how many tables are large enough for class c."""

    slot: int
    venue: int
    tables: tuple[int, ...]
    room: tuple[int, ...]


class Instance:
    """Lists by number: see each. `names` of a kind give the caller's keys back."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.slots: list[TimeSlot] = sorted(problem.slots, key=lambda slot: slot.start)
        self.slot_of = positions(slot.key for slot in self.slots)
        self.days = sorted({slot.day for slot in self.slots})
        self.day_of = [self.days.index(slot.day) for slot in self.slots]
        self.venue_names = ordered({venue.key for venue in problem.venues} | {table.venue for table in problem.tables})
        self.venue_of = positions(self.venue_names)
        self.people = sorted(problem.people, key=lambda one: (isinstance(one.key, str), one.key))
        self.person_of = positions(one.key for one in self.people)
        self.interpreters = sorted(problem.interpreters, key=lambda one: (isinstance(one.key, str), one.key))
        self.interpreter_of = positions(one.key for one in self.interpreters)
        self.tables = sorted(problem.tables, key=lambda one: (isinstance(one.key, str), one.key))
        self.table_of = positions(one.key for one in self.tables)
        self.wishes = sorted(problem.wishes, key=lambda one: (isinstance(one.key, str), one.key))
        self.wish_of = positions(one.key for one in self.wishes)
        self.parties = [tuple(self.person_of[key] for key in wish.people) for wish in self.wishes]
        self.present = [self._slots(one.slots) for one in self.people]
        self.unreachable = [
            frozenset(
                (self.slot_of[slot], self.venue_of[venue])
                for slot, venue in one.unreachable
                if slot in self.slot_of and venue in self.venue_of
            )
            for one in self.people
        ]
        self.fixed = {self.wish_of[meeting.wish]: meeting for meeting in problem.fixed}
        self.orders = sorted({(self.wish_of[order.first], self.wish_of[order.then]) for order in problem.orders})
        self._read_tables()
        self._read_interpreters()
        self.needs = [self._class_of(wish) for wish in range(len(self.wishes))]
        self.domains = [self._domain(wish) for wish in range(len(self.wishes))]

    def _slots(self, keys: frozenset[Key] | None) -> frozenset[int]:
        if keys is None:
            return frozenset(range(len(self.slots)))
        return frozenset(self.slot_of[key] for key in keys if key in self.slot_of)

    # Places ---------------------------------------------------------------------------------------------------------

    def _read_tables(self) -> None:
        opening = {self.venue_of[venue.key]: self._slots(venue.slots) for venue in self.problem.venues}
        every = frozenset(range(len(self.slots)))
        self.table_venue = [self.venue_of[table.venue] for table in self.tables]
        self.table_slots = [
            self._slots(table.slots) & opening.get(self.venue_of[table.venue], every) for table in self.tables
        ]
        self.seats = [table.seats if table.seats is not None else 10**6 for table in self.tables]
        self.minutes = {
            pair: way.minutes
            for way in self.problem.travel
            for pair in (
                (self.venue_of[way.one], self.venue_of[way.other]),
                (self.venue_of[way.other], self.venue_of[way.one]),
            )
            if way.one != way.other
        }
        self.classes = sorted({wish.seats or len(wish.people) for wish in self.wishes})
        at: dict[tuple[int, int], list[int]] = defaultdict(list)
        for table, slots in enumerate(self.table_slots):
            for slot in slots:
                at[slot, self.table_venue[table]].append(table)
        self.travel_binds = any(self.unreachable) or any(
            not self.reaches(one, venue, other, elsewhere)
            for (one, venue), (other, elsewhere) in product(at, at)
            if one < other and venue != elsewhere
        )
        if not self.travel_binds:
            merged: dict[tuple[int, int], list[int]] = defaultdict(list)
            for (slot, _), tables in at.items():
                merged[slot, ANY_VENUE].extend(tables)
            at = merged
        self.places = [
            SlotPlace(slot, venue, tuple(sorted(tables)), tuple(self._room(tables)))
            for (slot, venue), tables in sorted(at.items())
        ]
        self.places_at: list[list[int]] = [[] for _ in self.slots]
        for number, place in enumerate(self.places):
            self.places_at[place.slot].append(number)

    def _room(self, tables: Collection[int]) -> Iterable[int]:
        return (sum(1 for table in tables if self.seats[table] >= least) for least in self.classes)

    def reaches(self, one: int, venue: int, other: int, elsewhere: int) -> bool:
        """Whether a person can be in `venue` in slot `one` and `elsewhere` in slot `other`."""
        if one == other:
            return False
        if venue == elsewhere or ANY_VENUE in {venue, elsewhere}:
            return True
        first, then = self.slots[min(one, other)], self.slots[max(one, other)]
        return then.start - first.end >= timedelta(minutes=self.minutes.get((venue, elsewhere), 0))

    @cached_property
    def apart(self) -> list[list[int]]:
        """By place: places of other slots that are too far away to be reached in time."""
        if not self.travel_binds:
            return [[] for _ in self.places]
        return [
            [
                number
                for number, other in enumerate(self.places)
                if other.slot != place.slot and not self.reaches(place.slot, place.venue, other.slot, other.venue)
            ]
            for place in self.places
        ]

    # Interpreters ---------------------------------------------------------------------------------------------------

    def _read_interpreters(self) -> None:
        """Wishes with the same candidates form a group: `group_of` (None: no interpreter needed), `candidates`."""
        self.on_duty = [self._slots(one.slots) for one in self.interpreters]
        by_pair: dict[frozenset[str], set[int]] = defaultdict(set)
        for number, one in enumerate(self.interpreters):
            for pair in one.pairs:
                by_pair[pair].add(number)
        numbers: dict[tuple[int, ...], int] = {}
        self.candidates: list[tuple[int, ...]] = []
        self.group_of: list[int | None] = []
        for wish in range(len(self.wishes)):
            fit = self._candidates(wish, by_pair)
            if fit is None:
                self.group_of.append(None)
                continue
            if fit not in numbers:
                numbers[fit] = len(self.candidates)
                self.candidates.append(fit)
            self.group_of.append(numbers[fit])

    def _candidates(self, wish: int, by_pair: Mapping[frozenset[str], set[int]]) -> tuple[int, ...] | None:
        fixed = self.fixed.get(wish)
        if fixed is not None and fixed.interpreter is not None:
            return (self.interpreter_of[fixed.interpreter],)
        spoken = strangers(self.people[person].languages for person in self.parties[wish])
        if not spoken:
            return None
        return tuple(sorted({one for pair, some in by_pair.items() if bridges(pair, spoken) for one in some}))

    @cached_property
    def gifts(self) -> list[int]:
        """By interpreter: how many wishes could need them. Who can do little else is taken first."""
        found = [0] * len(self.interpreters)
        for group in self.group_of:
            for one in self.candidates[group] if group is not None else ():
                found[one] += 1
        return found

    @cached_property
    def joined(self) -> list[bool]:
        """By slot: whether the next one follows on the same day, after a pause that is shorter than the slot."""
        return [
            self.day_of[number] == self.day_of[number + 1]
            and self.slots[number + 1].start - slot.end < slot.end - slot.start
            for number, slot in enumerate(self.slots[:-1])
        ] + [False]

    def runs(self, length: int) -> list[range]:
        """Stretches of `length` slots that follow each other without a break."""
        return [
            range(first, first + length)
            for first in range(len(self.slots) - length + 1)
            if all(self.joined[slot] for slot in range(first, first + length - 1))
        ]

    # Wishes ---------------------------------------------------------------------------------------------------------

    def _class_of(self, wish: int) -> int:
        """The class of tables that the wish takes away: its own, or that of the larger table that it is fixed to."""
        wanted = self.wishes[wish].seats or len(self.wishes[wish].people)
        fixed = self.fixed.get(wish)
        if fixed is not None and fixed.table is not None:
            wanted = max(
                wanted, max((c for c in self.classes if c <= self.seats[self.table_of[fixed.table]]), default=0)
            )
        return self.classes.index(wanted)

    def _domain(self, wish: int) -> list[int]:
        """The places in which the wish can be at all."""
        slots = frozenset.intersection(
            self._slots(self.wishes[wish].slots), *(self.present[person] for person in self.parties[wish])
        )
        if any(self.people[person].per_day == 0 for person in self.parties[wish]):
            return []
        group = self.group_of[wish]
        if group is not None:
            slots &= frozenset().union(*(self.on_duty[one] for one in self.candidates[group]))
        fixed = self.fixed.get(wish)
        if fixed is not None:
            slots &= {self.slot_of[fixed.slot]}
        return [
            place
            for slot in sorted(slots)
            for place in self.places_at[slot]
            if self.places[place].room[self.needs[wish]]
            and self._fits(fixed, self.places[place], wish)
            and not any(self.is_far(person, place) for person in self.parties[wish])
        ]

    def is_far(self, person: int, place: int) -> bool:
        """Whether the person cannot be there in time because of what is no part of the problem."""
        where = self.places[place]
        return (where.slot, where.venue) in self.unreachable[person]

    def _fits(self, fixed: PlannedMeeting | None, place: SlotPlace, wish: int) -> bool:
        if fixed is None or fixed.table is None:
            return True
        table = self.table_of[fixed.table]
        return table in place.tables and self.seats[table] >= (self.wishes[wish].seats or len(self.wishes[wish].people))

    @cached_property
    def musts(self) -> frozenset[int]:
        return frozenset(number for number, wish in enumerate(self.wishes) if wish.priority is Priority.MUST)

    @cached_property
    def weights(self) -> list[int]:
        """By wish; 0 for musts, which are counted apart."""
        return [
            self.problem.weights.get(wish.priority, 0) if wish.priority is not Priority.MUST else 0
            for wish in self.wishes
        ]

    def slots_of(self, wish: int) -> frozenset[int]:
        """Those in which the wish itself may be."""
        return self._slots(self.wishes[wish].slots)

    def domain_on(self, wish: int, day: int) -> list[int]:
        """The wish's places on one day."""
        return [place for place in self.domains[wish] if self.day_of[self.places[place].slot] == day]

    @cached_property
    def days_of(self) -> list[list[list[int]]]:
        """By person and day: the slots in which they are there."""
        return [
            [[slot for slot in sorted(slots) if self.day_of[slot] == day] for day in range(len(self.days))]
            for slots in self.present
        ]

    @cached_property
    def beside(self) -> list[dict[int, tuple[int, int]]]:
        """By person and slot in which they are there: the one before and the one after that day; -1 for none."""
        found: list[dict[int, tuple[int, int]]] = []
        for days in self.days_of:
            row: dict[int, tuple[int, int]] = {}
            for day in days:
                row |= {
                    slot: (before, after) for before, slot, after in zip([-1, *day], day, [*day[1:], -1], strict=False)
                }
            found.append(row)
        return found

    @cached_property
    def wishes_of(self) -> list[list[int]]:
        found: list[list[int]] = [[] for _ in self.people]
        for wish, party in enumerate(self.parties):
            for person in party:
                found[person].append(wish)
        return found
