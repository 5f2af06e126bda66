"""Row locks for a chunk of a timetable, and the requests that give way to it."""

from __future__ import annotations

from collections.abc import Collection

from sqlmodel import col, select

from missions.meetings import availability
from storage.database import UnitSession
from storage.tables import Delegate, Meeting, MeetingState, Mission, PersonSeat


async def locked(session: UnitSession, ids: Collection[int]) -> dict[int, Meeting]:
    """Lock these meetings until the chunk is written."""
    found = await session.exec(
        select(Meeting)
        .where(col(Meeting.id).in_(ids))
        .order_by(col(Meeting.id))
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    return {meeting.id: meeting for meeting in found}


async def hold(session: UnitSession, mission: Mission, people: Collection[int], *, interpreters: bool) -> None:
    """Lock people, and interpreters, in the order in which a confirmation does, so that the two cannot deadlock."""
    rows = select(Delegate.id).where(col(Delegate.id).in_(people)).order_by(col(Delegate.id))
    await session.exec(rows.with_for_update(key_share=True))
    if interpreters:
        await availability.lock_interpreters(session, mission.id)


async def holding(session: UnitSession, mission: Mission, wanted: set[tuple[int, int]]) -> list[int]:
    """Ids of open requests that hold one of these pairs of slot and delegate."""
    slots, people = {slot for slot, _who in wanted}, {who for _slot, who in wanted}
    found = await session.exec(
        select(Meeting.id, PersonSeat.slot_id, PersonSeat.delegate_id)
        .join(PersonSeat, col(PersonSeat.meeting_id) == col(Meeting.id))
        .where(
            Meeting.mission_id == mission.id,
            Meeting.state == MeetingState.REQUESTED,
            col(PersonSeat.slot_id).in_(slots),
            col(PersonSeat.delegate_id).in_(people),
        )
    )
    return [meeting for meeting, slot, who in found if (slot, who) in wanted]


async def make_room(session: UnitSession, meetings: dict[int, Meeting], wanted: set[tuple[int, int]]) -> None:
    """Release the seats of requests in the way of a meeting: they become requests without a fixed time."""
    waiting = {each.id for each in meetings.values() if each.state is MeetingState.REQUESTED}
    for seat in await session.exec(select(PersonSeat).where(col(PersonSeat.meeting_id).in_(waiting))):
        if (seat.slot_id, seat.delegate_id) in wanted:
            meetings[seat.meeting_id].any_time = True
            meetings[seat.meeting_id].revision += 1
            await session.delete(seat)
    await session.flush()
