"""Level 1, and the programme of the levels after it: which wishes have a seat, in mixed integers.

A variable for each wish and place it may have. The relaxation is almost whole by itself, so that HiGHS proves missions
of some hundreds of people in seconds. Interpreters have a variable each for the wishes that they are candidates of.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from missions.solver.instance import Instance
from missions.solver.mip import Mip, Numbers, Reals

NOWHERE = -1


@dataclass(slots=True)
class Draft:
    """A plan in numbers: by wish its place and its interpreter, `NOWHERE` for none."""

    place: list[int]
    voice: list[int]

    @classmethod
    def empty(cls, wishes: int) -> Draft:
        return cls([NOWHERE] * wishes, [NOWHERE] * wishes)

    def copy(self) -> Draft:
        return Draft(list(self.place), list(self.voice))

    @property
    def placed(self) -> int:
        return sum(place >= 0 for place in self.place)


@dataclass(slots=True)
class Scoring:
    """What a draft is worth at level 1."""

    musts: int
    weight: int

    @classmethod
    def of(cls, instance: Instance, draft: Draft) -> Scoring:
        placed = [wish for wish, place in enumerate(draft.place) if place >= 0]
        return cls(sum(wish in instance.musts for wish in placed), sum(instance.weights[wish] for wish in placed))


class PlacingModel:
    """The hard rules as rows. `wish` and `place` name each of the first columns; profits are added by the level.

    `slim`: without the columns from `held` on, which say of each wish whether it is placed: all that level 1 needs, and
    half the work where there are hundreds of thousands of columns.
    """

    def __init__(
        self,
        instance: Instance,
        domains: Sequence[Collection[int]] | None = None,
        required: Collection[int] = (),
        *,
        slim: bool = False,
    ) -> None:
        self.instance = instance
        domains = instance.domains if domains is None else domains
        pairs = [(wish, place) for wish, places in enumerate(domains) for place in places]
        columns = np.array(pairs, np.int64).reshape(-1, 2)
        self.wish: Numbers = columns[:, 0]
        self.place: Numbers = columns[:, 1]
        slot_of_place = np.array([place.slot for place in instance.places] or [0], np.int64)
        self.slot: Numbers = slot_of_place[self.place]
        self.index = {pair: column for column, pair in enumerate(pairs)}
        self.size = len(pairs)
        self.mip = Mip()
        self.mip.add_columns(np.zeros(self.size))
        needed = np.zeros(len(instance.wishes))
        needed[list(required)] = 1
        self.slim, self.held = slim, self.mip.columns
        if not slim:
            self.mip.add_columns(np.zeros(len(instance.wishes)), lower=needed, whole=False)
        self._voices: list[tuple[int, int, int]] = []
        self._first_voice = self.size
        self._voice_column: dict[tuple[int, int, int], int] = {}
        self._wishes(needed)
        self._people()
        self._tables()
        self._interpreters()
        self._travel()
        self._orders()
        self.own = self.mip.columns

    @property
    def _all(self) -> Numbers:
        return np.arange(self.size)

    def _wishes(self, needed: Reals) -> None:
        """At most one place for each wish; the columns from `held` on say whether it has one."""
        if self.slim:
            self.mip.add_rows(self.wish, self._all, 1, lower=np.where(needed > 0, 1, -np.inf))
            return
        wishes = np.arange(len(self.instance.wishes))
        self.mip.add_rows(
            np.concatenate([self.wish, wishes]),
            np.concatenate([self._all, self.held + wishes]),
            0,
            lower=0,
            factors=np.concatenate([np.ones(self.size), -np.ones(len(wishes))]),
        )

    def by_person(self) -> tuple[Numbers, Numbers]:
        """The columns of each person's wishes: person, column, one entry each."""
        parties = self.instance.parties
        sizes = np.array([len(party) for party in parties] or [0], np.int64)
        flat = np.array([person for party in parties for person in party], np.int64)
        starts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
        repeats = sizes[self.wish]
        columns = np.repeat(self._all, repeats)
        offsets = np.arange(len(columns)) - np.repeat(np.cumsum(repeats) - repeats, repeats)
        return flat[starts[self.wish][columns] + offsets], columns

    def _people(self) -> None:
        if not self.size:
            return
        instance, slots = self.instance, len(self.instance.slots)
        person, columns = self.by_person()
        self.mip.add_rows(person * slots + self.slot[columns], columns, 1)
        days = np.array(instance.day_of, np.int64)
        limits = np.array([np.inf if one.per_day is None else one.per_day for one in instance.people])
        limited = np.isfinite(limits)[person]
        if limited.any():
            keys = person[limited] * len(instance.days) + days[self.slot[columns[limited]]]
            self.mip.add_rows(keys, columns[limited], np.repeat(limits, len(instance.days)))

    def _tables(self) -> None:
        if not self.size:
            return
        needs = np.array(self.instance.needs, np.int64)[self.wish]
        for number in range(len(self.instance.classes)):
            room = np.array([place.room[number] for place in self.instance.places])
            takes = needs >= number
            self.mip.add_rows(self.place[takes], self._all[takes], room)

    def _interpreters(self) -> None:
        """Who interprets for which group where: as many as there are meetings, each for one, with their breaks."""
        instance = self.instance
        groups = np.array([NOWHERE if group is None else group for group in instance.group_of] or [0], np.int64)
        needed = groups[self.wish] >= 0 if self.size else np.zeros(0, bool)
        if not needed.any():
            return
        places = len(instance.places)
        keys = groups[self.wish[needed]] * places + self.place[needed]
        for key in np.unique(keys):
            group, place = divmod(int(key), places)
            self._voices += [
                (group, one, place)
                for one in instance.candidates[group]
                if instance.places[place].slot in instance.on_duty[one]
            ]
        voices = np.array(self._voices, np.int64).reshape(-1, 3)
        self._first_voice = self.mip.add_columns(np.zeros(len(voices)))
        self._voice_column = {voice: self._first_voice + number for number, voice in enumerate(self._voices)}
        columns = self._first_voice + np.arange(len(voices))
        self.mip.add_rows(
            np.concatenate([keys, voices[:, 0] * places + voices[:, 2]]),
            np.concatenate([self._all[needed], columns]),
            0,
            factors=np.concatenate([np.ones(len(keys)), -np.ones(len(voices))]),
            slim=False,
        )
        slot = np.array([place.slot for place in instance.places])[voices[:, 2]]
        self.mip.add_rows(voices[:, 1] * len(instance.slots) + slot, columns, 1)
        self._duty(voices[:, 1], slot, columns)

    def _duty(self, one: Numbers, slot: Numbers, columns: Numbers) -> None:
        """Breaks and limits of interpreters."""
        for number, interpreter in enumerate(self.instance.interpreters):
            own = one == number
            if interpreter.in_a_row is not None:
                for run in self.instance.runs(interpreter.in_a_row + 1):
                    self._at_most(columns[own & np.isin(slot, list(run))], interpreter.in_a_row)
            if interpreter.per_day is not None:
                days = np.array(self.instance.day_of)[slot]
                for day in range(len(self.instance.days)):
                    self._at_most(columns[own & (days == day)], interpreter.per_day)

    def _at_most(self, columns: Numbers, most: int) -> None:
        if len(columns) > most:
            self.mip.add_row(columns, most)

    def _travel(self) -> None:
        """Nobody, interpreters included, is in two places that are too far apart for the time between them."""
        if not self.instance.travel_binds:
            return
        holders: list[dict[int, list[int]]] = [{} for _ in self.instance.people]
        for person, column in zip(*self.by_person(), strict=True):
            holders[person].setdefault(int(self.place[column]), []).append(int(column))
        speakers: list[dict[int, list[int]]] = [{} for _ in self.instance.interpreters]
        for number, (_, one, place) in enumerate(self._voices):
            speakers[one].setdefault(place, []).append(self._first_voice + number)
        for held in (*holders, *speakers):
            self._too_far(held)

    def _too_far(self, held: dict[int, list[int]]) -> None:
        """One row for each place and each later slot in which some places cannot be reached from it."""
        instance = self.instance
        for place, columns in held.items():
            later: dict[int, list[int]] = {}
            for other in instance.apart[place]:
                if other in held and instance.places[other].slot > instance.places[place].slot:
                    later.setdefault(instance.places[other].slot, []).extend(held[other])
            for unreachable in later.values():
                self.mip.add_row([*columns, *unreachable], 1)

    def _orders(self) -> None:
        for first, then in self.instance.orders:
            firsts, thens = self._all[self.wish == first], self._all[self.wish == then]
            for slot in sorted(set(self.slot[firsts].tolist())):
                clash = np.concatenate([firsts[self.slot[firsts] >= slot], thens[self.slot[thens] <= slot]])
                self.mip.add_row(clash, 1)

    # ----------------------------------------------------------------------------------------------------------------

    def profit(self, by_wish: Reals) -> None:
        """Sets what placing each wish brings, wherever it is."""
        if self.slim:
            self.mip.profit[0] = by_wish[self.wish]
        else:
            self.mip.profit[1] = by_wish

    def start(self, draft: Draft) -> Reals:
        """The draft as values of the columns (of the rules' own columns: levels add theirs)."""
        values = np.zeros(self.mip.columns)
        for wish, place in enumerate(draft.place):
            if place >= 0:
                values[self.index[wish, place]] = 1
                if not self.slim:
                    values[self.held + wish] = 1
        if self._voices:
            taken = {
                (self.instance.group_of[wish], draft.voice[wish], place)
                for wish, place in enumerate(draft.place)
                if place >= 0 and draft.voice[wish] >= 0
            }
            for number, voice in enumerate(self._voices):
                values[self._first_voice + number] = voice in taken
        return values

    def voice_column(self, group: int, one: int, place: int) -> int | None:
        """The column that says that this interpreter works for the group there."""
        return self._voice_column.get((group, one, place))

    def draft(self, values: Reals, voices: Mapping[int, int] | None = None) -> Draft:
        """The columns' values as a draft. `voices`: who should interpret for a wish, if they are there anyway."""
        draft = Draft.empty(len(self.instance.wishes))
        for column in np.flatnonzero(values[: self.size] > 0.5):
            draft.place[int(self.wish[column])] = int(self.place[column])
        chosen: dict[tuple[int, int], list[int]] = {}
        for number, (group, one, place) in enumerate(self._voices):
            if values[self._first_voice + number] > 0.5:
                chosen.setdefault((group, place), []).append(one)
        share_voices(self.instance, draft, chosen, voices or {})
        return draft


def share_voices(
    instance: Instance, draft: Draft, chosen: Mapping[tuple[int, int], list[int]], voices: Mapping[int, int]
) -> None:
    """Gives each meeting one of the interpreters chosen for its group and place, the one wanted if it is there."""
    waiting: list[tuple[int, list[int]]] = []
    for wish, place in enumerate(draft.place):
        group = instance.group_of[wish]
        if place < 0 or group is None or (group, place) not in chosen:
            continue
        there = chosen[group, place]
        if voices.get(wish) in there:
            draft.voice[wish] = voices[wish]
            there.remove(voices[wish])
        else:
            waiting.append((wish, there))
    for wish, there in waiting:
        draft.voice[wish] = there.pop()
