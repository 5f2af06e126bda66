"""A plan under construction: who sits where by now, and whether one more meeting breaks a hard rule.

The meetings on a board break none, so that it can be taken as a plan at any moment.
"""

from __future__ import annotations

from collections.abc import Iterable

from missions.solver.instance import Instance
from missions.solver.placing import NOWHERE, Draft


class Board:
    """`at[person][slot]` and `speaks[interpreter][slot]` are wishes, `NOWHERE` where free."""

    def __init__(self, instance: Instance, draft: Draft | None = None) -> None:
        self.instance = instance
        self.draft = Draft.empty(len(instance.wishes))
        slots = len(instance.slots)
        self.at = [[NOWHERE] * slots for _ in instance.people]
        self.speaks = [[NOWHERE] * slots for _ in instance.interpreters]
        self.load = [[0] * len(instance.classes) for _ in instance.places]
        self.today = [[0] * len(instance.days) for _ in instance.people]
        self.spoken = [[0] * len(instance.days) for _ in instance.interpreters]
        self._journal: list[tuple[int, int, int]] = []
        self.before: dict[int, list[int]] = {}
        self.after: dict[int, list[int]] = {}
        for first, then in instance.orders:
            self.before.setdefault(then, []).append(first)
            self.after.setdefault(first, []).append(then)
        if draft is not None:
            for wish, place in enumerate(draft.place):
                if place >= 0:
                    self.put(wish, place, draft.voice[wish])

    def blockers(self, wish: int, place: int) -> set[int]:
        """The wishes that occupy a person whom this one needs there."""
        slot = self.instance.places[place].slot
        return {self.at[person][slot] for person in self.instance.parties[wish]} - {NOWHERE}

    def room(self, wish: int, place: int) -> bool:
        """Whether there is a table large enough, with those for larger meetings left to them."""
        load, room = self.load[place], self.instance.places[place].room
        return all(load[number] < room[number] for number in range(self.instance.needs[wish] + 1))

    def allows(self, wish: int, place: int) -> bool:
        """Whether tables, limits, ways and orders allow it, if its people are free and an interpreter is found."""
        if not self.room(wish, place):
            return False
        instance, slot = self.instance, self.instance.places[place].slot
        day = instance.day_of[slot]
        for person in instance.parties[wish]:
            limit = instance.people[person].per_day
            if limit is not None and self.today[person][day] >= limit:
                return False
            if instance.travel_binds and self.stranded(self.at[person], place):
                return False
        return not (self.before or self.after) or self._in_order(wish, slot)

    def stranded(self, row: list[int], place: int) -> bool:
        """Whether the owner of this row of wishes cannot get there in time from one of them, or from there to one."""
        instance = self.instance
        for other in instance.apart[place]:
            wish = row[instance.places[other].slot]
            if wish >= 0 and self.draft.place[wish] == other:
                return True
        return False

    def _in_order(self, wish: int, slot: int) -> bool:
        places, seat = self.instance.places, self.draft.place
        return not any(
            seat[one] >= 0 and places[seat[one]].slot >= slot for one in self.before.get(wish, ())
        ) and not any(seat[one] >= 0 and places[seat[one]].slot <= slot for one in self.after.get(wish, ()))

    def free(self, wish: int, place: int) -> bool:
        """Whether nothing but perhaps an interpreter is missing."""
        slot = self.instance.places[place].slot
        return all(self.at[person][slot] < 0 for person in self.instance.parties[wish]) and self.allows(wish, place)

    # Interpreters ---------------------------------------------------------------------------------------------------

    def can_speak(self, one: int, place: int) -> bool:
        """Whether the interpreter is there, free and rested."""
        instance, slot = self.instance, self.instance.places[place].slot
        if slot not in instance.on_duty[one] or self.speaks[one][slot] >= 0:
            return False
        interpreter = instance.interpreters[one]
        if interpreter.per_day is not None and self.spoken[one][instance.day_of[slot]] >= interpreter.per_day:
            return False
        if instance.travel_binds and self.stranded(self.speaks[one], place):
            return False
        return interpreter.in_a_row is None or self._row(one, slot) < interpreter.in_a_row

    def _row(self, one: int, slot: int) -> int:
        """How many meetings would follow each other with one in this slot, without counting it."""
        joined, row = self.instance.joined, self.speaks[one]
        first = last = slot
        while first > 0 and joined[first - 1] and row[first - 1] >= 0:
            first -= 1
        while joined[last] and row[last + 1] >= 0:
            last += 1
        return last - first

    def voice(self, wish: int, place: int) -> int | None:
        """An interpreter for it, making one free by shifting another if need be; None if there is none."""
        group = self.instance.group_of[wish]
        if group is None:
            return NOWHERE
        candidates = self.instance.candidates[group]
        able = [one for one in candidates if self.can_speak(one, place)]
        if able:
            return min(able, key=lambda one: (self.instance.gifts[one], one))
        slot = self.instance.places[place].slot
        for one in candidates:
            busy = self.speaks[one][slot]
            if busy >= 0 and self._shift(busy) and self.can_speak(one, place):
                return one
        return None

    def _shift(self, wish: int) -> bool:
        """Gives the wish another interpreter in its place."""
        place, group = self.draft.place[wish], self.instance.group_of[wish]
        for other in self.instance.candidates[group] if group is not None else ():
            if self.can_speak(other, place):
                self.take(wish)
                self.put(wish, place, other)
                return True
        return False

    # Changes --------------------------------------------------------------------------------------------------------

    def put(self, wish: int, place: int, voice: int) -> None:
        instance, slot = self.instance, self.instance.places[place].slot
        day = instance.day_of[slot]
        for person in instance.parties[wish]:
            self.at[person][slot] = wish
            self.today[person][day] += 1
        for number in range(instance.needs[wish] + 1):
            self.load[place][number] += 1
        if voice >= 0:
            self.speaks[voice][slot] = wish
            self.spoken[voice][day] += 1
        self.draft.place[wish], self.draft.voice[wish] = place, voice
        self._journal.append((wish, NOWHERE, NOWHERE))

    def take(self, wish: int) -> None:
        """Takes the wish off the board."""
        instance, place, voice = self.instance, self.draft.place[wish], self.draft.voice[wish]
        slot = instance.places[place].slot
        day = instance.day_of[slot]
        for person in instance.parties[wish]:
            self.at[person][slot] = NOWHERE
            self.today[person][day] -= 1
        for number in range(instance.needs[wish] + 1):
            self.load[place][number] -= 1
        if voice >= 0:
            self.speaks[voice][slot] = NOWHERE
            self.spoken[voice][day] -= 1
        self.draft.place[wish] = self.draft.voice[wish] = NOWHERE
        self._journal.append((wish, place, voice))

    def mark(self) -> int:
        """To come back to with `undo`."""
        return len(self._journal)

    def touched(self, mark: int) -> set[int]:
        """The wishes that were put or taken since the mark."""
        return {wish for wish, _, _ in self._journal[mark:]}

    def undo(self, mark: int) -> None:
        """Makes everything as it was at the mark, interpreters who were shifted included."""
        while len(self._journal) > mark:
            wish, place, voice = self._journal.pop()
            if place == NOWHERE:
                self.take(wish)
            else:
                self.put(wish, place, voice)
            self._journal.pop()

    def seat(self, wish: int, places: Iterable[int]) -> bool:
        """Puts the wish into the first of the places that has an interpreter, too."""
        for place in places:
            if self.free(wish, place):
                voice = self.voice(wish, place)
                if voice is not None:
                    self.put(wish, place, voice)
                    return True
        return False
