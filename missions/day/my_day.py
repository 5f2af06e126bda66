"""One person's day, as a delegate or an interpreter: its items, the free times, and what comes after."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from sqlalchemy import ColumnElement
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from missions import local_time
from missions.day.items import Item, ItemState, MeetingParty, TimeSpan, free_times
from missions.meetings.companions import meetings_of
from missions.meetings.details import Details, details_of
from missions.people.whose import Whose, number_of, whose_of
from missions.sessions.of_person import AttendedSession, given_up_by, sessions_of
from storage.database import UnitSession
from storage.tables import (
    BOOKED_STATES,
    LIVE_STATES,
    Delegate,
    Interpreter,
    Meeting,
    MeetingState,
    Mission,
    Organisation,
    Person,
    SignUpState,
    Slot,
)

EVER_AFTER = datetime(9999, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class MyDay:
    """A day of a person by the mission's clock, as it is at `now`; coming is the first item after the day."""

    whose: int
    """The delegate's or interpreter's number, as `missions.people.whose.number_of` has it."""
    name: str
    organisation: str
    """Empty for an interpreter."""
    title: Mapping[str, str]
    """Of the mission."""
    zone: str
    day: date
    now: datetime
    ends_at: datetime
    items: Sequence[Item]
    free: Sequence[TimeSpan]
    coming: Item | None
    is_over: bool
    """Whether the mission is."""

    @property
    def sure(self) -> Sequence[Item]:
        """The items that take place."""
        return [each for each in self.items if each.is_sure]

    @property
    def until(self) -> datetime:
        """When it reads otherwise: something begins or ends, or the day does."""
        edges = [edge for each in self.items for edge in (each.starts_at, each.ends_at)]
        edges += [edge for span in self.free for edge in span]
        return min((edge for edge in edges if edge > self.now), default=self.ends_at)


async def my_day(session: UnitSession, person: Person) -> MyDay:
    """Today, in the mission that the person means.

    Raises:
        Refusal: the person takes part in none.
    """
    return await day_of(session, await whose_of(session, person))


async def day_of(session: UnitSession, whose: Whose, day: date | None = None) -> MyDay:
    """A person's day; without one, today."""
    mission = await session.get_one(Mission, whose.mission_id)
    zone = local_time.zone(mission)
    day = day or local_time.local_date(session.now, zone)
    begins, ends = local_time.bounds(day, zone)
    items = await items_between(session, whose, begins, ends)
    return MyDay(
        whose=number_of(whose),
        name=whose.called if isinstance(whose, Delegate) else whose.name,
        organisation=await _organisation(session, whose),
        title=mission.title,
        zone=mission.time_zone,
        day=day,
        now=session.now,
        ends_at=ends,
        items=items,
        free=await _free(session, whose, day, TimeSpan(begins, ends), items),
        coming=next(iter(await items_between(session, whose, ends, limit=1)), None),
        is_over=mission.ends_on < day,
    )


async def _organisation(session: UnitSession, whose: Whose) -> str:
    if isinstance(whose, Interpreter):
        return ""
    return (await session.get_one(Organisation, whose.organisation_id)).name


def meets(whose: Whose) -> ColumnElement[bool]:
    """The condition that a meeting is the person's: one of its two, or its interpreter."""
    if isinstance(whose, Interpreter):
        return col(Meeting.interpreter_id) == whose.id
    return meetings_of(whose.id)


async def items_between(
    session: AsyncSession,
    whose: Whose,
    begins: datetime,
    ends: datetime = EVER_AFTER,
    *,
    limit: int | None = None,
    states: Collection[MeetingState] = LIVE_STATES,
) -> list[Item]:
    """What a person has between two instants, in order; what only touches them is not in it. states: of meetings."""
    wanted = (
        select(Meeting)
        .join(Slot, col(Slot.id) == col(Meeting.slot_id))
        .where(
            meets(whose),
            col(Meeting.state).in_(states),
            # A request whose time is still open is at no hour.
            ~col(Meeting.any_time),
            Slot.ends_at > begins,
            Slot.starts_at < ends,
        )
        .order_by(col(Slot.starts_at), col(Meeting.id))
        .limit(limit)
    )
    found = await details_of(session, (await session.exec(wanted)).all())
    items = [_item(each, whose) for each in found]
    if isinstance(whose, Delegate):
        items += [_session(each) for each in await sessions_of(session, whose.id, begins, ends)]
    return sorted(items, key=lambda each: each.order)[:limit]


def _item(found: Details, whose: Whose) -> Item:
    interprets = isinstance(whose, Interpreter)
    other, venue = found.requester if interprets else found.other(whose.id), found.venue
    return Item(
        meeting_id=found.meeting.id,
        revision=found.meeting.revision,
        starts_at=found.slot.starts_at,
        ends_at=found.slot.ends_at,
        state=_state(found.meeting, whose),
        other_id=other.id,
        name=other.called,
        organisation=found.organisation(other).name,
        position="" if interprets else other.position,
        venue=venue.title if venue else {},
        table=found.table.label if found.table else "",
        address=venue.address if venue else "",
        latitude=venue.latitude if venue else None,
        longitude=venue.longitude if venue else None,
        interpreter=found.interpreter.name if found.interpreter and not interprets else "",
        meets=_second(found) if interprets else None,
        also=[each.called for each in found.also(found.requester.id if interprets else whose.id)],
    )


def _second(found: Details) -> MeetingParty:
    return MeetingParty(found.invitee.id, found.invitee.called, found.organisation(found.invitee).name)


async def given_up(session: AsyncSession, whose: Whose) -> list[Item]:
    """The sessions that calendars of a delegate may still show, and that no longer take place for them."""
    if isinstance(whose, Interpreter):
        return []
    return [replace(_session(each), state=ItemState.CANCELLED) for each in await given_up_by(session, whose.id)]


def _session(found: AttendedSession) -> Item:
    return Item(
        meeting_id=0,
        revision=found.revision,
        starts_at=found.starts_at,
        ends_at=found.ends_at,
        state=ItemState.TO_ANSWER if found.state is SignUpState.OFFERED else ItemState.SET,
        other_id=0,
        name="",
        organisation="",
        venue=found.venue_title,
        address=found.address,
        latitude=found.latitude,
        longitude=found.longitude,
        session_id=found.session_id,
        title=found.title,
    )


def _state(meeting: Meeting, whose: Whose) -> ItemState:
    if meeting.state in BOOKED_STATES:
        return ItemState.SET if meeting.is_agreed else ItemState.PLANNED
    if meeting.state is MeetingState.CANCELLED:
        return ItemState.CANCELLED
    return ItemState.TO_ANSWER if meeting.awaits_id == whose.id else ItemState.ASKED


async def _free(
    session: UnitSession, whose: Whose, day: date, bounds: TimeSpan, items: Sequence[Item]
) -> Sequence[TimeSpan]:
    """Within the hours of the day's slots; nothing on a day that a delegate does not attend."""
    if isinstance(whose, Delegate) and whose.days and day.isoformat() not in whose.days:
        return []
    hours = select(Slot.starts_at, Slot.ends_at).where(
        Slot.mission_id == whose.mission_id,
        Slot.starts_at >= bounds.begins,
        Slot.starts_at < bounds.ends,
        col(Slot.closed_at).is_(None),
    )
    slots = (await session.exec(hours)).all()
    if not slots:
        return []
    taken = [TimeSpan(each.starts_at, each.ends_at) for each in items]
    absent = whose.away if isinstance(whose, Delegate) else whose.breaks
    taken += [TimeSpan(*(datetime.fromisoformat(away[edge]) for edge in ("from", "to"))) for away in absent]
    return free_times(TimeSpan(min(begins for begins, _ends in slots), max(ends for _begins, ends in slots)), taken)
