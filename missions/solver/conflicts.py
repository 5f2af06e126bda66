"""Why some meetings cannot all be: the fewest rules that, together, leave no way.

Every rule has a switch. A constraint programme with all of them on has no solution; one after the other is switched
off, and stays off where there is still none. What is left is minimal: without any one of its rules there is a way.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable

from ortools.sat.python import cp_model

from missions.solver.explaining import languages
from missions.solver.instance import Instance
from missions.solver.searching import search
from missions.solver.values import Conflict, Reason, Rule
from missions.solver.watch import Watch

Name = tuple[Rule, tuple[int, ...]]


def minimal_conflict(instance: Instance, wishes: Collection[int], watch: Watch, seconds: float) -> Conflict | None:
    """Why these wishes cannot all be placed, or None if they can, or if the time did not do to tell."""
    switched = _Switched(instance, sorted(wishes))
    ends = watch.elapsed + seconds
    core = switched.core(list(switched.names), watch, ends)
    if core is None:
        return None
    for name in list(core):
        if watch.over or watch.elapsed >= ends:
            break
        smaller = switched.core([one for one in core if one != name], watch, ends)
        if smaller is not None:
            core = smaller
    involved = {keys[0] for rule, keys in core if rule is Rule.MUST}
    return Conflict(
        tuple(instance.wishes[wish].key for wish in sorted(involved)),
        tuple(_reason(instance, rule, keys) for rule, keys in core),
    )


class _Switched:
    """The rules for some wishes, each with a literal that has it hold."""

    def __init__(self, instance: Instance, wishes: list[int]) -> None:
        self.instance, self.wishes = instance, wishes
        self.model = cp_model.CpModel()
        self.names: dict[Name, cp_model.IntVar] = {}
        self.seat: dict[int, dict[int, cp_model.IntVar]] = {}
        for wish in wishes:
            self._place(wish)
        self._people()
        self._tables()
        self._interpreters()
        self._travel()
        self._orders()

    def switch(self, rule: Rule, *keys: int) -> cp_model.IntVar:
        return self.names.setdefault((rule, keys), self.model.new_bool_var(""))

    def core(self, names: Iterable[Name], watch: Watch, ends: float) -> list[Name] | None:
        """Some of these rules that leave no way together; None if there is one, or no time to tell."""
        names = list(names)
        self.model.clear_assumptions()
        self.model.add_assumptions([self.names[name] for name in names])
        found = search(self.model, watch, ends - watch.elapsed, 1, settings="")
        if not found.impossible:
            return None
        needed = set(found.solver.sufficient_assumptions_for_infeasibility())
        return [name for name in names if self.names[name].index in needed] or names

    def _place(self, wish: int) -> None:
        """A seat in any place of all, and what rules most of them out."""
        instance, model = self.instance, self.model
        seats = self.seat[wish] = {place: model.new_bool_var("") for place in range(len(instance.places))}
        model.add_bool_or(seats.values()).only_enforce_if(self.switch(Rule.MUST, wish))
        model.add_at_most_one(seats.values())
        fixed = instance.fixed.get(wish)
        for place, seat in seats.items():
            slot = instance.places[place].slot
            for person in instance.parties[wish]:
                if slot not in instance.present[person]:
                    model.add_implication(self.switch(Rule.ABSENT, person), ~seat)
                if instance.is_far(person, place):
                    model.add_implication(self.switch(Rule.TRAVEL, person), ~seat)
            if slot not in instance.slots_of(wish):
                model.add_implication(self.switch(Rule.SLOTS, wish), ~seat)
            if fixed is not None and instance.slot_of[fixed.slot] != slot:
                model.add_implication(self.switch(Rule.FIXED, wish), ~seat)

    def _people(self) -> None:
        instance = self.instance
        at: dict[tuple[int, int], list[cp_model.IntVar]] = defaultdict(list)
        today: dict[tuple[int, int], list[cp_model.IntVar]] = defaultdict(list)
        for wish, seats in self.seat.items():
            for place, seat in seats.items():
                slot = instance.places[place].slot
                for person in instance.parties[wish]:
                    at[person, slot].append(seat)
                    today[person, instance.day_of[slot]].append(seat)
        for (person, _), held in at.items():
            if len(held) > 1:
                self.model.add(sum(held) <= 1).only_enforce_if(self.switch(Rule.BUSY, person))
        for (person, _), held in today.items():
            limit = instance.people[person].per_day
            if limit is not None:
                self.model.add(sum(held) <= limit).only_enforce_if(self.switch(Rule.DAY_LIMIT, person))

    def _tables(self) -> None:
        """The tables of a slot are one rule, for all sizes."""
        instance = self.instance
        for place, where in enumerate(instance.places):
            for number, room in enumerate(where.room):
                takes = [seats[place] for wish, seats in self.seat.items() if instance.needs[wish] >= number]
                if len(takes) > room:
                    self.model.add(sum(takes) <= room).only_enforce_if(self.switch(Rule.TABLES, where.slot))

    def _interpreters(self) -> None:
        instance, model = self.instance, self.model
        speaks: dict[tuple[int, int], list[cp_model.IntVar]] = defaultdict(list)
        groups: dict[int, list[int]] = defaultdict(list)
        for wish in self.wishes:
            group = instance.group_of[wish]
            if group is not None:
                groups[group].append(wish)
        for group, wishes in groups.items():
            rule = Rule.INTERPRETERS if instance.candidates[group] else Rule.NO_INTERPRETER
            on = self.switch(rule, group)
            for place, where in enumerate(instance.places):
                voices = []
                for one in instance.candidates[group]:
                    if where.slot in instance.on_duty[one]:
                        voices.append(model.new_bool_var(""))
                        speaks[one, where.slot].append(voices[-1])
                model.add(sum(self.seat[wish][place] for wish in wishes) <= sum(voices)).only_enforce_if(on)
        self._duty(speaks)

    def _duty(self, speaks: dict[tuple[int, int], list[cp_model.IntVar]]) -> None:
        instance = self.instance
        for voices in speaks.values():
            self.model.add_at_most_one(voices)
        for one, interpreter in enumerate(instance.interpreters):
            if interpreter.in_a_row is not None:
                for run in instance.runs(interpreter.in_a_row + 1):
                    row = [voice for slot in run for voice in speaks.get((one, slot), ())]
                    self.model.add(sum(row) <= interpreter.in_a_row)
            if interpreter.per_day is not None:
                for day in range(len(instance.days)):
                    held = [
                        voice
                        for (who, slot), voices in speaks.items()
                        if who == one and instance.day_of[slot] == day
                        for voice in voices
                    ]
                    self.model.add(sum(held) <= interpreter.per_day)

    def _travel(self) -> None:
        instance = self.instance
        for wish, seats in self.seat.items() if instance.travel_binds else ():
            for person in instance.parties[wish]:
                on = self.switch(Rule.TRAVEL, person)
                for other in set(instance.wishes_of[person]) & set(self.seat) - {wish}:
                    for place, seat in seats.items():
                        for far in instance.apart[place]:
                            self.model.add_bool_or([~seat, ~self.seat[other][far], ~on])

    def _orders(self) -> None:
        instance = self.instance
        for first, then in instance.orders:
            if first in self.seat and then in self.seat:
                on = self.switch(Rule.ORDER, first, then)
                when = [
                    sum(instance.places[place].slot * seat for place, seat in self.seat[wish].items())
                    for wish in (first, then)
                ]
                held = [self.switch(Rule.MUST, wish) for wish in (first, then)]
                self.model.add(when[0] + 1 <= when[1]).only_enforce_if([on, *held])


def _reason(instance: Instance, rule: Rule, keys: tuple[int, ...]) -> Reason:
    if rule in {Rule.ABSENT, Rule.BUSY, Rule.DAY_LIMIT, Rule.TRAVEL}:
        return Reason(rule, tuple(instance.people[person].key for person in keys))
    if rule is Rule.TABLES:
        return Reason(rule, (), tuple(instance.slots[slot].key for slot in keys))
    if rule in {Rule.INTERPRETERS, Rule.NO_INTERPRETER}:
        return Reason(rule, languages(instance, instance.group_of.index(keys[0])))
    return Reason(rule, tuple(instance.wishes[wish].key for wish in keys))
