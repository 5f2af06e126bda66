"""Seats that a timetable which is being published has still to write: nobody else is given them meanwhile."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from sqlmodel import col, select

from storage.database import UnitSession
from storage.tables import Mission, Slot, Timetable, TimetableState


class Upheld(NamedTuple):
    slot: Slot
    people: tuple[int, int]
    table_id: int
    interpreter_id: int | None


async def upheld(session: UnitSession, mission: Mission, besides: str = "") -> Sequence[Upheld]:
    """Those of a mission, but for one pair's own."""
    found = await session.exec(
        select(Timetable.publishing).where(
            Timetable.mission_id == mission.id, Timetable.state == TimetableState.PUBLISHING
        )
    )
    wanted = [seat for todo in found for seat in (*_new(todo), *_moves(todo)) if seat[0] != besides]
    if not wanted:
        return []
    ids = {slot for _pair, slot, _table, _interpreter in wanted}
    slots = {each.id: each for each in await session.exec(select(Slot).where(col(Slot.id).in_(ids)))}
    return [
        Upheld(slots[slot], _both(pair), table, interpreter)
        for pair, slot, table, interpreter in wanted
        if slot in slots
    ]


def _new(todo: Mapping[str, Any]) -> list[tuple[str, int, int, int | None]]:
    return [(pair, slot, table, interpreter) for pair, slot, table, interpreter, *_more in todo.get("new", ())]


def _moves(todo: Mapping[str, Any]) -> list[tuple[str, int, int, int | None]]:
    return [(pair, *after) for _meeting, pair, _before, after in todo.get("moves", ())]


def _both(pair: str) -> tuple[int, int]:
    one, other = pair.split("-")
    return int(one), int(other)
