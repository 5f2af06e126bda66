"""Open meetings of a mission, by the slots, tables and interpreters that they need, which cannot be removed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from zoneinfo import ZoneInfo

from sqlmodel import col, or_, select

from storage.database import UnitSession
from storage.tables import OPEN_STATES, Delegate, Meeting, Mission, Slot

_SIDES = (Meeting.requester_id, Meeting.invitee_id)


class Booked:
    def __init__(self, meetings: Sequence[Meeting], names: dict[int, str], hours: dict[int, str]) -> None:
        self.by_slot: dict[int, list[Meeting]] = defaultdict(list)
        self.by_table: dict[int, list[Meeting]] = defaultdict(list)
        self.by_interpreter: dict[int, list[Meeting]] = defaultdict(list)
        self._names = names
        self._hours = hours
        for meeting in meetings:
            self.by_slot[meeting.slot_id].append(meeting)
            if meeting.moves_to_id is not None:
                self.by_slot[meeting.moves_to_id].append(meeting)
            if meeting.table_id is not None:
                self.by_table[meeting.table_id].append(meeting)
            if meeting.interpreter_id is not None:
                self.by_interpreter[meeting.interpreter_id].append(meeting)

    @classmethod
    async def read(cls, session: UnitSession, mission: Mission) -> Booked:
        is_open = col(Meeting.state).in_(OPEN_STATES)
        meetings = (await session.exec(select(Meeting).where(Meeting.mission_id == mission.id, is_open))).all()
        met = (select(side).where(Meeting.mission_id == mission.id, is_open) for side in _SIDES)
        people = await session.exec(select(Delegate.id, Delegate.name).where(or_(*map(col(Delegate.id).in_, met))))
        slots = await session.exec(select(Slot.id, Slot.starts_at).where(Slot.mission_id == mission.id))
        zone = ZoneInfo(mission.time_zone)
        hours = {slot: f"{starts_at.astimezone(zone):%Y-%m-%d %H:%M}" for slot, starts_at in slots}
        return cls(meetings, dict(people.all()), hours)

    def named(self, meetings: Sequence[Meeting]) -> str:
        """The first few of the meetings, by who meets whom and when."""
        few = [
            f"{self._names[each.requester_id]} and {self._names[each.invitee_id]} at {self._hours[each.slot_id]}"
            for each in meetings[:5]
        ]
        more = [f"{len(meetings) - 5} more"] if len(meetings) > 5 else []
        return "; ".join([*few, *more])
