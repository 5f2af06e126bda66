"""A published timetable changed as little as can be: what can stay stays, and of the rest as much as can be is kept.

Fixed meetings and musts first; then the weight of the published meetings that can still take place; then as few of them
as can be in another slot, confirmed ones least of all; then what else can be placed without moving any. Gaps and
tables are looked at only for what has moved.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np

from missions.timetable.board import Board
from missions.timetable.climbing import climb
from missions.timetable.finishing import finished
from missions.timetable.gaps import fewer_gaps_among
from missions.timetable.greedy import eject, fill, nearest_first, urgency
from missions.timetable.instance import Instance
from missions.timetable.mip import Reals, Solved
from missions.timetable.musts import most_musts, only_fixed
from missions.timetable.placing import NOWHERE, Draft, PlacingModel, Scoring
from missions.timetable.running import Run
from missions.timetable.solving import usual_seconds
from missions.timetable.tables import seat
from missions.timetable.values import Key, Level, LevelName, Meeting, Plan, Problem, Report, Scope, Status, Stopped
from missions.timetable.watch import Watch

CONFIRMED = 500
"""What it is worth that a confirmed meeting stays in its slot, beside `STAYS` for any other."""

STAYS = 10
IN_ITS_VENUE = 1
AT_ITS_TABLE = 0.1
ON_ITS_DAY = 0.05
SAME_INTERPRETER = 0.1
"""Tastes: they choose among equals."""


def replan(
    problem: Problem,
    published: Sequence[Meeting],
    *,
    confirmed: Collection[Key] = (),
    seconds: float | None = None,
    workers: int = 2,
    report: Report | None = None,
    stopped: Stopped | None = None,
) -> Plan:
    """The plan for the problem as it is now that changes the published one least; `moves` says what it changes.

    :param published: what everybody was told; slots and tables that are no more are known to be lost.
    :param confirmed: wishes that their people have accepted: moved only where there is no other way.
    """
    usual = usual_seconds(problem)
    watch = Watch(usual if seconds is None else seconds, len(problem.wishes), report, stopped)
    run = Run(Instance(problem), watch, workers)
    old = Published(run.instance, published, confirmed)
    draft = old.mended(watch)
    if any(draft.place[wish] < 0 for wish in run.instance.fixed):
        found = only_fixed(run)
        if found is None:
            return Plan(Status.INFEASIBLE, conflicts=tuple(run.conflicts), seconds=watch.elapsed)
        draft = found
    watch.tell(LevelName.KEPT, draft.placed, now=True)
    draft = _fewest_moves(run, old, draft)
    watch.tell(LevelName.WISHES, draft.placed, now=True)
    draft = _more(run, old, draft)
    stays = {wish for wish, slot in old.slot.items() if draft.place[wish] >= 0 and old.at(draft, wish) == slot}
    draft, levels = fewer_gaps_among(
        run.instance, draft, stays, watch, voices=old.voice, seconds=min(usual / 12, watch.left(0.6)), workers=workers
    )
    run.levels += levels
    watch.tell(LevelName.WALKING, draft.placed, now=True)
    old.same_voices(draft)
    keep = {wish: old.table[wish] for wish in stays if wish in old.table}
    return finished(run, seat(run.instance, draft, watch, keep), min(usual / 20, watch.left()), published)


class Published:
    """The published timetable in the new instance's numbers: by wish `slot`, `table` and `voice`, if they still are."""

    def __init__(self, instance: Instance, published: Sequence[Meeting], confirmed: Collection[Key]) -> None:
        self.instance = instance
        known = [meeting for meeting in published if meeting.wish in instance.wish_of]
        self.wishes = {instance.wish_of[meeting.wish] for meeting in known}
        self.confirmed = {instance.wish_of[key] for key in confirmed if key in instance.wish_of}
        self.slot = {
            instance.wish_of[one.wish]: instance.slot_of[one.slot] for one in known if one.slot in instance.slot_of
        }
        self.table = {
            instance.wish_of[one.wish]: instance.table_of[one.table] for one in known if one.table in instance.table_of
        }
        self.voice = {
            instance.wish_of[one.wish]: instance.interpreter_of[one.interpreter]
            for one in known
            if one.interpreter in instance.interpreter_of
        }

    def at(self, draft: Draft, wish: int) -> int:
        """The slot in which the draft has it."""
        return self.instance.places[draft.place[wish]].slot

    def stay(self, wish: int) -> list[int]:
        """Its places in the slot that it was in, that with its old venue first."""
        places = [
            place for place in self.instance.domains[wish] if self.instance.places[place].slot == self.slot.get(wish)
        ]
        table = self.table.get(wish)
        return sorted(places, key=lambda place: table not in self.instance.places[place].tables)

    def mended(self, watch: Watch) -> Draft:
        """At once: all that can stay does, the others are put where there is room, at best on the same day."""
        board = Board(self.instance)
        order = sorted(urgency(self.instance), key=lambda wish: wish not in self.confirmed)
        order.sort(key=lambda wish: (wish not in self.instance.fixed, wish not in self.instance.musts))
        for wish in order:
            if wish in self.wishes or wish in self.instance.fixed:
                self._seat_again(board, wish)
        for wish in order:
            wanted = wish in self.wishes or wish in self.instance.musts
            if wanted and board.draft.place[wish] < 0 and not watch.halted:
                places = sorted(nearest_first(board, wish), key=lambda place: not self.same_day(wish, place))
                if not board.seat(wish, places):
                    eject(board, wish, frozenset(self.confirmed))
        if watch.halted:
            fill(board, watch, order, frozenset(self.wishes))
        return board.draft

    def _seat_again(self, board: Board, wish: int) -> None:
        for place in self.stay(wish):
            voice = self.voice.get(wish)
            group = self.instance.group_of[wish]
            fits = group is not None and voice in self.instance.candidates[group]
            if voice is not None and fits and board.free(wish, place) and board.can_speak(voice, place):
                board.put(wish, place, voice)
                return
        board.seat(wish, self.stay(wish))

    def same_day(self, wish: int, place: int) -> bool:
        instance = self.instance
        slot = self.slot.get(wish)
        return slot is not None and instance.day_of[slot] == instance.day_of[instance.places[place].slot]

    def worth(self, wish: int, place: int) -> int:
        """What it is worth that the wish is there: whether it is in its slot, and then in its venue."""
        where, table = self.instance.places[place], self.table.get(wish)
        if wish not in self.wishes or where.slot != self.slot.get(wish):
            return 0
        same_venue = table is not None and self.instance.table_venue[table] == where.venue
        return (CONFIRMED if wish in self.confirmed else STAYS) + IN_ITS_VENUE * same_venue

    def taste(self, wish: int, place: int) -> float:
        """What speaks for this place among equals."""
        where, table = self.instance.places[place], self.table.get(wish)
        if wish not in self.wishes:
            return 0
        if where.slot != self.slot.get(wish):
            return ON_ITS_DAY * self.same_day(wish, place)
        return AT_ITS_TABLE * (table in where.tables)

    def worth_of(self, draft: Draft) -> int:
        return sum(self.worth(wish, place) for wish, place in enumerate(draft.place) if place >= 0)

    def most_worth(self) -> int:
        """What no plan is worth more than, by the tables of each slot alone."""
        total = 0
        for slot, wishes in self._by_slot().items():
            worths = sorted(
                (max(self.worth(wish, place) for place in self.stay(wish)) for wish in wishes), reverse=True
            )
            total += sum(worths[: len(wishes) - self._excess(slot, wishes)])
        return total

    def tight(self) -> set[int]:
        """The slots in which not everything that was there can stay."""
        crowded = {slot for slot, wishes in self._by_slot().items() if self._excess(slot, wishes)}
        return crowded | {slot for wish, slot in self.slot.items() if not self.stay(wish)}

    def _by_slot(self) -> dict[int, list[int]]:
        """The published wishes that can still be in their slot."""
        found: dict[int, list[int]] = {}
        for wish, slot in sorted(self.slot.items()):
            if self.stay(wish):
                found.setdefault(slot, []).append(wish)
        return found

    def _excess(self, slot: int, wishes: list[int]) -> int:
        """How many more there are than tables, of any size."""
        places = [self.instance.places[place] for place in self.instance.places_at[slot]]
        return max(
            0,
            *(
                sum(self.instance.needs[wish] >= number for wish in wishes)
                - sum(place.room[number] for place in places)
                for number in range(len(self.instance.classes))
            ),
        )

    def moved(self, draft: Draft) -> int:
        """How many published meetings are not in their slot any more in the draft."""
        return sum(draft.place[wish] < 0 or self.at(draft, wish) != self.slot.get(wish) for wish in self.wishes)

    def same_voices(self, draft: Draft) -> None:
        """Gives back to each meeting that has not moved the interpreter that it had, if nothing speaks against it."""
        board = Board(self.instance, draft)
        for wish, voice in sorted(self.voice.items()):
            place, now = draft.place[wish], draft.voice[wish]
            group = self.instance.group_of[wish]
            if place < 0 or now in {voice, NOWHERE} or group is None or self.at(draft, wish) != self.slot.get(wish):
                continue
            if voice not in self.instance.candidates[group]:
                continue
            other = board.speaks[voice][self.at(draft, wish)]
            mark = board.mark()
            board.take(wish)
            if other >= 0:
                self._exchange(board, other, now)
            if board.can_speak(voice, place):
                board.put(wish, place, voice)
            else:
                board.undo(mark)
        draft.voice = board.draft.voice

    def _exchange(self, board: Board, other: int, voice: int) -> None:
        place, group = board.draft.place[other], self.instance.group_of[other]
        if (
            group is not None
            and voice in self.instance.candidates[group]
            and self.voice.get(other) != board.draft.voice[other]
        ):
            mark = board.mark()
            board.take(other)
            if board.can_speak(voice, place):
                board.put(other, place, voice)
            else:
                board.undo(mark)


def _fewest_moves(run: Run, old: Published, draft: Draft) -> Draft:
    """Musts, then as much of the published as can be kept, then as few moves as can be."""
    instance = run.instance
    draft, musts = most_musts(run, draft)
    wanted = {wish for wish in old.wishes | instance.musts | set(instance.fixed) if instance.domains[wish]}
    for wish in range(len(instance.wishes)):
        if wish not in wanted:
            draft.place[wish] = draft.voice[wish] = NOWHERE
    most = sum(instance.weights[wish] for wish in wanted)
    if musts == len(instance.musts):
        near = _nearby(run, old, wanted)
        kept = draft if all(draft.place[wish] >= 0 for wish in wanted) else None
        kept = near or kept
        if near is None or old.worth_of(near) < old.most_worth():
            model = PlacingModel(instance, _only(instance, wanted), required=wanted, slim=True)
            solved = _least_moved(model, old, run.watch, kept)
        else:
            solved = Solved(None, old.most_worth(), optimal=True)
        if solved.values is not None:
            kept = model.draft(solved.values, old.voice)
        if kept is not None:
            run.levels += [Level(LevelName.MUSTS, musts, musts), Level(LevelName.KEPT, most, most)]
            return _moved(run, old, kept, solved.bound)
    model, draft = _most_kept(run, draft, wanted, musts)
    solved = _least_moved(model, old, run.watch, draft)
    if solved.values is not None:
        draft = model.draft(solved.values, old.voice)
    return _moved(run, old, draft, solved.bound)


def _nearby(run: Run, old: Published, wanted: set[int]) -> Draft | None:
    """Everything wanted, while only what was in a slot that has lost something may move: hardly ever is more needed."""
    instance, tight = run.instance, old.tight()
    domains = [
        [] if wish not in wanted else old.stay(wish) if old.slot.get(wish) not in tight and old.stay(wish) else domain
        for wish, domain in enumerate(instance.domains)
    ]
    model = PlacingModel(instance, domains, required=wanted, slim=True)
    solved = _least_moved(model, old, run.watch, None)
    return None if solved.values is None else model.draft(solved.values, old.voice)


def _only(instance: Instance, wanted: Collection[int]) -> list[list[int]]:
    return [domain if wish in wanted else [] for wish, domain in enumerate(instance.domains)]


def _most_kept(run: Run, draft: Draft, wanted: set[int], musts: int) -> tuple[PlacingModel, Draft]:
    """As much weight of what is wanted as can be, where it cannot be all; and a model that holds it."""
    instance, watch = run.instance, run.watch
    required = {*instance.fixed, *(instance.musts if musts == len(instance.musts) else ())}
    model = PlacingModel(instance, _only(instance, wanted), required=required)
    if instance.musts - required:
        least = Scoring.of(instance, draft).musts
        model.mip.add_row(model.held + np.array(sorted(instance.musts)), lower=least)
    model.profit(np.array([weight * (wish in wanted) for wish, weight in enumerate(instance.weights)], float))
    solved = climb(model, model.start(draft), watch, watch.left(0.4))
    if solved.values is not None:
        draft = model.draft(solved.values)
    score = Scoring.of(instance, draft)
    run.levels += [
        Level(LevelName.MUSTS, score.musts, musts),
        Level(LevelName.KEPT, score.weight, max(score.weight, solved.bound)),
    ]
    if score.weight:
        wishes = np.arange(len(instance.wishes))
        model.mip.add_row(model.held + wishes, lower=score.weight, factors=np.array(instance.weights, float))
    return model, draft


def _least_moved(model: PlacingModel, old: Published, watch: Watch, draft: Draft | None) -> Solved:
    """With as much worth by staying as can be; without a draft to begin with, there may be no solution."""
    pairs = list(zip(model.wish.tolist(), model.place.tolist(), strict=True))
    worths = np.zeros(model.mip.columns)
    worths[: model.size] = [old.worth(wish, place) for wish, place in pairs]
    model.mip.profit = [worths]
    start = None if draft is None else model.start(draft)
    return climb(model, start, watch, watch.left(0.3 if draft is None else 0.6), _tastes(model, old, pairs))


def _moved(run: Run, old: Published, draft: Draft, bound: float) -> Draft:
    """The draft, with how many it moves and how many less that could be at the most."""
    missing = int(np.ceil((min(bound, old.most_worth()) - old.worth_of(draft)) / STAYS - 1e-6))
    moved = old.moved(draft)
    run.levels.append(Level(LevelName.MOVED, moved, max(0, moved - max(0, missing))))
    return draft


def _tastes(model: PlacingModel, old: Published, pairs: list[tuple[int, int]]) -> Reals:
    """What chooses among plans with as few moves: tables, venues, days and interpreters as they were."""
    found = np.zeros(model.mip.columns)
    found[: model.size] = [old.taste(wish, place) for wish, place in pairs]
    for wish, voice in old.voice.items():
        group, places = model.instance.group_of[wish], old.stay(wish)
        for column in (model.voice_column(group, voice, place) for place in places) if group is not None else ():
            if column is not None:
                found[column] = SAME_INTERPRETER
    return found


def _more(run: Run, old: Published, draft: Draft) -> Draft:
    """What else can be placed with all of that where it is now."""
    instance, watch = run.instance, run.watch
    board = Board(instance, draft)
    domains = [
        [place] if place >= 0 else [one for one in instance.domains[wish] if board.free(wish, one)]
        for wish, place in enumerate(draft.place)
    ]
    model = PlacingModel(instance, domains, required=[wish for wish, place in enumerate(draft.place) if place >= 0])
    model.profit(np.array(instance.weights, float))
    pairs = list(zip(model.wish.tolist(), model.place.tolist(), strict=True))
    solved = climb(model, model.start(draft), watch, watch.left(0.5), _tastes(model, old, pairs))
    if solved.values is not None:
        draft = model.draft(solved.values, old.voice)
    weight = Scoring.of(instance, draft).weight
    run.levels.append(Level(LevelName.WISHES, weight, max(weight, solved.bound), Scope.UNMOVED))
    return draft
