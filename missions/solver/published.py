"""The published meetings, and what it is worth to keep them as they are."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from missions.solver.board import Board
from missions.solver.greedy import eject, fill, nearest_first, urgency
from missions.solver.instance import Instance
from missions.solver.placing import NOWHERE, Draft
from missions.solver.values import Key, PlannedMeeting
from missions.solver.watch import Watch

CONFIRMED = 500
"""What it is worth that a confirmed meeting stays in its slot, beside `STAYS` for any other."""

STAYS = 10
IN_ITS_VENUE = 1
AT_ITS_TABLE = 0.1
ON_ITS_DAY = 0.05
SAME_INTERPRETER = 0.1
"""Tastes: they choose among equals."""


class Published:
    """The published timetable in the new instance's numbers: by wish `slot`, `table` and `voice`, if they still are."""

    def __init__(self, instance: Instance, published: Sequence[PlannedMeeting], confirmed: Collection[Key]) -> None:
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
        """How many published meetings are not in their slot any more in the draft, or nowhere."""
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
