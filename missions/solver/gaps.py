"""Level 3: fewest idle gaps in people's days, and evenly, with the same meetings placed.

One constraint programme for each day, with every meeting on the day that it has; then, as far as there is time, one for
the whole event. Small ones are strengthened and proven; of large ones the best plan that is found in time is taken.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from missions.solver.day_model import DayModel
from missions.solver.greedy import close_up
from missions.solver.instance import Instance
from missions.solver.placing import Draft
from missions.solver.searching import PLANS, PROOF, Searched, search
from missions.solver.strengthening import strengthen
from missions.solver.values import Level, LevelName, Scope
from missions.solver.watch import Watch

PROVABLE = 38_000
"""People times tables, added up over the slots of a day, up to which the strengthened model is tried first. On larger
days its search is too slow to find a plan in the usual time."""

PROVING = 0.75
"""Of the time, for the strengthened model; the rest is for better plans, if it came to none."""


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
    elif len(instance.days) == 1:
        scope = wide
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
    """The gaps of all people on one day."""
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
        models = _Models(instance, domains, voices)
        draft, least = _fewer(models, draft, watch, ends - watch.elapsed, workers)
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
        models = _Models(instance, {wish: instance.domain_on(wish, day) for wish in days[day]})
        draft, day_bound = _fewer(models, draft, watch, seconds, workers)
        bound += day_bound
        watch.tell(LevelName.GAPS)
    return draft, bound


def _whole(instance: Instance, draft: Draft, watch: Watch, ends: float, workers: int) -> tuple[Draft, float]:
    placed = [wish for wish, place in enumerate(draft.place) if place >= 0]
    models = _Models(instance, {wish: instance.domains[wish] for wish in placed})
    return _fewer(models, draft, watch, ends - watch.elapsed, workers)


@dataclass(frozen=True, slots=True)
class _Models:
    """What the meetings of `domains` are searched by. `wanted`: see `DayModel`."""

    instance: Instance
    domains: Mapping[int, list[int]]
    wanted: Mapping[int, int] = field(default_factory=dict)

    @property
    def size(self) -> int:
        """See `PROVABLE`."""
        there: dict[int, set[int]] = defaultdict(set)
        for wish, places in self.domains.items():
            for place in places:
                there[place].update(self.instance.parties[wish])
        return sum(len(people) * self.instance.places[place].room[0] for place, people in there.items())

    def plain(self) -> DayModel:
        return DayModel(self.instance, self.domains, self.wanted)

    def strong(self) -> DayModel:
        model = self.plain()
        strengthen(model)
        return model


def _fewer(models: _Models, draft: Draft, watch: Watch, seconds: float, workers: int) -> tuple[Draft, float]:
    """The draft with fewer gaps and then fewer at most for anyone; the bound of the former."""
    ends, bound, settled = watch.elapsed + seconds, 0.0, False
    if models.size <= PROVABLE:
        draft, bound, settled = _improved(models.strong(), draft, watch, PROVING * seconds, workers, settings=PROOF)
    if not settled:
        draft, least, _ = _improved(models.plain(), draft, watch, ends - watch.elapsed, workers, settings=PLANS)
        bound = max(bound, least)
    return draft, bound


def _improved(
    model: DayModel, draft: Draft, watch: Watch, seconds: float, workers: int, *, settings: str
) -> tuple[Draft, float, bool]:
    """The better draft, the bound of its gaps, and whether it has reached that."""
    gaps = [gap for some in model.gaps.values() for gap in some]
    if not gaps:
        return draft, 0.0, True
    begun = watch.elapsed
    model.model.minimize(sum(gaps))
    model.hint(draft)
    found = search(model.model, watch, seconds, workers, settings=settings)
    if not found.found:
        return draft, max(0.0, found.bound), False
    draft = _better(model, draft, found)
    if found.optimal:
        worst = max(sum(found.value(gap) for gap in some) for some in model.gaps.values())
        left = seconds - (watch.elapsed - begun)
        if worst > 1 and left > 0:
            model.level(round(found.solver.objective_value), worst)
            model.hint(draft)
            draft = _better(model, draft, search(model.model, watch, left, workers))
    return draft, found.bound, found.optimal


def _better(model: DayModel, draft: Draft, found: Searched) -> Draft:
    """What was found, unless it has more gaps: a search that is short of time may end before it reaches its hint."""
    if not found.found:
        return draft
    other = model.into(draft, found)
    more = sum(gaps_by_person(model.instance, other)) > sum(gaps_by_person(model.instance, draft))
    return draft if more else other
