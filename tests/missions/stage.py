"""A small mission straight in the tables, for tests of rules: who meets whom, when and where."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager, suppress
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, NoReturn

from storage import schema
from storage.database import Database, UnitSession
from storage.tables import (
    Delegate,
    DelegateStatus,
    Delegation,
    Meeting,
    MeetingState,
    MeetingTable,
    Mission,
    Organisation,
    OrganisationKind,
    Person,
    PersonSeat,
    Slot,
    TableSeat,
    Venue,
)

NOON = datetime(2027, 7, 12, 12, tzinfo=UTC)


class _Undo(Exception):
    """Ends a unit of work without its effects."""


def _undo() -> NoReturn:
    raise _Undo


class Stage:
    """One mission, and the rows of it that a test wants; all in one unit of work."""

    def __init__(self, session: UnitSession, now: datetime = NOON) -> None:
        self.session = session
        self.mission: Mission
        self.at(now)

    def at(self, now: datetime) -> None:
        """From here on, it is this instant."""
        self.session.info["now"] = now

    async def add(self, *rows: Any) -> None:  # noqa: ANN401 - rows of any table
        self.session.add_all(rows)
        await self.session.flush()

    async def open(self, **values: Any) -> Mission:  # noqa: ANN401 - columns of a mission
        """The mission, with one delegation and one organisation."""
        given = {
            "key": "malaga",
            "title": {"en": "Málaga"},
            "time_zone": "Europe/Madrid",
            "starts_on": date(2027, 7, 12),
            "ends_on": date(2027, 7, 16),
            "reminder_minutes": [60, 15],
        }
        self.mission = Mission(**{**given, **values})
        await self.add(self.mission)
        self.delegation = Delegation(mission_id=self.mission.id, key="all", title={"en": "All"})
        self.organisation = Organisation(
            mission_id=self.mission.id, name="Firm", name_key="firm", kind=OrganisationKind.COMPANY
        )
        await self.add(self.delegation, self.organisation)
        return self.mission

    async def delegates(self, n: int, *, chat: bool = True) -> list[Delegate]:
        found = []
        for number in range(n):
            person = Person(telegram_id=1000 + number) if chat else None
            if person is not None:
                await self.add(person)
            found.append(
                Delegate(
                    mission_id=self.mission.id,
                    person_id=person.id if person else None,
                    delegation_id=self.delegation.id,
                    organisation_id=self.organisation.id,
                    status=DelegateStatus.APPROVED,
                    name=f"Delegate {number}",
                )
            )
        await self.add(*found)
        return found

    async def owner(self) -> Person:
        """A person whom the settings name an owner."""
        owner = Person(telegram_id=1, owner=True, mission_id=self.mission.id)
        await self.add(owner)
        return owner

    async def slots(self, starts: Sequence[datetime], minutes: int = 20) -> list[Slot]:
        found = [
            Slot(mission_id=self.mission.id, starts_at=start, ends_at=start + timedelta(minutes=minutes))
            for start in starts
        ]
        await self.add(*found)
        return found

    async def venue(self, key: str, labels: Sequence[str] = (), **values: Any) -> tuple[Venue, list[MeetingTable]]:  # noqa: ANN401 - columns of a venue
        venue = Venue(mission_id=self.mission.id, key=key, title={"en": key.title()}, **values)
        await self.add(venue)
        tables = [MeetingTable(venue_id=venue.id, label=label) for label in labels]
        await self.add(*tables)
        return venue, tables

    async def meeting(self, one: Delegate, other: Delegate, slot: Slot, table: MeetingTable | None = None) -> Meeting:
        """A confirmed meeting with its seats."""
        meeting = Meeting(
            mission_id=self.mission.id,
            requester_id=one.id,
            invitee_id=other.id,
            pair=f"{min(one.id, other.id)}-{max(one.id, other.id)}",
            slot_id=slot.id,
            table_id=table.id if table else None,
            state=MeetingState.CONFIRMED,
        )
        await self.add(meeting)
        await self.seat(meeting)
        return meeting

    async def seat(self, meeting: Meeting) -> None:
        for delegate_id in (meeting.requester_id, meeting.invitee_id):
            await self.add(PersonSeat(slot_id=meeting.slot_id, delegate_id=delegate_id, meeting_id=meeting.id))
        if meeting.table_id is not None:
            await self.add(TableSeat(slot_id=meeting.slot_id, table_id=meeting.table_id, meeting_id=meeting.id))


@asynccontextmanager
async def staged(database: Database) -> AsyncIterator[Stage]:
    """A stage that leaves nothing behind, so that a property can be tried again and again on one database."""
    with suppress(_Undo):
        async with database.unit() as session:
            yield Stage(session)
            _undo()


Play = Callable[[Callable[[Stage], Coroutine[Any, Any, None]]], None]


@contextmanager
def theatre(folder: Path) -> Iterator[Play]:
    """Plays any number of scenes on one SQLite database, each from an empty stage. For properties."""
    with asyncio.Runner() as runner:
        database = Database(f"sqlite:///{folder / 'wasl.db'}")
        runner.run(schema.upgrade(database))

        async def scene(play: Callable[[Stage], Coroutine[Any, Any, None]]) -> None:
            async with staged(database) as stage:
                await play(stage)

        yield lambda play: runner.run(scene(play))
        runner.run(database.close())
