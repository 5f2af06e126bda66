"""Open meetings of a mission, by the slots, tables and interpreters that they need, which cannot be removed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from zoneinfo import ZoneInfo

from sqlmodel import col, or_, select

from storage.database import UnitSession
from storage.tables import LIVE_STATES, Delegate, Meeting, Mission, Slot

_SIDES = (Meeting.requester_id, Meeting.invitee_id)


class Booked:
    """Read at the first question: a frame that is as it was asks none, however many meetings there are."""

    def __init__(self, session: UnitSession, mission: Mission) -> None:
        """Make it before the mission changes: meetings are named in the time zone that they were agreed in."""
        self._session = session
        self._mission_id = mission.id
        self._zone = ZoneInfo(mission.time_zone)
        self._is_read = False
        self._by_slot: defaultdict[int, list[Meeting]] = defaultdict(list)
        self._by_table: defaultdict[int, list[Meeting]] = defaultdict(list)
        self._by_interpreter: defaultdict[int, list[Meeting]] = defaultdict(list)
        self._names: dict[int, str] = {}
        self._hours: dict[int, str] = {}

    async def of_slot(self, slot_id: int) -> Sequence[Meeting]:
        """Those in the slot, or to be moved there."""
        await self._read()
        return self._by_slot[slot_id]

    async def of_table(self, table_id: int) -> Sequence[Meeting]:
        await self._read()
        return self._by_table[table_id]

    async def of_interpreter(self, interpreter_id: int) -> Sequence[Meeting]:
        await self._read()
        return self._by_interpreter[interpreter_id]

    async def named(self, meetings: Sequence[Meeting]) -> str:
        """The first few of the meetings, by who meets whom and when."""
        await self._read()
        few = [
            f"{self._names[each.requester_id]} and {self._names[each.invitee_id]} at {self._hours[each.slot_id]}"
            for each in meetings[:5]
        ]
        more = [f"{len(meetings) - 5} more"] if len(meetings) > 5 else []
        return "; ".join([*few, *more])

    async def _read(self) -> None:
        if self._is_read:
            return
        self._is_read = True
        session, is_open = self._session, col(Meeting.state).in_(LIVE_STATES)
        of_mission = Meeting.mission_id == self._mission_id
        for meeting in await session.exec(select(Meeting).where(of_mission, is_open)):
            self._put(meeting)
        met = (select(side).where(of_mission, is_open) for side in _SIDES)
        people = await session.exec(select(Delegate.id, Delegate.name).where(or_(*map(col(Delegate.id).in_, met))))
        self._names = dict(people.all())
        slots = await session.exec(select(Slot.id, Slot.starts_at).where(Slot.mission_id == self._mission_id))
        self._hours = {slot: f"{starts_at.astimezone(self._zone):%Y-%m-%d %H:%M}" for slot, starts_at in slots}

    def _put(self, meeting: Meeting) -> None:
        self._by_slot[meeting.slot_id].append(meeting)
        if meeting.moves_to_id is not None:
            self._by_slot[meeting.moves_to_id].append(meeting)
        if meeting.table_id is not None:
            self._by_table[meeting.table_id].append(meeting)
        if meeting.interpreter_id is not None:
            self._by_interpreter[meeting.interpreter_id].append(meeting)
