"""One delegate's day: the items between two instants, the free times, and what comes after."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from missions import local_time
from missions.day.items import Item, ItemState, TimeSpan, free_times
from missions.meetings.companions import meetings_of
from missions.meetings.details import Details, details_of
from missions.people import access
from missions.sessions.of_person import AttendedSession, given_up_by, sessions_of
from storage.database import UnitSession
from storage.tables import (
    BOOKED_STATES,
    LIVE_STATES,
    Delegate,
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
    """A day of a delegate by the mission's clock, as it is at `now`; coming is the first item after the day."""

    delegate_id: int
    name: str
    organisation: str
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
        Refusal: the person is no delegate.
    """
    delegate = await access.delegate_of(session, person)
    if delegate is None:
        raise await access.no_delegate(session, person)
    return await day_of(session, delegate)


async def day_of(session: UnitSession, delegate: Delegate, day: date | None = None) -> MyDay:
    """A delegate's day; without one, today."""
    mission = await session.get_one(Mission, delegate.mission_id)
    organisation = await session.get_one(Organisation, delegate.organisation_id)
    zone = local_time.zone(mission)
    day = day or local_time.local_date(session.now, zone)
    begins, ends = local_time.bounds(day, zone)
    items = await items_between(session, delegate, begins, ends)
    return MyDay(
        delegate_id=delegate.id,
        name=delegate.name,
        organisation=organisation.name,
        title=mission.title,
        zone=mission.time_zone,
        day=day,
        now=session.now,
        ends_at=ends,
        items=items,
        free=await _free(session, delegate, day, TimeSpan(begins, ends), items),
        coming=next(iter(await items_between(session, delegate, ends, limit=1)), None),
        is_over=mission.ends_on < day,
    )


async def items_between(
    session: AsyncSession,
    delegate: Delegate,
    begins: datetime,
    ends: datetime = EVER_AFTER,
    *,
    limit: int | None = None,
    states: Collection[MeetingState] = LIVE_STATES,
) -> list[Item]:
    """What a delegate has between two instants, in order; what only touches them is not in it. states: of meetings."""
    wanted = (
        select(Meeting)
        .join(Slot, col(Slot.id) == col(Meeting.slot_id))
        .where(
            meetings_of(delegate.id),
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
    items = [_item(each, delegate) for each in found]
    items += [_session(each) for each in await sessions_of(session, delegate.id, begins, ends)]
    return sorted(items, key=lambda each: each.order)[:limit]


def _item(found: Details, delegate: Delegate) -> Item:
    other, venue = found.other(delegate.id), found.venue
    return Item(
        meeting_id=found.meeting.id,
        revision=found.meeting.revision,
        starts_at=found.slot.starts_at,
        ends_at=found.slot.ends_at,
        state=_state(found.meeting, delegate),
        other_id=other.id,
        name=other.name,
        organisation=found.organisation(other).name,
        position=other.position,
        venue=venue.title if venue else {},
        table=found.table.label if found.table else "",
        address=venue.address if venue else "",
        latitude=venue.latitude if venue else None,
        longitude=venue.longitude if venue else None,
        interpreter=found.interpreter.name if found.interpreter else "",
    )


async def given_up(session: AsyncSession, delegate: Delegate) -> list[Item]:
    """The sessions that calendars of a delegate may still show, and that no longer take place for them."""
    return [replace(_session(each), state=ItemState.CANCELLED) for each in await given_up_by(session, delegate.id)]


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


def _state(meeting: Meeting, delegate: Delegate) -> ItemState:
    if meeting.state in BOOKED_STATES:
        return ItemState.SET if meeting.is_agreed else ItemState.PLANNED
    if meeting.state is MeetingState.CANCELLED:
        return ItemState.CANCELLED
    return ItemState.TO_ANSWER if meeting.awaits_id == delegate.id else ItemState.ASKED


async def _free(
    session: UnitSession, delegate: Delegate, day: date, bounds: TimeSpan, items: Sequence[Item]
) -> Sequence[TimeSpan]:
    """Within the hours of the day's slots; nothing on a day that the delegate does not attend."""
    if delegate.days and day.isoformat() not in delegate.days:
        return []
    hours = select(Slot.starts_at, Slot.ends_at).where(
        Slot.mission_id == delegate.mission_id,
        Slot.starts_at >= bounds.begins,
        Slot.starts_at < bounds.ends,
        col(Slot.closed_at).is_(None),
    )
    slots = (await session.exec(hours)).all()
    if not slots:
        return []
    taken = [TimeSpan(each.starts_at, each.ends_at) for each in items]
    taken += [TimeSpan(*(datetime.fromisoformat(away[edge]) for edge in ("from", "to"))) for away in delegate.away]
    return free_times(TimeSpan(min(begins for begins, _ends in slots), max(ends for _begins, ends in slots)), taken)
