"""Reads what an export says, in one moment of the database: the rows as plain values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from locales import Language
from missions.exports.blocks import blocks
from missions.exports.importable import ExportSheet, Importable, sheet, sheets
from missions.loading.plan.values import PairPlan
from missions.sheets import exported as layouts
from missions.sheets.existing import there
from storage.tables import (
    Announcement,
    AnnouncementDelivery,
    AnnouncementState,
    Audit,
    Delegate,
    Interpreter,
    Meeting,
    MeetingTable,
    Mission,
    Organisation,
    PairWish,
    Person,
    ProgrammeSession,
    Role,
    SignUp,
    Slot,
    Venue,
)

Values = Mapping[str, Any]
_NOT_ANNOUNCED = (AnnouncementState.DRAFT, AnnouncementState.DISCARDED)


@dataclass(frozen=True, slots=True)
class Gathered:
    """A mission's rows."""

    importable: Importable
    spoken: Sequence[str]
    """Languages of its titles, the default first."""
    others: Mapping[str, Sequence[Values]]
    """Rows of the sheets that are only read, by their kind."""

    def sheets(self, language: Language) -> Iterator[ExportSheet]:
        """In the order of the workbook, for a reader of this language."""
        yield from sheets(self.importable, language, self.spoken)
        for layout in layouts.REPORTED:
            rows = (_said(each, language) for each in self.others[layout.key])
            yield sheet(layout, rows, language.code, ())


def _said(row: Values, language: Language) -> Values:
    """With states in words, and texts in the reader's language."""
    said = {key: language.choose(value) if isinstance(value, Mapping) else value for key, value in row.items()}
    return {**said, "state": layouts.state(said["state"], language.code)} if "state" in said else said


async def gather(session: AsyncSession, mission: Mission) -> Gathered:
    """All that an export of the mission says."""
    known = await there(session, mission)
    zone = ZoneInfo(mission.time_zone)
    titles = [mission.title, *(each.title for each in known.venues), *(each.title for _id, each in known.sessions)]
    titles += [each.description for _id, each in known.sessions]
    spoken = list(dict.fromkeys([mission.default_language, *(code for each in titles for code in each)]))
    venues = {
        row.id: next(iter(row.title.values()), row.key)
        for row in await session.exec(select(Venue).where(Venue.mission_id == mission.id))
    }
    slots = await session.exec(select(Slot).where(Slot.mission_id == mission.id).order_by(col(Slot.starts_at)))
    importable = Importable(
        known,
        blocks(slots.all(), venues, zone),
        [PairPlan(one, other, PairWish(wish)) for one, other, wish in sorted(known.pairs)],
    )
    people = await _people(session, mission)
    others = {
        layouts.MEETINGS.key: await _meetings(session, mission, people, venues, zone),
        layouts.ATTENDANCE.key: await _attendance(session, mission, people, zone),
        layouts.MESSAGES.key: await _messages(session, mission, zone),
        layouts.AUDIT.key: await _audit(session, mission, zone),
    }
    return Gathered(importable, spoken, others)


async def _people(session: AsyncSession, mission: Mission) -> Mapping[int, tuple[str, str]]:
    """Name and organisation, by number."""
    found = (
        select(Delegate.id, Delegate.name, Organisation.name)
        .join(Organisation, col(Organisation.id) == col(Delegate.organisation_id))
        .where(Delegate.mission_id == mission.id)
    )
    return {number: (name, firm) for number, name, firm in await session.exec(found)}


async def _meetings(
    session: AsyncSession,
    mission: Mission,
    people: Mapping[int, tuple[str, str]],
    venues: Mapping[int, str],
    zone: ZoneInfo,
) -> Sequence[Values]:
    found: Any = (
        select(Meeting, Slot.starts_at, Slot.ends_at, MeetingTable, Interpreter.name)  # type: ignore[call-overload] # of five
        .join(Slot, col(Slot.id) == col(Meeting.slot_id))
        .outerjoin(MeetingTable, col(MeetingTable.id) == col(Meeting.table_id))
        .outerjoin(Interpreter, col(Interpreter.id) == col(Meeting.interpreter_id))
        .where(Meeting.mission_id == mission.id)
        .order_by(col(Slot.starts_at), col(Meeting.id))
    )
    rows = []
    for meeting, begins, ends, table, interpreter in await session.exec(found):
        one, other = people[meeting.requester_id], people[meeting.invitee_id]
        rows.append(
            {
                **_between(begins, ends, zone),
                "venue": venues.get(table.venue_id) if table else None,
                "table": table.label if table else None,
                "one": one[0],
                "one_organisation": one[1],
                "other": other[0],
                "other_organisation": other[1],
                "state": meeting.state.value,
                "interpreter": interpreter,
            }
        )
    return rows


async def _attendance(
    session: AsyncSession, mission: Mission, people: Mapping[int, tuple[str, str]], zone: ZoneInfo
) -> Sequence[Values]:
    found = (
        select(SignUp, ProgrammeSession)
        .join(ProgrammeSession, col(ProgrammeSession.id) == col(SignUp.session_id))
        .where(ProgrammeSession.mission_id == mission.id)
        .order_by(col(ProgrammeSession.starts_at), col(ProgrammeSession.id), col(SignUp.id))
    )
    return [
        {
            **_between(held.starts_at, held.ends_at, zone),
            "what": dict(held.title),
            "name": people[sign_up.delegate_id][0],
            "organisation": people[sign_up.delegate_id][1],
            "state": sign_up.state.value,
            "present": sign_up.present_at is not None,
        }
        for sign_up, held in await session.exec(found)
    ]


async def _messages(session: AsyncSession, mission: Mission, zone: ZoneInfo) -> Sequence[Values]:
    seen = (
        select(func.count(col(AnnouncementDelivery.id)))
        .where(AnnouncementDelivery.announcement_id == Announcement.id, col(AnnouncementDelivery.seen_at).is_not(None))
        .correlate(Announcement)
        .scalar_subquery()
    )
    found = (
        select(Announcement, seen)
        .where(Announcement.mission_id == mission.id, col(Announcement.state).not_in(_NOT_ANNOUNCED))
        .order_by(col(Announcement.id))
    )
    return [
        {
            "at": _wall(each.send_at or each.created_at, zone),
            "text": dict(each.texts),
            "state": each.state.value,
            "total": each.total,
            "seen": count,
        }
        for each, count in await session.exec(found)
    ]


async def _audit(session: AsyncSession, mission: Mission, zone: ZoneInfo) -> Sequence[Values]:
    """Who did it is a name where an organiser's part has one, else a number; nothing once the person is erased."""
    called = dict((await session.exec(select(Role.person_id, Role.called).where(Role.mission_id == mission.id))).all())
    owners = set(await session.exec(select(Person.id).where(col(Person.owner).is_(True))))
    found = select(Audit).where(Audit.mission_id == mission.id).order_by(col(Audit.id))
    rows = []
    for each in await session.exec(found):
        who = called.get(each.actor_id or 0) or (f"#{each.actor_id}" if each.actor_id else None)
        who = f"{who} ★" if who and each.actor_id in owners else who
        rows.append({"at": _wall(each.at, zone), "who": who, "act": each.act, "subject": each.subject})
    return rows


def _between(begins: datetime, ends: datetime, zone: ZoneInfo) -> Values:
    first, last = _wall(begins, zone), _wall(ends, zone)
    return {"date": first.date(), "from": first.time(), "to": last.time()}


def _wall(moment: datetime, zone: ZoneInfo) -> datetime:
    """The hour on the mission's wall; spreadsheets know no zones."""
    return moment.astimezone(zone).replace(tzinfo=None, microsecond=0)
