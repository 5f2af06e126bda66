"""Why a wish has no seat in a plan: the rule that prevents it in each of its slots."""

from __future__ import annotations

from collections import defaultdict

from missions.solver.board import Board
from missions.solver.instance import Instance
from missions.solver.placing import Draft
from missions.solver.values import Key, Reason, Rule, Unplaced


def unplaced(instance: Instance, draft: Draft) -> tuple[Unplaced, ...]:
    """Every wish without a seat, with its reasons."""
    board = Board(instance, draft)
    return tuple(
        Unplaced(instance.wishes[wish].key, reasons(board, wish)) for wish, place in enumerate(draft.place) if place < 0
    )


def reasons(board: Board, wish: int) -> tuple[Reason, ...]:
    """The reasons for one wish, the most frequent over its slots first."""
    instance = board.instance
    together = frozenset.intersection(*(instance.present[person] for person in instance.parties[wish]))
    people = tuple(instance.wishes[wish].people)
    if not together:
        return (Reason(Rule.ABSENT, people),)
    group = instance.group_of[wish]
    if group is not None and not instance.candidates[group]:
        return (Reason(Rule.NO_INTERPRETER, languages(instance, wish)),)
    where: dict[tuple[Rule, tuple[Key, ...]], list[int]] = defaultdict(list)
    for slot in sorted(together):
        for rule, keys in _in_slot(board, wish, slot):
            where[rule, keys].append(slot)
    found = sorted(where.items(), key=lambda item: (-len(item[1]), item[0][0]))
    return tuple(Reason(rule, keys, tuple(instance.slots[slot].key for slot in slots)) for (rule, keys), slots in found)


def _in_slot(board: Board, wish: int, slot: int) -> list[tuple[Rule, tuple[Key, ...]]]:
    instance = board.instance
    if slot not in instance.slots_of(wish):
        return [(Rule.SLOTS, (instance.wishes[wish].key,))]
    day = instance.day_of[slot]
    found: list[tuple[Rule, tuple[Key, ...]]] = []
    for person in instance.parties[wish]:
        who, limit = instance.people[person], instance.people[person].per_day
        if board.at[person][slot] >= 0:
            found.append((Rule.BUSY, (who.key,)))
        elif limit is not None and board.today[person][day] >= limit:
            found.append((Rule.DAY_LIMIT, (who.key,)))
    found += _out_of_order(board, wish, slot)
    places = [place for place in instance.places_at[slot] if place in instance.domains[wish]]
    if far := _out_of_reach(instance, wish, slot):
        found += far
    elif not any(board.room(wish, place) for place in places):
        group = instance.group_of[wish]
        absent = group is not None and not any(slot in instance.on_duty[one] for one in instance.candidates[group])
        found.append((Rule.INTERPRETERS, languages(instance, wish)) if absent else (Rule.TABLES, ()))
    elif not found:
        found += _last_obstacles(board, wish, [place for place in places if board.room(wish, place)])
    return found


def _out_of_order(board: Board, wish: int, slot: int) -> list[tuple[Rule, tuple[Key, ...]]]:
    instance = board.instance
    found: list[tuple[Rule, tuple[Key, ...]]] = []
    for first, then in instance.orders:
        if wish in {first, then}:
            other = board.draft.place[first if wish == then else then]
            when = instance.places[other].slot if other >= 0 else None
            if when is not None and (when >= slot if wish == then else when <= slot):
                found.append((Rule.ORDER, (instance.wishes[first].key, instance.wishes[then].key)))
    return found


def _out_of_reach(instance: Instance, wish: int, slot: int) -> list[tuple[Rule, tuple[Key, ...]]]:
    """Who can be at no place of the slot in time; all of them where no place is left for all."""
    there, party = instance.places_at[slot], instance.parties[wish]
    if not there or not all(any(instance.is_far(person, place) for person in party) for place in there):
        return []
    return [
        (Rule.TRAVEL, (instance.people[person].key,))
        for person in party
        if all(instance.is_far(person, place) for place in there)
    ] or [(Rule.TRAVEL, tuple(instance.wishes[wish].people))]


def _last_obstacles(board: Board, wish: int, places: list[int]) -> list[tuple[Rule, tuple[Key, ...]]]:
    instance = board.instance
    if any(board.allows(wish, place) for place in places):
        return [(Rule.INTERPRETERS, languages(instance, wish))]
    return [
        (Rule.TRAVEL, (instance.people[person].key,))
        for person in instance.parties[wish]
        if all(board.stranded(board.at[person], place) for place in places)
    ] or [(Rule.TRAVEL, tuple(instance.wishes[wish].people))]


def languages(instance: Instance, wish: int) -> tuple[Key, ...]:
    """The first language of each, by name."""
    spoken = [instance.people[person].languages for person in instance.parties[wish]]
    return tuple(sorted({min(some) for some in spoken if some}))
