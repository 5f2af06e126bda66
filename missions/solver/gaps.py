"""Level 3: fewest idle gaps in people's days, and evenly, with the same meetings placed.

One constraint programme for each day, with every meeting on the day that it has; then, as far as there is time, one for
the whole event. A gap is counted where it ends: a meeting now, none in the slot before, and one earlier that day. Slots
in which somebody is not there do not count; so a person's day is the list of slots in which they are.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from itertools import pairwise

from ortools.sat.python import cp_model

from missions.solver.greedy import close_up
from missions.solver.instance import Instance
from missions.solver.placing import NOWHERE, Draft, share_voices
from missions.solver.searching import Searched, search
from missions.solver.values import Level, LevelName, Scope
from missions.solver.watch import Watch


def gaps_by_person(instance: Instance, draft: Draft) -> list[int]:
    busy: list[set[int]] = [set() for _ in instance.people]
    for wish, place in enumerate(draft.place):
        if place >= 0:
            for person in instance.parties[wish]:
                busy[person].add(instance.places[place].slot)
    return [sum(_gaps_of(slots, mine) for slots in instance.days_of[person]) for person, mine in enumerate(busy)]


def _gaps_of(slots: Sequence[int], busy: Collection[int]) -> int:
    """Gaps in one day, of which `slots` are those in which the person is there."""
    held = [number for number, slot in enumerate(slots) if slot in busy]
    return sum(later - earlier > 1 for earlier, later in pairwise(held))


class DayModel:
    """Where the wishes of `domains` are, each in one of its places; all others stay out of it.

    `wanted`: who should interpret for a wish, if that costs nothing.
    """

    def __init__(
        self, instance: Instance, domains: dict[int, list[int]], wanted: Mapping[int, int] | None = None
    ) -> None:
        self.instance, self.domains, self.wanted = instance, domains, wanted or {}
        self.model = cp_model.CpModel()
        self.seat: dict[tuple[int, int], cp_model.IntVar] = {}
        self.voices: dict[tuple[int, int, int], cp_model.IntVar] = {}
        for wish, places in domains.items():
            for place in places:
                self.seat[wish, place] = self.model.new_bool_var("")
            self.model.add_exactly_one(self.seat[wish, place] for place in places)
        self.gaps: dict[int, list[cp_model.IntVar]] = defaultdict(list)
        self._people()
        self._tables()
        self._interpreters()
        self._travel()
        self._orders()

    def _people(self) -> None:
        at: dict[int, dict[int, list[cp_model.IntVar]]] = defaultdict(lambda: defaultdict(list))
        number: dict[int, int] = defaultdict(int)
        for (wish, place), seat in self.seat.items():
            for person in self.instance.parties[wish]:
                at[person][self.instance.places[place].slot].append(seat)
        for wish in self.domains:
            for person in self.instance.parties[wish]:
                number[person] += 1
        for person, slots in at.items():
            if number[person] < 2:
                continue
            busy = {slot: self._either(seats) for slot, seats in slots.items()}
            self.model.add(sum(busy.values()) == number[person])
            self._limit(person, busy)
            for day in self.instance.days_of[person]:
                self._gaps_in(person, day, busy)

    def _either(self, seats: list[cp_model.IntVar]) -> cp_model.IntVar:
        """Whether one of them is taken; two cannot be."""
        if len(seats) == 1:
            return seats[0]
        busy = self.model.new_bool_var("")
        self.model.add_exactly_one([*seats, ~busy])
        return busy

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
        """The aim is now: no more than so many gaps in all, and as few as can be for whoever has most."""
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


def fewest_gaps(
    instance: Instance, draft: Draft, watch: Watch, seconds: float, workers: int, *, all_placed: bool
) -> tuple[Draft, list[Level]]:
    """The draft with fewer gaps, and what is proven of it. `all_placed`: no other meetings could be placed."""
    ends = watch.elapsed + min(seconds, watch.left())
    draft, bound = _by_day(instance, close_up(instance, draft, watch), watch, ends, workers)
    scope = Scope.DAYS
    total = sum(gaps_by_person(instance, draft))
    wide = Scope.ALL if all_placed else Scope.MEETINGS
    if total == 0:
        scope = Scope.ALL
    elif ends - watch.elapsed > 1 and not watch.halted:
        wider, wider_bound = _whole(instance, draft, watch, ends, workers)
        if wider_bound >= bound or wider is not draft:
            scope, bound = wide, wider_bound
        draft = wider
    gaps = gaps_by_person(instance, draft)
    return draft, [
        Level(LevelName.GAPS, sum(gaps), min(bound, sum(gaps)), scope),
        Level(LevelName.MOST_GAPS, max(gaps, default=0), 1 if sum(gaps) else 0, scope),
    ]


def gaps_on(instance: Instance, draft: Draft, day: int) -> int:
    """Everybody's gaps on one day."""
    busy: list[set[int]] = [set() for _ in instance.people]
    for wish, place in enumerate(draft.place):
        for person in instance.parties[wish] if place >= 0 else ():
            busy[person].add(instance.places[place].slot)
    return sum(_gaps_of(instance.days_of[person][day], mine) for person, mine in enumerate(busy))


def fewer_gaps_among(
    instance: Instance,
    draft: Draft,
    stays: Collection[int],
    watch: Watch,
    *,
    voices: Mapping[int, int],
    seconds: float,
    workers: int,
) -> tuple[Draft, list[Level]]:
    """The same for what does not stay: on the days that it has, around all that stays where it is."""
    ends = watch.elapsed + min(seconds, watch.left())
    bound = 0.0
    for day in range(len(instance.days)):
        on_day = [
            wish
            for wish, place in enumerate(draft.place)
            if place >= 0 and instance.day_of[instance.places[place].slot] == day
        ]
        moving = [wish for wish in on_day if wish not in stays]
        if not moving:
            bound += gaps_on(instance, draft, day)
        if not moving or watch.over or ends <= watch.elapsed:
            continue
        domains = {wish: [draft.place[wish]] if wish in stays else instance.domain_on(wish, day) for wish in on_day}
        draft, least = _fewer(DayModel(instance, domains, voices), draft, watch, ends - watch.elapsed, workers)
        bound += least
    gaps = gaps_by_person(instance, draft)
    return draft, [Level(LevelName.GAPS, sum(gaps), min(bound, sum(gaps)), Scope.UNMOVED)]


def _by_day(instance: Instance, draft: Draft, watch: Watch, ends: float, workers: int) -> tuple[Draft, float]:
    """Each day by itself, the fullest last: what a short one leaves of its time is theirs. The sum of the bounds."""
    bound = 0.0
    days: list[list[int]] = [[] for _ in instance.days]
    for wish, place in enumerate(draft.place):
        if place >= 0:
            days[instance.day_of[instance.places[place].slot]].append(wish)
    order = sorted(range(len(days)), key=lambda day: len(days[day]))
    for number, day in enumerate(order):
        seconds = (ends - watch.elapsed) / (len(order) - number)
        if not days[day] or watch.over or seconds <= 0:
            continue
        model = DayModel(instance, {wish: instance.domain_on(wish, day) for wish in days[day]})
        draft, day_bound = _fewer(model, draft, watch, seconds, workers)
        bound += day_bound
        watch.tell(LevelName.GAPS)
    return draft, bound


def _whole(instance: Instance, draft: Draft, watch: Watch, ends: float, workers: int) -> tuple[Draft, float]:
    placed = [wish for wish, place in enumerate(draft.place) if place >= 0]
    model = DayModel(instance, {wish: instance.domains[wish] for wish in placed})
    return _fewer(model, draft, watch, ends - watch.elapsed, workers)


def _fewer(model: DayModel, draft: Draft, watch: Watch, seconds: float, workers: int) -> tuple[Draft, float]:
    """The draft with fewer gaps and then fewer at most for anyone; the bound of the former."""
    gaps = [gap for some in model.gaps.values() for gap in some]
    if not gaps:
        return draft, 0.0
    begun = watch.elapsed
    model.model.minimize(sum(gaps))
    model.hint(draft)
    found = search(model.model, watch, seconds, workers)
    if not found.found:
        return draft, max(0.0, found.bound)
    draft, total = model.into(draft, found), round(found.solver.objective_value)
    left = seconds - (watch.elapsed - begun)
    worst = max(sum(found.value(gap) for gap in some) for some in model.gaps.values())
    if found.optimal and worst > 1 and left > 0:
        model.level(total, worst)
        model.hint(draft)
        evener = search(model.model, watch, left, workers)
        draft = model.into(draft, evener) if evener.found else draft
    return draft, found.bound
