"""Who is in meetings that stand apart from the slots of a timetable: a venue's hours alone were shifted.

A timetable leaves these meetings as they are; their people have something else then.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TypeVar

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from missions.solver import Attendee, InterpreterDuty, Key, Travel
from storage.tables import InterpreterSeat, PersonSeat, Slot

Present = TypeVar("Present", Attendee, InterpreterDuty)


@dataclass(frozen=True, slots=True)
class BusyApart:
    """By delegate and by interpreter, the slots of the timetable that they cannot be in."""

    people: Mapping[Key, set[Key]]
    interpreters: Mapping[Key, set[Key]]


def without(them: Iterable[Present], busy: Mapping[Key, set[Key]]) -> tuple[Present, ...]:
    """These people, without the slots that they cannot be in."""
    return tuple(_without(each, busy) for each in them)


def _without(one: Present, busy: Mapping[Key, set[Key]]) -> Present:
    return replace(one, slots=(one.slots or frozenset()) - busy[one.key]) if one.key in busy else one


async def busy_apart(
    session: AsyncSession, slots: Sequence[Slot], apart: Sequence[Slot], ways: Sequence[Travel]
) -> BusyApart:
    """From the seats in slots that stand apart, with the longest way from their venue before and after."""
    people: dict[Key, set[Key]] = defaultdict(set)
    interpreters: dict[Key, set[Key]] = defaultdict(set)
    if apart:
        blocked = {each.id: _blocked(each, slots, ways) for each in apart}
        seats = select(PersonSeat.delegate_id, PersonSeat.slot_id).where(col(PersonSeat.slot_id).in_(blocked))
        for who, slot in await session.exec(seats):
            people[who] |= blocked[slot]
        duties = select(InterpreterSeat.interpreter_id, InterpreterSeat.slot_id)
        for who, slot in await session.exec(duties.where(col(InterpreterSeat.slot_id).in_(blocked))):
            interpreters[who] |= blocked[slot]
    return BusyApart(people, interpreters)


def _blocked(apart: Slot, slots: Sequence[Slot], ways: Sequence[Travel]) -> set[Key]:
    longest = max((way.minutes for way in ways if apart.venue_id in {way.one, way.other}), default=0)
    begins, ends = apart.starts_at - timedelta(minutes=longest), apart.ends_at + timedelta(minutes=longest)
    return {each.id for each in slots if each.starts_at < ends and begins < each.ends_at}
