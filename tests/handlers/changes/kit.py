"""What walks through a mission that is under way share: meetings that begin soon, and who has a chat."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import func
from sqlmodel import col, select

from missions import local_time
from missions.meetings import seats
from storage.database import Database
from storage.tables import (
    ChangeReceipt,
    Delegate,
    DelegateStatus,
    Lane,
    Meeting,
    MeetingState,
    MeetingTable,
    Mission,
    OutboxRow,
    Slot,
    Venue,
)
from storage.tables.base import utc_now
from tests.handlers.mission import become
from tests.people import Person

ZONE = ZoneInfo(f"Etc/GMT{utc_now().hour - 12:+d}")
"""Where it is noon now (the signs are the other way round there), so that what begins soon begins today."""
LENGTH = timedelta(minutes=20)
HALF = timedelta(seconds=30)
"""Off a full minute, so that how many minutes are left does not hang on the instant at which the clock ticks."""


@dataclass(frozen=True)
class Fair:
    """The mission to Málaga on its first day."""

    database: Database

    async def seat(self, person: Person, language: str, name: str) -> Delegate:
        """Let this person be an approved delegate of the example, with a phone."""
        delegate = await become(self.database, person.id, language, name)
        async with self.database.unit() as session:
            row = await session.get_one(Delegate, delegate.id)
            row.status, row.phone = DelegateStatus.APPROVED, str(person.profile["phone"])
        return delegate

    async def slots(self) -> tuple[int, int]:
        """Two slots: one that begins in fifty minutes, the other at noon tomorrow."""
        async with self.database.unit() as session:
            mission = (await session.exec(select(Mission))).one()
            mission.time_zone = ZONE.key
            tomorrow = local_time.local_date(session.now, ZONE) + timedelta(days=1)
            first, second = (
                Slot(mission_id=mission.id, starts_at=start, ends_at=start + LENGTH)
                for start in (
                    session.now + timedelta(minutes=50) - HALF,
                    local_time.instant(tomorrow, time(12, 1), ZONE),
                )
            )
            session.add_all([first, second])
            await session.flush()
            return first.id, second.id

    async def book(self, one: Delegate, other: Delegate, slot_id: int, venue: str, label: str) -> int:
        async with self.database.unit() as session:
            at = select(MeetingTable).join(Venue).where(Venue.key == venue, MeetingTable.label == label)
            table = (await session.exec(at)).one()
            meeting = Meeting(
                mission_id=one.mission_id,
                requester_id=one.id,
                invitee_id=other.id,
                pair=f"{min(one.id, other.id)}-{max(one.id, other.id)}",
                slot_id=slot_id,
                table_id=table.id,
                state=MeetingState.CONFIRMED,
                confirmed_at=session.now - timedelta(days=1),
            )
            session.add(meeting)
            await session.flush()
            await seats.put(session, [(meeting.id, (one.id, other.id), slot_id, table.id, None)])
            return meeting.id

    async def begin_in(self, slot_id: int, minutes: int) -> datetime:
        """Let a slot begin so soon, as if the time until then had passed."""
        async with self.database.unit() as session:
            slot = await session.get_one(Slot, slot_id)
            slot.starts_at = utc_now() + timedelta(minutes=minutes) - HALF
            slot.ends_at = slot.starts_at + LENGTH
            return slot.starts_at

    async def digest_all_day(self) -> None:
        """The evening begins at midnight."""
        async with self.database.unit() as session:
            (await session.exec(select(Mission))).one().digest_at = time()

    async def changes_posted_to(self, person: Person) -> int:
        async with self.database.reading() as session:
            posted = select(func.count()).where(OutboxRow.chat_id == person.id, OutboxRow.lane == Lane.CHANGE)
            return (await session.exec(posted)).one()

    async def seen(self) -> int:
        """How many receipts say that they were seen."""
        async with self.database.reading() as session:
            return (await session.exec(select(func.count(col(ChangeReceipt.seen_at))))).one()
