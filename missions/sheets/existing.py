"""What a mission has already, as the plans of a mission file say it: what a sheet leaves out stays as it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from missions.loading.apply.ledger import digest
from missions.loading.plan.settings import settings_of
from missions.loading.plan.values import (
    DelegatePlan,
    InterpreterPlan,
    MissionPlan,
    MissionSettings,
    SessionPlan,
    Span,
    VenuePlan,
    file_key,
)
from missions.sheets.frame import Named, SheetFrame
from storage.tables import (
    CuratedPair,
    Delegate,
    Delegation,
    FileEntry,
    Interpreter,
    MeetingTable,
    Mission,
    Organisation,
    ProgrammeSession,
    Slot,
    Venue,
)


@dataclass(frozen=True, slots=True)
class ThereDelegate:
    """A delegate of the mission. said: digests of what was last loaded of them; none of who registered in the chat."""

    id: int
    plan: DelegatePlan
    said: Mapping[str, str] | None
    is_loaded: bool


@dataclass(frozen=True, slots=True)
class There:
    """A mission as it is: plans by what names them."""

    mission: MissionPlan
    """Its settings alone."""
    frame: SheetFrame
    delegates: Sequence[ThereDelegate] = ()
    firms: Mapping[str, str] = field(default_factory=dict)
    """Kinds of organisations by their names."""
    venues: Sequence[VenuePlan] = ()
    sessions: Sequence[tuple[int, SessionPlan]] = ()
    """With their ids: those added at the desk have no key."""
    interpreters: Sequence[InterpreterPlan] = ()
    slots: frozenset[datetime] = frozenset()
    """When they start."""
    pairs: frozenset[tuple[str, str, str]] = frozenset()
    """File keys of two delegates, sorted, and what is wished of them."""


async def there(session: AsyncSession, mission: Mission) -> There:
    """The mission as it is."""
    delegations = (await session.exec(select(Delegation).where(Delegation.mission_id == mission.id))).all()
    venues = await _venues(session, mission)
    settings: dict[str, Any] = {
        name: tuple(value) if isinstance(value := getattr(mission, name), list) else value
        for name, _kind, _default in settings_of(MissionSettings)
    }
    frame = SheetFrame(
        mission.time_zone,
        mission.starts_on,
        mission.ends_on,
        mission.default_language,
        [Named(each.key, dict(each.title), each.country) for each in delegations],
        [Named(each.key, dict(each.title)) for each in venues],
    )
    of_mission = Organisation.mission_id == mission.id
    firms = await session.exec(select(Organisation.name, Organisation.kind).where(of_mission))
    delegates = await _delegates(session, mission)
    slots = await session.exec(select(Slot.starts_at).where(Slot.mission_id == mission.id))
    return There(
        MissionPlan(**settings),
        frame,
        delegates,
        {name: str(kind) for name, kind in firms.all()},
        venues,
        await _sessions(session, mission, {each.id: each.key for each in await _venue_rows(session, mission)}),
        await _interpreters(session, mission),
        frozenset(slots.all()),
        await _pairs(session, mission, {each.id: each.plan.file_key for each in delegates}),
    )


async def _pairs(session: AsyncSession, mission: Mission, keys: Mapping[int, str]) -> frozenset[tuple[str, str, str]]:
    rows = await session.exec(select(CuratedPair).where(CuratedPair.mission_id == mission.id))
    named = (((keys[row.one_id], keys[row.other_id]), row.wish) for row in rows.all())
    return frozenset((min(two), max(two), str(wish)) for two, wish in named)


def spans_of(instants: Sequence[Mapping[str, str]], zone: ZoneInfo) -> tuple[Span, ...]:
    """Stretches of days from instants; those of several days, which no file says, are left out."""
    found = []
    for each in instants:
        begins, ends = (datetime.fromisoformat(each[name]).astimezone(zone) for name in ("from", "to"))
        first = None if not (begins.hour or begins.minute) else begins.time()
        last = None if not (ends.hour or ends.minute) and ends.date() != begins.date() else ends.time()
        found.append(Span(begins.date(), first, last))
    return tuple(found)


async def _delegates(session: AsyncSession, mission: Mission) -> Sequence[ThereDelegate]:
    """As plain columns: whole objects take five times as long."""
    zone = ZoneInfo(mission.time_zone)
    names = ("name", "other_name", "position", "offer", "need", "phone", "email", "language", "meetings_per_day")
    lists = ("sectors", "offer_tags", "need_tags", "languages")
    columns: list[Any] = [getattr(Delegate, name) for name in ("id", *names, *lists, "days", "away", "file_key")]
    found: Any = (
        select(Delegation.key, Organisation.name.label("firm"), Organisation.kind, *columns)  # type: ignore[attr-defined]
        .select_from(Delegate)
        .join(Delegation)
        .join(Organisation)
        .where(Delegate.mission_id == mission.id)
        .order_by(col(Delegate.id))
    )
    entries: Any = select(FileEntry.key, FileEntry.said).where(
        FileEntry.mission_id == mission.id, FileEntry.kind == "delegate"
    )
    said = dict((await session.exec(entries)).all())
    made = []
    for row in (await session.exec(found)).all():
        texts: dict[str, Any] = {name: getattr(row, name) for name in names}
        several: dict[str, Any] = {name: tuple(getattr(row, name)) for name in lists}
        plan = DelegatePlan(
            delegation=row.key,
            organisation=row.firm,
            kind=row.kind,
            **texts,
            **several,
            days=tuple(map(date.fromisoformat, row.days)),
            away=spans_of(row.away, zone),
            known_as=row.file_key or file_key(row.name, row.firm),
        )
        made.append(ThereDelegate(row.id, plan, said.get(digest(plan.file_key)), row.file_key is not None))
    return made


async def _venue_rows(session: AsyncSession, mission: Mission) -> Sequence[Venue]:
    return (await session.exec(select(Venue).where(Venue.mission_id == mission.id).order_by(col(Venue.id)))).all()


async def _venues(session: AsyncSession, mission: Mission) -> Sequence[VenuePlan]:
    rows = await _venue_rows(session, mission)
    labels = select(MeetingTable.venue_id, MeetingTable.label).where(
        col(MeetingTable.venue_id).in_([row.id for row in rows])
    )
    tables: dict[int, list[str]] = {}
    for venue, label in (await session.exec(labels.order_by(col(MeetingTable.id)))).all():
        tables.setdefault(venue, []).append(label)
    zone = ZoneInfo(mission.time_zone)
    return [
        VenuePlan(
            row.key,
            dict(row.title),
            row.address,
            row.latitude,
            row.longitude,
            tuple(tables.get(row.id, ())),
            spans_of(row.open, zone),
        )
        for row in rows
    ]


async def _sessions(
    session: AsyncSession, mission: Mission, venues: Mapping[int, str]
) -> Sequence[tuple[int, SessionPlan]]:
    zone = ZoneInfo(mission.time_zone)
    found = select(ProgrammeSession).where(
        ProgrammeSession.mission_id == mission.id, col(ProgrammeSession.cancelled_at).is_(None)
    )
    made = []
    for row in (await session.exec(found)).all():
        begins, ends = row.starts_at.astimezone(zone), row.ends_at.astimezone(zone)
        plan = SessionPlan(
            row.key or "",
            row.kind,
            dict(row.title),
            begins.date(),
            begins.time(),
            ends.time(),
            venues.get(row.venue_id or 0),
            dict(row.description),
            row.speakers,
            row.capacity,
            tuple(row.languages),
            tuple(row.interpretation),
            invited=None,
        )
        made.append((row.id, plan))
    return made


async def _interpreters(session: AsyncSession, mission: Mission) -> Sequence[InterpreterPlan]:
    zone = ZoneInfo(mission.time_zone)
    rows = await session.exec(select(Interpreter).where(Interpreter.mission_id == mission.id))
    return [
        InterpreterPlan(
            row.name,
            tuple(row.languages),
            row.phone,
            spans_of(row.present, zone),
            spans_of(row.breaks, zone),
            row.in_a_row,
            row.per_day,
        )
        for row in rows.all()
    ]
