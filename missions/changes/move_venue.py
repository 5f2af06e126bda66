"""Moves a venue with its tables to another place, or corrects its name, address or pin."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlmodel import col, select

from locales import N_
from missions.changes.conflicts import broken
from missions.changes.move_session import held_at, rehouse
from missions.changes.move_table import ALREADY_SO, elsewhere, lock_tables, move_tables, new_labels, venue_of
from missions.changes.place import upcoming
from missions.changes.plan import ChangePlan, MeetingMove
from missions.errors import Refusal
from storage.database import UnitSession
from storage.tables import MeetingTable, Mission, Slot, Venue

NOTHING_THERE = N_("Nothing at {venue} can be moved.")


@dataclass(frozen=True, slots=True)
class NewPlace:
    """A place as an organiser describes it. In a correction, empty fields keep their value."""

    title: Mapping[str, str]
    address: str = ""
    latitude: float | None = None
    longitude: float | None = None

    def described(self, **more: object) -> dict[str, Any]:
        mapped = {"latitude": self.latitude, "longitude": self.longitude}
        return {"title": dict(self.title), "address": self.address, **mapped, **more}


@dataclass(frozen=True, slots=True)
class MoveVenue:
    """All tables of a venue, and the slots in which only it is open, go to another venue of the mission."""

    venue_id: int
    to_venue_id: int

    async def foresee(self, session: UnitSession, mission: Mission) -> ChangePlan:
        after = await venue_of(session, mission, self.to_venue_id)
        if self.venue_id == after.id:
            raise Refusal(ALREADY_SO)
        return await _emptied(session, mission, self.venue_id, after)

    async def lock(self, session: UnitSession) -> None:
        await lock_tables(session, col(MeetingTable.venue_id) == self.venue_id)

    async def carry_out(self, session: UnitSession, plan: ChangePlan) -> None:
        await _empty(session, self.venue_id, self.to_venue_id, plan)


@dataclass(frozen=True, slots=True)
class ReplaceVenue:
    """The same, to a place that is new to the mission."""

    venue_id: int
    new: NewPlace

    async def foresee(self, session: UnitSession, mission: Mission) -> ChangePlan:
        return await _emptied(session, mission, self.venue_id, self._venue(mission.id, key=""))

    async def lock(self, session: UnitSession) -> None:
        await lock_tables(session, col(MeetingTable.venue_id) == self.venue_id)

    async def carry_out(self, session: UnitSession, plan: ChangePlan) -> None:
        left = await session.get_one(Venue, self.venue_id)
        venue = self._venue(left.mission_id, key=f"chat-{secrets.token_hex(4)}")
        session.add(venue)
        await session.flush()
        await _empty(session, self.venue_id, venue.id, plan)

    def _venue(self, mission_id: int, key: str) -> Venue:
        return Venue(mission_id=mission_id, key=key, **self.new.described())


@dataclass(frozen=True, slots=True)
class CorrectVenue:
    """Corrects name, address or pin of a venue; its meetings stay."""

    venue_id: int
    correct: NewPlace

    async def foresee(self, session: UnitSession, mission: Mission) -> ChangePlan:
        venue = await venue_of(session, mission, self.venue_id)
        after = self._corrections(venue)
        if all(getattr(venue, name) == value for name, value in after.items()):
            raise Refusal(ALREADY_SO)
        booked = await upcoming(session, mission.id, col(Venue.id) == venue.id)
        moves = [MeetingMove.of(meeting, place, replace(place, **after)) for meeting, place in booked]
        return ChangePlan(
            subject="venue",
            detail={"kind": "venue-corrected", "venue": dict(venue.title), "to": after["title"], "id": venue.id},
            moves=[move for move in moves if move.before != move.after],
            relabelled={},
            sessions=await held_at(session, venue),
        )

    async def lock(self, session: UnitSession) -> None:
        await lock_tables(session, col(MeetingTable.venue_id) == self.venue_id)

    async def carry_out(self, session: UnitSession, _plan: ChangePlan) -> None:
        venue = await session.get_one(Venue, self.venue_id)
        for name, value in self._corrections(venue).items():
            setattr(venue, name, value)
        await session.flush()

    def _corrections(self, venue: Venue) -> dict[str, Any]:
        said = self.correct
        pinned = said if said.latitude is not None else venue
        return {
            "title": dict(said.title or venue.title),
            "address": said.address or venue.address,
            "latitude": pinned.latitude,
            "longitude": pinned.longitude,
        }


async def _emptied(session: UnitSession, mission: Mission, venue_id: int, after: Venue) -> ChangePlan:
    before = await venue_of(session, mission, venue_id)
    tables = await _tables(session, before.id)
    slots, sessions = await _slots(session, before.id), await held_at(session, before)
    if not tables and not slots and not sessions:
        raise Refusal(NOTHING_THERE, venue=before.title)
    relabelled = await new_labels(session, tables, after.id) if after.id else {}
    booked = await upcoming(session, mission.id, col(Venue.id) == before.id)
    moves = [MeetingMove.of(meeting, place, elsewhere(place, after, relabelled)) for meeting, place in booked]
    return ChangePlan(
        subject="venue",
        detail={
            "kind": "venue-moved",
            "venue": dict(before.title),
            "to": dict(after.title),
            "id": before.id,
            "to_id": after.id,
        },
        moves=moves,
        relabelled=relabelled,
        tables=len(tables),
        sessions=sessions,
        broken=await broken(session, mission, moves, left=before.id, moved_to=after),
    )


async def _empty(session: UnitSession, venue_id: int, to_venue_id: int, plan: ChangePlan) -> None:
    await move_tables(session, await _tables(session, venue_id), to_venue_id, plan)
    for slot in await _slots(session, venue_id):
        slot.venue_id = to_venue_id
    await session.flush()
    await rehouse(session, plan.sessions, to_venue_id)


async def _slots(session: UnitSession, venue_id: int) -> Sequence[Slot]:
    """Slots to come that are bound to this venue."""
    return (await session.exec(select(Slot).where(Slot.venue_id == venue_id, Slot.ends_at > session.now))).all()


async def _tables(session: UnitSession, venue_id: int) -> Sequence[MeetingTable]:
    statement = select(MeetingTable).where(MeetingTable.venue_id == venue_id).order_by(col(MeetingTable.id))
    return (await session.exec(statement)).all()
