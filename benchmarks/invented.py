"""Invented missions of any size, the same for the same seed: for the timetable's measurements and tests."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from missions.solver import (
    Attendee,
    InterpreterDuty,
    Key,
    Order,
    Priority,
    Problem,
    Site,
    Table,
    TimeSlot,
    Travel,
    Wish,
)

LANGUAGES = ("fr", "ar", "en", "es", "pt", "zh", "de")


@dataclass(frozen=True)
class Size:
    """What a mission is made of.

    `interpreters`: how many for each that would be wanted on average, so that less than about 2 is scarce.
    `tight_travel`: going to another venue takes longer than the pause between two slots.
    """

    people: int
    wishes: int
    days: int = 4
    slots: int = 10
    tables: int = 20
    venues: int = 1
    languages: int = 5
    strangers: float = 0.15
    interpreters: float = 1.3
    musts: float = 0.0
    orders: int = 0
    tight_travel: bool = False
    skew: float = 0.6


def mission(size: Size, seed: int = 1) -> Problem:
    """Two sides; most wishes cross them, popularity is skewed, some come for part of the days only."""
    dice = random.Random(seed)  # noqa: S311 -- the same mission for the same seed
    slots = _slots(size)
    people = _people(size, dice, slots)
    wishes = _wishes(size, dice, people)
    venues = tuple(Site(number) for number in range(size.venues))
    minutes = 25 if size.tight_travel else 5
    return Problem(
        slots=slots,
        venues=venues,
        tables=_tables(size),
        people=people,
        wishes=wishes,
        interpreters=_interpreters(size, dice, slots, people, wishes),
        travel=tuple(
            Travel(one, other, minutes) for one in range(size.venues) for other in range(one + 1, size.venues)
        ),
        orders=tuple(
            Order(*(wish.key for wish in dice.sample(wishes, 2))) for _ in range(size.orders if len(wishes) > 1 else 0)
        ),
    )


def _slots(size: Size) -> tuple[TimeSlot, ...]:
    """Slots of 25 minutes with a pause of 5; lunch is after half of them."""
    slots: list[TimeSlot] = []
    for day in range(size.days):
        start = datetime(2027, 5, 10, 9, tzinfo=UTC) + timedelta(days=day)
        for number in range(size.slots):
            begins = start + timedelta(minutes=30 * number + (90 if number >= size.slots // 2 else 0))
            slots.append(TimeSlot(len(slots), date(2027, 5, 10 + day), begins, begins + timedelta(minutes=25)))
    return tuple(slots)


def _tables(size: Size) -> tuple[Table, ...]:
    """Rows of eight in each venue, three metres apart; every fifth has six seats instead of four."""
    tables = []
    for number in range(size.tables):
        venue, place = number % size.venues, number // size.venues
        tables.append(Table(number, venue, 6 if number % 5 == 0 else 4, place % 8 * 3, place // 8 * 3))
    return tuple(tables)


def _people(size: Size, dice: random.Random, slots: tuple[TimeSlot, ...]) -> tuple[Attendee, ...]:
    """Three in five stay all days; each misses a slot in ten. Few speak only a language of their own."""
    people = []
    for number in range(size.people):
        days = set(range(size.days))
        if size.days > 1 and dice.random() > 0.6:
            days = set(dice.sample(range(size.days), dice.randint(1, size.days - 1)))
        present = frozenset(
            slot.key for place, slot in enumerate(slots) if place // size.slots in days and dice.random() > 0.1
        )
        spoken = {LANGUAGES[0]}
        if dice.random() < size.strangers:
            spoken = {LANGUAGES[dice.randrange(1, size.languages)]} if size.languages > 1 else spoken
        elif dice.random() < 0.3 and size.languages > 1:
            spoken.add(LANGUAGES[dice.randrange(1, size.languages)])
        people.append(Attendee(number, frozenset(spoken), present))
    return tuple(people)


def _wishes(size: Size, dice: random.Random, people: tuple[Attendee, ...]) -> tuple[Wish, ...]:
    order = list(range(size.people))
    dice.shuffle(order)
    popularity = [0.0] * size.people
    for rank, number in enumerate(order):
        popularity[number] = 1 / (1 + rank) ** size.skew
    side = max(1, int(0.35 * size.people))
    one_side, other_side = list(range(side)), list(range(side, size.people))
    seen: set[tuple[int, int]] = set()
    wishes: list[Wish] = []
    tries = 0
    while len(wishes) < size.wishes and tries < 50 * size.wishes:
        tries += 1
        if dice.random() < 0.85:
            one = dice.choices(one_side, popularity[:side])[0]
            other = dice.choices(other_side, popularity[side:])[0]
        else:
            one, other = dice.choices(range(size.people), popularity, k=2)
        pair = (min(one, other), max(one, other))
        if one == other or pair in seen or not (people[one].slots or set()) & (people[other].slots or set()):
            continue
        seen.add(pair)
        priority = Priority.MUTUAL if dice.random() < 0.5 else Priority.ONE_SIDED
        if dice.random() < size.musts:
            priority = Priority.MUST
        seats = dice.choices([2, 3, 4, 5], [0.7, 0.15, 0.1, 0.05])[0]
        wishes.append(Wish(len(wishes), pair, priority, None, seats))
    return tuple(wishes)


def _interpreters(
    size: Size, dice: random.Random, slots: tuple[TimeSlot, ...], people: tuple[Attendee, ...], wishes: tuple[Wish, ...]
) -> tuple[InterpreterDuty, ...]:
    """For each language but the first as many as are wanted on average; every third knows one more."""
    wanted: Counter[frozenset[str]] = Counter()
    for wish in wishes:
        one, other = (people[int(key)].languages for key in wish.people)
        if not one & other:
            wanted[frozenset({min(one), min(other)})] += 1
    found: list[InterpreterDuty] = []
    for pair, meetings in sorted(wanted.items(), key=lambda item: sorted(item[0])):
        for _ in range(max(1, round(size.interpreters * meetings / len(slots)))):
            pairs = {pair}
            if len(found) % 3 == 2:
                pairs.add(dice.choice(sorted(wanted, key=sorted)))
            there: frozenset[Key] = frozenset(slot.key for slot in slots if dice.random() > 0.1)
            found.append(InterpreterDuty(len(found), frozenset(pairs), there, 4))
    return tuple(found)
