"""Moves a table to another venue, with its meetings to come."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import count

from sqlalchemy import ColumnElement
from sqlmodel import col, select

from locales import N_
from missions.changes.conflicts import broken
from missions.changes.place import Place, upcoming
from missions.changes.plan import ChangePlan, MeetingMove
from missions.errors import Refusal
from storage.database import UnitSession
from storage.tables import MeetingTable, Mission, Venue

GONE = N_("This is no longer in the mission. Please choose again: /changes")
ALREADY_SO = N_("It is already set like that.")


@dataclass(frozen=True, slots=True)
class MoveTable:
    """A table and the venue it goes to, by id."""

    table_id: int
    venue_id: int

    async def foresee(self, session: UnitSession, mission: Mission) -> ChangePlan:
        table, before = await table_of(session, mission, self.table_id)
        after = await venue_of(session, mission, self.venue_id)
        if before.id == after.id:
            raise Refusal(ALREADY_SO)
        relabelled = await new_labels(session, [table], after.id)
        booked = await upcoming(session, mission.id, col(MeetingTable.id) == table.id)
        moves = [MeetingMove.of(meeting, place, elsewhere(place, after, relabelled)) for meeting, place in booked]
        return ChangePlan(
            subject="table",
            detail={
                "kind": "table-moved",
                "table": table.label,
                "venue": dict(before.title),
                "to": dict(after.title),
                "id": table.id,
                "to_id": after.id,
            },
            moves=moves,
            relabelled=relabelled,
            tables=1,
            broken=await broken(session, mission, moves),
        )

    async def lock(self, session: UnitSession) -> None:
        table = col(MeetingTable.id) == self.table_id
        await session.exec(
            select(MeetingTable).where(table).with_for_update().execution_options(populate_existing=True)
        )

    async def carry_out(self, session: UnitSession, plan: ChangePlan) -> None:
        await move_tables(session, [await session.get_one(MeetingTable, self.table_id)], self.venue_id, plan)


async def lock_tables(session: UnitSession, which: ColumnElement[bool]) -> None:
    """Lock these tables and read them again: no meeting can take a seat there until the transaction ends."""
    await session.exec(select(MeetingTable).where(which).with_for_update().execution_options(populate_existing=True))


async def venue_of(session: UnitSession, mission: Mission, venue_id: int) -> Venue:
    """A venue of this mission.

    Raises:
        Refusal: there is none with this id.
    """
    venue = await session.get(Venue, venue_id)
    if venue is None or venue.mission_id != mission.id:
        raise Refusal(GONE)
    return venue


async def table_of(session: UnitSession, mission: Mission, table_id: int) -> tuple[MeetingTable, Venue]:
    """A table of this mission, and its venue.

    Raises:
        Refusal: there is none with this id.
    """
    table = await session.get(MeetingTable, table_id)
    if table is None:
        raise Refusal(GONE)
    return table, await venue_of(session, mission, table.venue_id)


def elsewhere(place: Place, venue: Venue, relabelled: Mapping[str, str]) -> Place:
    """The same slot and table, at another venue."""
    return replace(
        place,
        venue_id=venue.id,
        table=relabelled.get(place.table, place.table),
        title=dict(venue.title),
        address=venue.address,
        latitude=venue.latitude,
        longitude=venue.longitude,
    )


async def new_labels(session: UnitSession, tables: Sequence[MeetingTable], venue_id: int) -> dict[str, str]:
    """New labels, by old label, for tables whose label is taken at the venue."""
    there = await session.exec(select(MeetingTable.label).where(MeetingTable.venue_id == venue_id))
    taken = set(there.all())
    kept = {table.label for table in tables} - taken
    found: dict[str, str] = {}
    for table in tables:
        if table.label in taken:
            found[table.label] = free_label(table.label, taken | kept | set(found.values()))
    return found


def free_label(label: str, taken: Collection[str]) -> str:
    """The lowest free number for a numbered table; "A 2", "A 3" … for a table called "A"."""
    candidates = (str(n) for n in count(1)) if label.isdecimal() else (f"{label} {n}" for n in count(2))
    return next(candidate for candidate in candidates if candidate not in taken)


async def move_tables(session: UnitSession, tables: Sequence[MeetingTable], venue_id: int, plan: ChangePlan) -> None:
    for table in tables:
        table.venue_id = venue_id
        table.label = plan.relabelled.get(table.label, table.label)
    await session.flush()
