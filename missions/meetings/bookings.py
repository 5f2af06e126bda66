"""Bookings of people, interpreters and tables, as the solver's plain values."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

from sqlmodel import col, select

from missions.meetings.mission_frame import slot_of
from missions.pairs import people_of
from missions.solver import Appointment, Key, Surroundings, Table, Travel
from storage.database import UnitSession
from storage.tables import (
    BOOKED_STATES,
    InterpreterSeat,
    Meeting,
    Mission,
    PersonSeat,
    Slot,
    TableSeat,
    Timetable,
    TimetableState,
)


class Stops:
    """By delegate and by interpreter, where they are when. kept: by delegate, times that only an open request, or a new
    time for a meeting, holds. held: by delegate, slots with a seat of theirs. taken: slots with a table."""

    def __init__(self, mission: Mission, tables: Sequence[Table]) -> None:
        self.people: dict[Key, list[Appointment]] = defaultdict(list)
        self.interpreters: dict[Key, list[Appointment]] = defaultdict(list)
        self.kept: dict[int, set[Key]] = defaultdict(set)
        self.held: dict[int, set[int]] = defaultdict(set)
        self.taken: set[tuple[int, int | None]] = set()
        self._mission = mission
        self._tables: Mapping[Key, Table] = {each.key: each for each in tables}

    def around(self, travel: Sequence[Travel]) -> Surroundings:
        return Surroundings(self.people, self.interpreters, travel)

    def note(self, slot: Slot, people: Sequence[int], table_id: int | None, interpreter_id: int | None) -> None:
        """Add one meeting."""
        stop = self._stop(slot, table_id)
        for each in people:
            self.people[each].append(stop)
        if interpreter_id is not None:
            self.interpreters[interpreter_id].append(stop)
        self.taken.add((slot.id, table_id))

    async def read(
        self,
        session: UnitSession,
        people: Collection[int],
        interpreters: Collection[int],
        slots: Collection[int],
        aside: int = 0,
    ) -> None:
        """Read bookings of these people and tables taken in these slots. aside: a meeting whose seats do not count."""
        await self._people(session, people, aside)
        if interpreters:
            await self._interpreters(session, interpreters, aside)
        statement = select(TableSeat.slot_id, TableSeat.table_id).where(
            col(TableSeat.slot_id).in_(slots), TableSeat.meeting_id != aside
        )
        self.taken.update((await session.exec(statement)).all())

    async def _people(self, session: UnitSession, ids: Collection[int], aside: int) -> None:
        statement = (
            select(PersonSeat.delegate_id, Slot, Meeting)
            .join(Slot, col(Slot.id) == col(PersonSeat.slot_id))
            .join(Meeting, col(Meeting.id) == col(PersonSeat.meeting_id))
            .where(col(PersonSeat.delegate_id).in_(ids), PersonSeat.meeting_id != aside)
        )
        for delegate_id, slot, meeting in await session.exec(statement):
            self.held[delegate_id].add(slot.id)
            # The seat of a proposed time is no meeting: it has no table yet.
            if meeting.state in BOOKED_STATES and meeting.slot_id == slot.id:
                self.people[delegate_id].append(self._stop(slot, meeting.table_id))
            else:
                self.kept[delegate_id].add(slot.id)

    async def _interpreters(self, session: UnitSession, ids: Collection[int], aside: int) -> None:
        statement = (
            select(InterpreterSeat.interpreter_id, Slot, Meeting.table_id)
            .join(Slot, col(Slot.id) == col(InterpreterSeat.slot_id))
            .join(Meeting, col(Meeting.id) == col(InterpreterSeat.meeting_id))
            .where(col(InterpreterSeat.interpreter_id).in_(ids), InterpreterSeat.meeting_id != aside)
        )
        for interpreter_id, slot, table_id in await session.exec(statement):
            self.interpreters[interpreter_id].append(self._stop(slot, table_id))

    def _stop(self, slot: Slot, table_id: int | None) -> Appointment:
        return Appointment(slot_of(self._mission, slot), self._tables.get(table_id) if table_id else None)


class Upheld(NamedTuple):
    slot: Slot
    people: tuple[int, int]
    table_id: int
    interpreter_id: int | None


async def upheld(session: UnitSession, mission: Mission, without: str = "") -> Sequence[Upheld]:
    """Seats that a timetable under publication has yet to write, without those of one pair: they count as booked."""
    found = await session.exec(
        select(Timetable.publishing).where(
            Timetable.mission_id == mission.id, Timetable.state == TimetableState.PUBLISHING
        )
    )
    wanted = [seat for todo in found for seat in (*_new(todo), *_moves(todo)) if seat[0] != without]
    if not wanted:
        return []
    ids = {slot for _pair, slot, _table, _interpreter in wanted}
    slots = {each.id: each for each in await session.exec(select(Slot).where(col(Slot.id).in_(ids)))}
    return [
        Upheld(slots[slot], people_of(pair), table, interpreter)
        for pair, slot, table, interpreter in wanted
        if slot in slots
    ]


def _new(todo: Mapping[str, Any]) -> list[tuple[str, int, int, int | None]]:
    return [(pair, slot, table, interpreter) for pair, slot, table, interpreter, *_more in todo.get("new", ())]


def _moves(todo: Mapping[str, Any]) -> list[tuple[str, int, int, int | None]]:
    return [(pair, *after) for _meeting, pair, _before, after in todo.get("moves", ())]
