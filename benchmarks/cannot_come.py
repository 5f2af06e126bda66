"""Twenty taps a second, some of them “I cannot come”: when the other has read so, and when the place is offered on."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from statistics import median

from sqlmodel import select

from benchmarks import databases
from benchmarks.pairs import percentile
from handlers.meetings.data import Act, MeetingPress
from missions.pairs import pair_of
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
    Proposal,
    ProposalAnswer,
    Slot,
    TableSeat,
    Venue,
)
from tests.people import Person as Phone
from tests.people import Sandbox
from tests.wasl import Wasl

TAPS_A_SECOND = 20
EVERY = 10
"""One tap of so many cancels a meeting, the others change the language."""
SHORT, LONG = 15, 60
"""Meetings that are cancelled."""
WAITING = 90
"""Pairs that want each other and have no meeting."""
SETTLE_SECONDS, LONGEST_SECONDS = 8.0, 60.0


@dataclass(frozen=True, slots=True)
class Crowd:
    """Pairs with a meeting in half an hour, each at a table of its own, and pairs that wait for one."""

    meetings: list[tuple[Phone, Phone, MeetingPress]]
    waiting: list[Phone]


async def run(*, full: bool) -> None:
    meetings = LONG if full else SHORT
    print(
        f"I cannot come: {meetings} times, at {TAPS_A_SECOND} taps a second in all, SQLite, everything in one process"
    )
    async with (
        databases.address("sqlite") as url,
        Sandbox() as sandbox,
        Wasl(sandbox, url, matching="off", pace="telegram"),
    ):
        phones = [
            await sandbox.add_person(f"Delegate {number}", language_code="fr")
            for number in range(2 * (meetings + WAITING))
        ]
        for each in phones:
            await each.start(answered=True)
        database = Database(url)
        crowd = await _fill(database, phones, meetings)
        told, offered = await _cancel(sandbox, crowd)
        await database.close()
    _show("the other has read it", told, meetings)
    _show("the place is offered", offered, meetings)


async def _cancel(sandbox: Sandbox, crowd: Crowd) -> tuple[list[float], list[float]]:
    """Seconds from each tap that cancels to the message to the other, and to the first offer after it."""
    told: list[asyncio.Task[float]] = []
    offered: list[asyncio.Task[float]] = []
    first = time.monotonic()
    for number in range(EVERY * len(crowd.meetings)):
        await asyncio.sleep(first + number / TAPS_A_SECOND - time.monotonic())
        which, beside = divmod(number, EVERY)
        one, other, press = crowd.meetings[which]
        if beside:
            tapping = crowd.waiting[number % len(crowd.waiting)]
            await tapping.stale_press(tapping.last.id, ("lang:fr", "lang:en")[number % 2])
            continue
        seen = _offers(crowd)
        told.append(asyncio.create_task(_until(sandbox, partial(_has, other, "🚫"))))
        offered.append(asyncio.create_task(_until(sandbox, partial(_more, crowd, seen))))
        await one.stale_press(one.last.id, press.pack())
    done, late = await asyncio.wait([*told, *offered], timeout=SETTLE_SECONDS)
    for each in late:
        each.cancel()
    return [each.result() for each in told if each in done], [each.result() for each in offered if each in done]


async def _until(sandbox: Sandbox, true: Callable[[], bool]) -> float:
    began = time.monotonic()
    await sandbox.until(lambda: true() or None, lambda: "it did not come", timeout=LONGEST_SECONDS)
    return time.monotonic() - began


def _more(crowd: Crowd, seen: int) -> bool:
    return _offers(crowd) > seen


def _has(phone: Phone, sign: str) -> bool:
    return any(sign in seen.text.splitlines()[0] for seen in phone.screen if seen.from_bot and seen.text)


def _offers(crowd: Crowd) -> int:
    return sum("refill:" in str(event) for phone in crowd.waiting for event in phone.events)


async def _fill(database: Database, phones: list[Phone], meetings: int) -> Crowd:
    async with database.unit() as session:
        mission = await _mission(session)
        delegates = await _delegates(session, mission, phones)
        starts_at = session.now + timedelta(minutes=30)
        slot = Slot(mission_id=mission.id, starts_at=starts_at, ends_at=starts_at + timedelta(minutes=30))
        venue = Venue(mission_id=mission.id, key="hall", title={"en": "Hall"})
        session.add_all([slot, venue])
        await session.flush()
        tables = [MeetingTable(venue_id=venue.id, label=str(number)) for number in range(meetings)]
        session.add_all(tables)
        await session.flush()
        found = []
        for number, table in enumerate(tables):
            one, other = delegates[2 * number], delegates[2 * number + 1]
            meeting = await _meeting(session, one, other, slot, table)
            press = MeetingPress(act=Act.CANNOT_COME, id=meeting.id, revision=meeting.revision)
            found.append((phones[2 * number], phones[2 * number + 1], press))
        rest = delegates[2 * meetings :]
        for one, other in zip(rest[::2], rest[1::2], strict=True):
            session.add_all(_want(session, one, other))
    return Crowd(found, phones[2 * meetings :])


async def _mission(session: UnitSession) -> Mission:
    """By its clock it is about noon: nobody is asked at night."""
    ahead = 12 - datetime.now(UTC).hour
    mission = Mission(
        key="bench",
        title={"en": "Bench"},
        time_zone=f"Etc/GMT{-ahead:+d}" if ahead else "Etc/GMT",
        starts_on=session.now.date() - timedelta(days=1),
        ends_on=session.now.date() + timedelta(days=2),
        reminder_minutes=[],
    )
    session.add(mission)
    await session.flush()
    return mission


async def _delegates(session: UnitSession, mission: Mission, phones: list[Phone]) -> list[Delegate]:
    """In turn of one delegation and of the other."""
    sides = [Delegation(mission_id=mission.id, key=key, title={"en": key}) for key in ("here", "there")]
    firms = [
        Organisation(mission_id=mission.id, name=f"Firm {n}", name_key=f"firm {n}", kind=OrganisationKind.COMPANY)
        for n in range(len(phones))
    ]
    session.add_all([*sides, *firms])
    await session.flush()
    known = {each.telegram_id: each.id for each in await session.exec(select(Person))}
    delegates = [
        Delegate(
            mission_id=mission.id,
            delegation_id=sides[number % 2].id,
            organisation_id=firms[number].id,
            person_id=known[phone.id],
            status=DelegateStatus.APPROVED,
            name=f"Delegate {number}",
            languages=["fr"],
        )
        for number, phone in enumerate(phones)
    ]
    session.add_all(delegates)
    await session.flush()
    return delegates


async def _meeting(session: UnitSession, one: Delegate, other: Delegate, slot: Slot, table: MeetingTable) -> Meeting:
    meeting = Meeting(
        mission_id=slot.mission_id,
        requester_id=one.id,
        invitee_id=other.id,
        pair=pair_of(one.id, other.id),
        slot_id=slot.id,
        table_id=table.id,
        state=MeetingState.CONFIRMED,
    )
    session.add(meeting)
    await session.flush()
    seats = [PersonSeat(slot_id=slot.id, delegate_id=each.id, meeting_id=meeting.id) for each in (one, other)]
    session.add_all([*seats, TableSeat(slot_id=slot.id, table_id=table.id, meeting_id=meeting.id)])
    return meeting


def _want(session: UnitSession, one: Delegate, other: Delegate) -> list[Proposal]:
    return [
        Proposal(
            mission_id=who.mission_id,
            delegate_id=who.id,
            counterpart_id=whom.id,
            answer=ProposalAnswer.INTERESTED,
            answered_at=session.now,
        )
        for who, whom in ((one, other), (other, one))
    ]


def _show(name: str, seconds: list[float], of: int) -> None:
    kept = "kept" if seconds and median(seconds) <= 1 else "NOT KEPT"
    figures = f"p50 {median(seconds):.2f} s ({kept})   p99 {percentile(seconds, 0.99):.2f} s" if seconds else "never"
    print(f"  {name:<24} {figures}   ({len(seconds)} of {of})", flush=True)
