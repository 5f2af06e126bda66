"""Whom a published timetable concerns, and how many of them the chat reaches."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import col, func, select

from missions.people.reach import reachable
from storage.database import UnitSession
from storage.tables import Change, ChangeReceipt, Delegate, Meeting, Person, Timetable


@dataclass(frozen=True, slots=True)
class Audience:
    """How many delegates hear of a published timetable, and how many of those it concerns are out of reach."""

    told: int
    out_of_reach: int


async def audience(session: UnitSession, timetable: Timetable) -> Audience:
    """Those with a new or moved meeting by it, whatever became of the meeting since."""
    both = await session.exec(
        select(Meeting.requester_id, Meeting.invitee_id).where(
            Meeting.mission_id == timetable.mission_id, Meeting.planned_at == timetable.published_at
        )
    )
    moved = await session.exec(
        select(ChangeReceipt.delegate_id, Change.detail)
        .join(Change, col(Change.id) == col(ChangeReceipt.change_id))
        .where(Change.mission_id == timetable.mission_id, Change.subject == "timetable")
    )
    concerned = {side for pair in both for side in pair}
    concerned |= {who for who, detail in moved if detail.get("id") == timetable.id}
    reached = await session.exec(
        select(func.count())
        .select_from(Delegate)
        .join(Person, col(Person.id) == col(Delegate.person_id))
        .where(col(Delegate.id).in_(concerned), *reachable())
    )
    told = reached.one()
    return Audience(told, len(concerned) - told)
