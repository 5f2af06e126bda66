"""Place and time of a meeting as a value, which keeps what was true when the rows change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func
from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar

from storage.database import UnitSession
from storage.tables import Interpreter, Meeting, MeetingState, MeetingTable, Slot, Venue


@dataclass(frozen=True, slots=True)
class Place:
    """A slot, a table with its venue, and the interpreter. venue_id: empty for a new venue in a dry run. WGS 84."""

    slot_id: int
    starts_at: datetime
    ends_at: datetime
    table_id: int | None
    table: str
    venue_id: int | None
    title: Mapping[str, str]
    address: str = ""
    latitude: float | None = None
    longitude: float | None = None
    interpreter_id: int | None = None
    interpreter: str = ""

    @classmethod
    def of(
        cls, slot: Slot, table: MeetingTable | None, venue: Venue | None, interpreter: Interpreter | None = None
    ) -> Place:
        return cls(
            slot_id=slot.id,
            starts_at=slot.starts_at,
            ends_at=slot.ends_at,
            table_id=table.id if table else None,
            table=table.label if table else "",
            venue_id=venue.id if venue else None,
            title=dict(venue.title) if venue else {},
            address=venue.address if venue else "",
            latitude=venue.latitude if venue else None,
            longitude=venue.longitude if venue else None,
            interpreter_id=interpreter.id if interpreter else None,
            interpreter=interpreter.name if interpreter else "",
        )

    @property
    def seats(self) -> tuple[int, int | None, int | None]:
        """The ids of slot, table and interpreter."""
        return self.slot_id, self.table_id, self.interpreter_id

    def to_json(self) -> dict[str, Any]:
        return asdict(self) | {"starts_at": self.starts_at.isoformat(), "ends_at": self.ends_at.isoformat()}

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Place:
        moments = {name: datetime.fromisoformat(values[name]) for name in ("starts_at", "ends_at")}
        return cls(**{**values, **moments})


async def upcoming(
    session: UnitSession, mission_id: int, *conditions: ColumnElement[bool]
) -> Sequence[tuple[Meeting, Place]]:
    """The confirmed meetings of a mission that are not over, in order of time, each with its place.

    conditions may name Meeting, Slot, MeetingTable and Venue.
    """
    statement = (
        select(Meeting, Slot, MeetingTable, Venue)
        .join(Slot, col(Slot.id) == col(Meeting.slot_id))
        .outerjoin(MeetingTable, col(MeetingTable.id) == col(Meeting.table_id))
        .outerjoin(Venue, col(Venue.id) == func.coalesce(col(MeetingTable.venue_id), col(Slot.venue_id)))
        .where(
            Meeting.mission_id == mission_id,
            Meeting.state == MeetingState.CONFIRMED,
            Slot.ends_at > session.now,
            *conditions,
        )
        .order_by(col(Slot.starts_at), col(Meeting.id))
        .execution_options(populate_existing=True)
    )
    found = (await session.exec(statement)).all()
    interpreters = {each.id: each for each in await session.exec(_interpreters(mission_id))}
    return [
        (meeting, Place.of(slot, table, venue, interpreters.get(meeting.interpreter_id or 0)))
        for meeting, slot, table, venue in found
    ]


def _interpreters(mission_id: int) -> SelectOfScalar[Interpreter]:
    return select(Interpreter).where(Interpreter.mission_id == mission_id)
