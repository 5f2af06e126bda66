"""Garbage in any table that the clock reads is set aside and counted; what is due of all others is done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from aiogram import Bot
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import text

from bot import metrics
from bot.clock.clock import Clock
from bot.intake.outbox_session import OutboxSession
from missions.operations import set_aside
from storage import quarantine
from storage.database import Database, UnitSession
from storage.tables import (
    Announcement,
    AnnouncementState,
    CardKind,
    Change,
    Delegate,
    DelegateStatus,
    LiveCard,
    Meeting,
    Person,
    PersonSeat,
    Search,
    Timetable,
    TimetableKind,
    TimetableState,
)
from storage.tables.base import utc_now
from tests.missions.stage import Stage

BOT = Bot("123456:ABC", session=OutboxSession())


@dataclass(frozen=True)
class Poison:
    """Values for the first mission's rows, as SQL has them; one: its name in `Rows`."""

    job: str
    table: str
    values: str
    one: str
    sqlite_only: bool = False
    blames: str = ""
    """The table whose row is set aside, if it is another one."""


POISON = [
    Poison("reminders", "mission", "reminder_minutes = '[\"x\"]'", "mission"),
    Poison("reminders", "slot", "ends_at = 'soon'", "slot", sqlite_only=True),
    Poison("digests", "mission", "time_zone = 'Nowhere'", "mission"),
    Poison("lapsed requests", "delegate", "status = 'weird'", "delegate", blames="meeting"),
    Poison("lapsed requests", "meeting", "requested_at = 'soon'", "late", sqlite_only=True),
    Poison("unanswered requests", "delegate", "status = 'weird'", "delegate", blames="meeting"),
    Poison("changes", "change", "detail = '{'", "change", sqlite_only=True),
    Poison("timetables in the making", "timetable", 'progress = \'{"seconds": "x"}\'', "draft"),
    Poison("timetables being published", "timetable", "publishing = '[]'", "publishing"),
    Poison("published timetables", "timetable", "kind = 'weird'", "published"),
    Poison("announcements", "announcement", "audience = '5'", "announcement"),
    Poison("announcements", "announcement", "audience = '{'", "announcement", sqlite_only=True),
    Poison("unreachable", "delegate", "status = 'weird'", "away"),
    Poison("time zone rules", "mission", "zone_offsets = '5'", "mission"),
    Poison("searches answered", "search", "message = '5', answered_at = NULL", "search"),
    Poison("searches answered", "search", "found = '{'", "search", sqlite_only=True),
    Poison("cards", "card", "kind = 'weird'", "card"),
    Poison("profiles kept long enough", "delegate", "status = 'weird'", "old"),
    Poison("strangers", "person", "created_at = ''", "stranger", sqlite_only=True),
]

Rows = dict[str, int]


@pytest.mark.parametrize("poison", POISON, ids=lambda each: f"{each.job}: {each.table}.{each.values}")
async def test_garbage_is_set_aside_and_stops_nothing(database: Database, poison: Poison) -> None:
    if poison.sqlite_only and not database.is_sqlite:
        pytest.skip("PostgreSQL takes no such value")
    first, second = [await mission(database, number) for number in (1, 2)]
    await execute(database, f"UPDATE {poison.table} SET {poison.values} WHERE id = {first[poison.one]}")  # noqa: S608

    clock = Clock(database, BOT, tick_seconds=1)
    await clock.tick(poison.job)

    assert await done(database, poison.job, second)
    async with database.reading() as session:
        named = await quarantine.listed(session, 9)
    assert {row.split()[0] for row in named} == {poison.blames or poison.table}
    assert f"{poison.blames or poison.table} {first.get(poison.one)}" in named or poison.blames
    shown = {each.name: each.samples for each in text_string_to_metric_families((await exposed(database)).decode())}
    assert shown["wasl_rows_set_aside"][0].value == len(named)

    failures = metrics.JOB_FAILURES.labels(poison.job)._value.get()
    await clock.tick(poison.job)
    assert metrics.JOB_FAILURES.labels(poison.job)._value.get() == failures, "it fails at each tick"


async def test_what_was_mended_is_read_again(database: Database) -> None:
    first, _second = [await mission(database, number) for number in (1, 2)]
    await execute(database, f"UPDATE mission SET time_zone = 'Nowhere' WHERE id = {first['mission']}")  # noqa: S608
    clock = Clock(database, BOT, tick_seconds=1)
    await clock.tick("digests")
    await execute(database, "UPDATE mission SET time_zone = 'UTC'")

    async with database.unit() as session:
        session.info["now"] = utc_now() + quarantine.KEPT + timedelta(seconds=1)
        await set_aside.try_again(session)
    await clock.tick("digests")

    assert await done(database, "digests", first)
    async with database.reading() as session:
        assert await quarantine.count(session) == 0


async def exposed(database: Database) -> bytes:
    return await metrics.exposition(database)


async def execute(database: Database, statement: str) -> None:
    async with database.transaction() as transaction:
        await transaction.connection.execute(text(statement))


DONE = {
    "lapsed requests": "SELECT 1 FROM meeting WHERE id = :late AND state = 'expired'",
    "unanswered requests": "SELECT 1 FROM meeting WHERE id = :late AND nudge_at IS NULL",
    "timetables being published": "SELECT 1 FROM timetable WHERE id = :publishing AND state = 'published'",
    "announcements": "SELECT 1 FROM announcement WHERE id = :announcement AND state <> 'scheduled'",
    "unreachable": "SELECT 1 FROM notice WHERE key LIKE 'unreachable:delegate=' || :away || ':%'",
    "time zone rules": "SELECT 1 FROM mission WHERE id = :mission AND zone_rules <> ''",
    "searches answered": "SELECT 1 FROM search WHERE id = :search AND told_at IS NOT NULL",
    "cards": "SELECT 1 FROM card WHERE id = :card AND NOT stale",
    "profiles kept long enough": "SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM delegate WHERE id = :old)",
    "strangers": "SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM person WHERE id = :stranger)",
    "changes": "SELECT 1 FROM change WHERE id = :change AND told_at IS NOT NULL",
    "timetables in the making": "SELECT 1 FROM outbox WHERE chat_id = :organiser_chat",
    "published timetables": "SELECT 1 FROM timetable WHERE id = :published AND told_at IS NOT NULL",
    "reminders": "SELECT 1 FROM notice WHERE key LIKE 'reminder:meeting=' || :meeting || ':%'",
    "digests": "SELECT 1 FROM notice WHERE key LIKE 'digest:delegate=' || :delegate || ':%'",
}
"""Shows that a job has done what was due of a mission."""


async def done(database: Database, job: str, rows: Rows) -> bool:
    statement = DONE[job]
    for name, number in rows.items():
        statement = statement.replace(f":{name} ", f"{number} ").replace(f":{name})", f"{number})")
    for name, number in rows.items():
        if statement.endswith(f":{name}"):
            statement = statement.removesuffix(f":{name}") + str(number)
    async with database.reading() as session:
        return (await (await session.connection()).execute(text(statement))).first() is not None


async def mission(database: Database, number: int) -> Rows:
    """A mission in which something is due of every job."""
    async with database.unit() as session:
        return await _mission(Stage(session, utc_now()), number)


async def _mission(stage: Stage, number: int) -> Rows:
    now, session = utc_now(), stage.session
    tomorrow = now.date() + timedelta(days=1)
    mission = await stage.open(
        key=f"m{number}",
        time_zone="UTC",
        starts_on=tomorrow,
        ends_on=tomorrow + timedelta(days=3),
        digest_at=time(0, 0),
        reminder_minutes=[60],
    )
    one, other, away = await _delegates(stage, number)
    slots = await stage.slots([now + timedelta(minutes=20), now + timedelta(hours=5)])
    _venue, tables = await stage.venue("hall", ["1"])
    meeting = await stage.meeting(one, other, slots[0], tables[0])
    late = Meeting(
        mission_id=mission.id,
        requester_id=one.id,
        invitee_id=away.id,
        pair=f"{one.id}-{away.id}",
        slot_id=slots[1].id,
        awaits_id=one.id,
        expires_at=now - timedelta(minutes=1),
        nudge_at=now - timedelta(minutes=2),
    )
    organiser = Person(telegram_id=100 * number, owner=number == 1)
    stranger = Person(telegram_id=100 * number + 50, created_at=now - timedelta(days=200))
    await stage.add(late, organiser, stranger)
    await stage.add(PersonSeat(slot_id=slots[1].id, delegate_id=one.id, meeting_id=late.id))
    rows = {
        "mission": mission.id,
        "slot": slots[0].id,
        "meeting": meeting.id,
        "late": late.id,
        "delegate": one.id,
        "away": away.id,
        "stranger": stranger.id,
        "organiser_chat": 100 * number,
        "old": await _old(stage, number),
    }
    return rows | await _things(session, mission.id, one, organiser, now)


async def _delegates(stage: Stage, number: int) -> list[Delegate]:
    found = []
    for place in range(3):
        person = Person(telegram_id=1000 * number + place)
        if place == 2:
            person.unreachable_since = utc_now() - timedelta(minutes=1)
        await stage.add(person)
        found.append(
            Delegate(
                mission_id=stage.mission.id,
                person_id=person.id,
                delegation_id=stage.delegation.id,
                organisation_id=stage.organisation.id,
                status=DelegateStatus.APPROVED,
                name=f"Delegate {place}",
            )
        )
    await stage.add(*found)
    return found


async def _old(stage: Stage, number: int) -> int:
    """A delegate of a mission whose time is over."""
    new, delegation, organisation = stage.mission, stage.delegation, stage.organisation
    await stage.open(key=f"old{number}", starts_on=date(2020, 1, 1), ends_on=date(2020, 1, 2), kept_days=1)
    (delegate,) = await stage.delegates(1, chat=False)
    stage.mission, stage.delegation, stage.organisation = new, delegation, organisation
    return delegate.id


async def _things(session: UnitSession, mission_id: int, one: Delegate, organiser: Person, now: datetime) -> Rows:
    change = Change(mission_id=mission_id, subject="meeting")
    draft, publishing, published = (
        Timetable(mission_id=mission_id, kind=TimetableKind.WHOLE, state=state, made_by=organiser.id)
        for state in (TimetableState.MAKING, TimetableState.PUBLISHING, TimetableState.PUBLISHED)
    )
    publishing.publishing = {"by": organiser.id, "lost": [], "moves": [], "new": []}
    announcement = Announcement(
        mission_id=mission_id,
        author_id=organiser.id,
        texts={"en": "Buses at 8:15"},
        fallback="en",
        state=AnnouncementState.SCHEDULED,
        send_at=now - timedelta(seconds=1),
    )
    search = Search(
        mission_id=mission_id, person_id=organiser.id, words="olives", asked_at=now - timedelta(minutes=2), found=[]
    )
    search.answered_at = now
    card = LiveCard(
        chat_id=(await session.get_one(Person, one.person_id)).telegram_id or 0,
        kind=CardKind.REQUESTS,
        thing_id=0,
        side_id=one.id,
        message_id=7,
        drawn_by=1,
        stale=True,
    )
    things: dict[str, Any] = {
        "change": change,
        "draft": draft,
        "publishing": publishing,
        "published": published,
        "announcement": announcement,
        "search": search,
        "card": card,
    }
    session.add_all(things.values())
    await session.flush()
    return {name: thing.id for name, thing in things.items()}
