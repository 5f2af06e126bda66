"""The hour before a meeting and the meeting itself: when its two may say where they are, and what they said."""

from __future__ import annotations

import secrets
from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.tables import Arrival, Meeting, Says, Slot

BEFORE = timedelta(hours=1)
"""From so long before a meeting on, its two say where they are: reminders come then."""


def opens_at(slot: Slot) -> datetime:
    return slot.starts_at - BEFORE


def is_near(slot: Slot, now: datetime) -> bool:
    """Whether it is the hour before the slot, or the slot itself."""
    return opens_at(slot) <= now < slot.ends_at


async def arrivals(session: AsyncSession, meetings: Collection[Meeting]) -> Mapping[int, Mapping[int, Arrival]]:
    """By meeting and delegate, what was said for the slot that the meeting has."""
    found: dict[int, dict[int, Arrival]] = defaultdict(dict)
    if not meetings:
        return found
    slots = {each.id: each.slot_id for each in meetings}
    for row in await session.exec(select(Arrival).where(col(Arrival.meeting_id).in_(slots))):
        if row.slot_id == slots[row.meeting_id]:
            found[row.meeting_id][row.delegate_id] = row
    return found


async def arrival_of(session: AsyncSession, meeting: Meeting, delegate_id: int) -> Arrival:
    """The delegate's row for the slot that the meeting has, made where there is none; the meeting is locked."""
    rows = (await session.exec(select(Arrival).where(Arrival.meeting_id == meeting.id))).all()
    mine = next((each for each in rows if each.delegate_id == delegate_id), None)
    if mine is not None and mine.slot_id == meeting.slot_id:
        return mine
    others = {each.code for each in rows if each is not mine and each.slot_id == meeting.slot_id}
    code = secrets.choice([each for each in range(10, 100) if each not in others])
    if mine is None:
        mine = Arrival(meeting_id=meeting.id, delegate_id=delegate_id, slot_id=meeting.slot_id, code=code)
    else:
        mine.slot_id, mine.code, mine.says, mine.wrong = meeting.slot_id, code, None, 0
        mine.said_at = mine.here_at = mine.gave_at = mine.asked_at = mine.told_at = None
    session.add(mine)
    await session.flush()
    return mine


async def stays_away(session: AsyncSession, meeting: Meeting, delegate_id: int) -> None:
    """Note that the delegate wants nothing else at that hour: no freed place in it is offered to them."""
    arrival = await arrival_of(session, meeting, delegate_id)
    arrival.says, arrival.said_at = Says.CANNOT_COME, session.info["now"]
