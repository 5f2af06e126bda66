"""Checks that seats of a draft are still free, with the search that seats a single meeting."""

from __future__ import annotations

from dataclasses import replace

from missions.meetings.bookings import Stops
from missions.meetings.mission_frame import slot_of
from missions.solver import Opening, Problem, Rule, Wish, seatings
from missions.timetables.draft_plan import Seat
from storage.tables import Mission, Slot


class Fitting:
    """Free seats beside the bookings; each seat taken counts for the next.

    Only people of the problem can be seated.
    """

    def __init__(self, mission: Mission, problem: Problem, stops: Stops, slots: dict[int, Slot]) -> None:
        self._mission, self._stops, self._slots = mission, stops, slots
        self._people = {each.key: each for each in problem.people}
        self._tables = {each.key: each for each in problem.tables}
        self._open = {each.key: each.slots or frozenset() for each in problem.venues}
        self._interpreters = {each.key: each for each in problem.interpreters}
        self._around = stops.around(problem.travel)

    def take(self, seat: Seat) -> Seat | None:
        """Take a seat, with its interpreter if one is needed; None if a rule forbids it by now."""
        slot, table = self._slots.get(seat.slot_id), self._tables.get(seat.table_id)
        people = [self._people[each] for each in seat.people if each in self._people]
        if slot is None or table is None or len(people) < len(seat.people):
            return None
        if slot.id not in self._open[table.venue] or (slot.id, seat.table_id) in self._stops.taken:
            return None
        voice = self._interpreters.get(seat.interpreter_id or 0)
        opening = Opening(slot_of(self._mission, slot), [table], [voice] if voice else [])
        found = seatings(Wish(seat.pair, seat.people), people, opening, self._around)
        if isinstance(found, Rule):
            return None
        taken = replace(seat, interpreter_id=seat.interpreter_id if found[0].interpreters else None)
        self._stops.note(slot, seat.people, taken.table_id, taken.interpreter_id)
        return taken
