"""The meetings of a day, or of the whole event, as a constraint programme: each in one of its places, and the gaps.

A gap is counted where it ends: a meeting now, none in the slot before, and one earlier that day. Slots in which a
person is absent do not count: their day is the list of slots in which they are there.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from ortools.sat.python import cp_model

from missions.solver.instance import Instance
from missions.solver.placing import NOWHERE, Draft, share_voices
from missions.solver.searching import Searched


class DayModel:
    """Where the wishes of `domains` are, each in one of its places; all others stay out of it.

    `wanted`: who should interpret for a wish, if that costs nothing.
    """

    def __init__(
        self, instance: Instance, domains: Mapping[int, list[int]], wanted: Mapping[int, int] | None = None
    ) -> None:
        self.instance, self.domains, self.wanted = instance, domains, wanted or {}
        self.model = cp_model.CpModel()
        self.seat: dict[tuple[int, int], cp_model.IntVar] = {}
        self.voices: dict[tuple[int, int, int], cp_model.IntVar] = {}
        for wish, places in domains.items():
            for place in places:
                self.seat[wish, place] = self.model.new_bool_var("")
            self.model.add_exactly_one(self.seat[wish, place] for place in places)
        self.busy: dict[int, dict[int, cp_model.IntVar]] = {}
        """By person and slot: whether they have a meeting then. Only for slots in which they may have one."""
        self.number: Counter[int] = Counter(person for wish in domains for person in instance.parties[wish])
        """By person: their meetings."""
        self.gaps: dict[int, list[cp_model.IntVar]] = defaultdict(list)
        """By person: a literal for each slot in which a gap of theirs may end."""
        self._people()
        self._tables()
        self._interpreters()
        self._travel()
        self._orders()

    def _people(self) -> None:
        at: dict[int, dict[int, list[cp_model.IntVar]]] = defaultdict(lambda: defaultdict(list))
        for (wish, place), seat in self.seat.items():
            for person in self.instance.parties[wish]:
                at[person][self.instance.places[place].slot].append(seat)
        for person, slots in at.items():
            busy = self.busy[person] = {slot: self.either(seats) for slot, seats in slots.items()}
            if self.number[person] < 2:
                continue
            self.model.add(sum(busy.values()) == self.number[person])
            self._limit(person, busy)
            for day in self.instance.days_of[person]:
                self._gaps_in(person, day, busy)

    def either(self, seats: list[cp_model.IntVar]) -> cp_model.IntVar:
        """Whether one of them is taken; two cannot be."""
        if len(seats) == 1:
            return seats[0]
        taken = self.model.new_bool_var("")
        self.model.add_exactly_one([*seats, ~taken])
        return taken

    def _limit(self, person: int, busy: dict[int, cp_model.IntVar]) -> None:
        limit = self.instance.people[person].per_day
        if limit is None:
            return
        for day in self.instance.days_of[person]:
            self.model.add(sum(busy[slot] for slot in day if slot in busy) <= limit)

    def _gaps_in(self, person: int, day: Sequence[int], busy: dict[int, cp_model.IntVar]) -> None:
        begun: cp_model.IntVar | None = None
        held = [number for number, slot in enumerate(day) if slot in busy]
        for number in range(held[0], held[-1]) if len(held) > 1 else ():
            now, then = busy.get(day[number]), busy.get(day[number + 1])
            if begun is None:
                begun = now
            elif now is not None:
                later = self.model.new_bool_var("")
                self.model.add_implication(now, later)
                self.model.add_implication(begun, later)
                self.model.add_bool_or([begun, now, ~later])
                begun = later
            if then is not None and begun is not None and begun is not now:
                gap = self.model.new_bool_var("")
                self.model.add_bool_or([gap, ~begun, ~then, *([now] if now is not None else [])])
                self.gaps[person].append(gap)

    def _tables(self) -> None:
        for number in range(len(self.instance.classes)):
            at: dict[int, list[cp_model.IntVar]] = defaultdict(list)
            for (wish, place), seat in self.seat.items():
                if self.instance.needs[wish] >= number:
                    at[place].append(seat)
            for place, seats in at.items():
                if len(seats) > (room := self.instance.places[place].room[number]):
                    self.model.add(sum(seats) <= room)

    def _interpreters(self) -> None:
        instance = self.instance
        wanted: dict[tuple[int, int], list[cp_model.IntVar]] = defaultdict(list)
        for (wish, place), seat in self.seat.items():
            group = instance.group_of[wish]
            if group is not None:
                wanted[group, place].append(seat)
        speaks: dict[int, dict[int, list[cp_model.IntVar]]] = defaultdict(lambda: defaultdict(list))
        for (group, place), seats in wanted.items():
            slot = instance.places[place].slot
            own = [one for one in instance.candidates[group] if slot in instance.on_duty[one]]
            for one in own:
                voice = self.voices[group, one, place] = self.model.new_bool_var("")
                speaks[one][slot].append(voice)
            self.model.add(sum(seats) == sum(self.voices[group, one, place] for one in own))
        for one, slots in speaks.items():
            for voices in slots.values():
                self.model.add_at_most_one(voices)
            self._duty(one, slots)

    def _duty(self, one: int, slots: dict[int, list[cp_model.IntVar]]) -> None:
        interpreter = self.instance.interpreters[one]
        if interpreter.in_a_row is not None:
            for run in self.instance.runs(interpreter.in_a_row + 1):
                if sum(slot in slots for slot in run) > interpreter.in_a_row:
                    self.model.add(sum(voice for slot in run for voice in slots.get(slot, ())) <= interpreter.in_a_row)
        if interpreter.per_day is not None:
            days: dict[int, list[cp_model.IntVar]] = defaultdict(list)
            for slot, voices in slots.items():
                days[self.instance.day_of[slot]].extend(voices)
            for voices in days.values():
                self.model.add(sum(voices) <= interpreter.per_day)

    def _travel(self) -> None:
        if not self.instance.travel_binds:
            return
        held: dict[tuple[str, int], dict[int, list[cp_model.IntVar]]] = defaultdict(lambda: defaultdict(list))
        for (wish, place), seat in self.seat.items():
            for person in self.instance.parties[wish]:
                held["person", person][place].append(seat)
        for (_, one, place), voice in self.voices.items():
            held["interpreter", one][place].append(voice)
        for places in held.values():
            for place, here in places.items():
                later: dict[int, list[cp_model.IntVar]] = defaultdict(list)
                for other in self.instance.apart[place]:
                    slot = self.instance.places[other].slot
                    if other in places and slot > self.instance.places[place].slot:
                        later[slot].extend(places[other])
                for there in later.values():
                    self.model.add_at_most_one([*here, *there])

    def _orders(self) -> None:
        for first, then in self.instance.orders:
            if first in self.domains and then in self.domains:
                when = [
                    sum(self.instance.places[place].slot * self.seat[wish, place] for place in self.domains[wish])
                    for wish in (first, then)
                ]
                self.model.add(when[0] + 1 <= when[1])

    # ----------------------------------------------------------------------------------------------------------------

    def level(self, total: int, worst: int) -> None:
        """Sets the objective: at most `total` gaps in all, and the fewest for the person with the most."""
        most = self.model.new_int_var(1, worst, "")
        self.model.add(sum(gap for some in self.gaps.values() for gap in some) <= total)
        for some in self.gaps.values():
            if len(some) > 1:
                self.model.add(sum(some) <= most)
        self.model.minimize(most)

    def hint(self, draft: Draft) -> None:
        self.model.clear_hints()  # type: ignore[no-untyped-call]
        for (wish, place), seat in self.seat.items():
            self.model.add_hint(seat, draft.place[wish] == place)

    def into(self, draft: Draft, found: Searched) -> Draft:
        """The draft with these wishes where the search has put them."""
        draft, chosen = draft.copy(), defaultdict(list)
        for (group, one, place), voice in self.voices.items():
            if found.value(voice):
                chosen[group, place].append(one)
        for (wish, place), seat in self.seat.items():
            if found.value(seat):
                draft.place[wish], draft.voice[wish] = place, NOWHERE
        share_voices(self.instance, draft, chosen, self.wanted)
        return draft
