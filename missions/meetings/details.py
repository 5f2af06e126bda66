"""A meeting with all that is shown of it: who, when, where."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from sqlalchemy import inspect
from sqlalchemy.orm import aliased
from sqlalchemy.orm.util import identity_key
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from missions.meetings.companions import further
from missions.meetings.on_the_day import arrivals, is_near
from storage.tables import (
    Arrival,
    Companion,
    Delegate,
    Interpreter,
    Meeting,
    MeetingState,
    MeetingTable,
    Mission,
    Organisation,
    Slot,
    Venue,
)

Row = TypeVar("Row", Delegate, Organisation, Slot, MeetingTable, Venue, Interpreter)


@dataclass(frozen=True, slots=True)
class Beside:
    """A delegate besides the two of a meeting, and on whose side: has joined, or is only asked to."""

    delegate: Delegate
    row: Companion

    @property
    def has_joined(self) -> bool:
        return self.row.joined_at is not None


@dataclass(frozen=True, slots=True)
class Details:
    """A meeting with its rows. proposed: the new time of a proposed move. table and venue: once it is confirmed.
    interpreter: if the two share no language."""

    meeting: Meeting
    mission: Mission
    slot: Slot
    proposed: Slot | None
    table: MeetingTable | None
    venue: Venue | None
    interpreter: Interpreter | None
    requester: Delegate
    invitee: Delegate
    organisations: dict[int, Organisation]
    near: bool = False
    """Whether it is the hour before the meeting, or the meeting itself."""
    arrivals: Mapping[int, Arrival] = field(default_factory=dict)
    """By delegate, what was said of it on the day."""
    companions: Sequence[Beside] = ()
    """Who has joined the two, and who is asked to."""

    def other(self, side_id: int) -> Delegate:
        """The delegate whom this one meets: of who has joined, the one across the table."""
        if side_id in {self.requester.id, self.invitee.id}:
            return self.invitee if side_id == self.requester.id else self.requester
        mine = self.companion(side_id)
        return self.invitee if mine is None or mine.row.of_requester else self.requester

    def others(self, side_id: int) -> list[Delegate]:
        """All who sit with this delegate, the one across the table first."""
        facing = self.other(side_id)
        joined = (each.delegate for each in self.companions if each.has_joined)
        everyone = [facing, self.requester, self.invitee, *joined]
        return list({each.id: each for each in everyone if each.id != side_id}.values())

    def also(self, side_id: int) -> list[Delegate]:
        """Who sits there besides this delegate and the one across the table."""
        return self.others(side_id)[1:]

    def companion(self, side_id: int) -> Beside | None:
        """This delegate's place, if they are none of the two."""
        return next((each for each in self.companions if each.delegate.id == side_id), None)

    def is_one_of_two(self, side_id: int) -> bool:
        return side_id in {self.requester.id, self.invitee.id}

    def sits(self, side_id: int) -> bool:
        """Whether this delegate takes part: is one of the two, or has joined them."""
        mine = self.companion(side_id)
        return self.is_one_of_two(side_id) or (mine is not None and mine.has_joined)

    def unanswered_by(self, side_id: int) -> bool:
        """Whether a timetable set the meeting and this delegate has yet to accept it."""
        meeting = self.meeting
        if not self.is_one_of_two(side_id):
            return False
        mine = meeting.requester_accepted_at if side_id == meeting.requester_id else meeting.invitee_accepted_at
        waits = meeting.state is MeetingState.CONFIRMED and not meeting.is_agreed
        return waits and mine is None

    def organisation(self, delegate: Delegate) -> Organisation:
        return self.organisations[delegate.organisation_id]


def sides(meetings: Iterable[Details]) -> frozenset[int]:
    """The delegates of these meetings, who has joined or is asked to included."""
    return frozenset(
        side.id
        for each in meetings
        for side in (each.requester, each.invitee, *(one.delegate for one in each.companions))
    )


async def details(session: AsyncSession, meeting: Meeting) -> Details:
    """The details of one meeting."""
    (found,) = await details_of(session, [meeting])
    return found


async def details_of(session: AsyncSession, meetings: Iterable[Meeting]) -> Sequence[Details]:
    """The details of meetings of one mission, in the order given."""
    meetings = list(meetings)
    if not meetings:
        return []
    mission = await session.get_one(Mission, meetings[0].mission_id)
    more: dict[int, list[Companion]] = defaultdict(list)
    for row in await further(session, meetings):
        more[row.meeting_id].append(row)
    two = {each for meeting in meetings for each in (meeting.requester_id, meeting.invitee_id)}
    delegates = await _by_id(session, Delegate, two | {each.delegate_id for rows in more.values() for each in rows})
    organisations = await _by_id(session, Organisation, {each.organisation_id for each in delegates.values()})
    slots = await _by_id(
        session, Slot, {each for meeting in meetings for each in (meeting.slot_id, meeting.moves_to_id) if each}
    )
    tables = await _by_id(session, MeetingTable, {meeting.table_id for meeting in meetings if meeting.table_id})
    venues = await _by_id(session, Venue, {table.venue_id for table in tables.values()})
    interpreters = await _by_id(session, Interpreter, {each.interpreter_id for each in meetings if each.interpreter_id})
    near = {each.id: each for each in meetings if is_near(slots[each.slot_id], session.info["now"])}
    said = await arrivals(session, near.values())
    found = []
    for meeting in meetings:
        table = tables[meeting.table_id] if meeting.table_id else None
        found.append(
            Details(
                meeting=meeting,
                mission=mission,
                slot=slots[meeting.slot_id],
                proposed=slots[meeting.moves_to_id] if meeting.moves_to_id else None,
                table=table,
                venue=venues[table.venue_id] if table else None,
                interpreter=interpreters[meeting.interpreter_id] if meeting.interpreter_id else None,
                requester=delegates[meeting.requester_id],
                invitee=delegates[meeting.invitee_id],
                organisations=organisations,
                near=meeting.id in near,
                arrivals=said.get(meeting.id, {}),
                companions=[Beside(delegates[each.delegate_id], each) for each in more.get(meeting.id, ())],
            )
        )
    return found


async def names_of(session: AsyncSession, meeting_ids: Collection[int]) -> Mapping[int, tuple[str, str]]:
    """By meeting, who asked and who was asked."""
    one, other = aliased(Delegate), aliased(Delegate)
    found = await session.exec(
        select(Meeting.id, one.name, other.name)
        .join(one, col(one.id) == col(Meeting.requester_id))
        .join(other, col(other.id) == col(Meeting.invitee_id))
        .where(col(Meeting.id).in_(meeting_ids))
    )
    return {meeting_id: (asked, was_asked) for meeting_id, asked, was_asked in found}


async def _by_id(session: AsyncSession, table: type[Row], ids: set[int]) -> dict[int, Row]:
    """Rows by id; only those that the unit of work has not loaded yet are asked for."""
    loaded = {each: row for each in ids if (row := _loaded(session, table, each)) is not None}
    if missing := ids - loaded.keys():
        loaded |= {row.id: row for row in await session.exec(select(table).where(col(table.id).in_(missing)))}
    return loaded


def _loaded(session: AsyncSession, table: type[Row], key: int) -> Row | None:
    row: Row | None = session.identity_map.get(identity_key(table, key))
    # A savepoint that was undone leaves rows that are to be read again.
    return None if row is None or inspect(row).expired_attributes else row
