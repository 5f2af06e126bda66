"""Nothing irreversible on the word of one clock: what expires or is erased waits while Telegram's clock disagrees."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from aiogram import Bot
from sqlalchemy import func
from sqlmodel import select

from bot.clock.clock import Clock
from bot.courier.telegram_api import BotApi
from bot.intake.outbox_session import OutboxSession
from bot.time_check import FRESH_SECONDS, MOST_SECONDS_OFF, TimeCheck
from storage.database import Database
from storage.tables import (
    Announcement,
    AnnouncementState,
    Delegate,
    Installation,
    Lane,
    Meeting,
    MeetingState,
    OutboxState,
)
from tests.bot.api_stub import TOKEN, ApiStub
from tests.bot.courier.outbox import rows, running, say, settled
from tests.missions.stage import Stage
from tests.people import Sandbox
from tests.wasl import Wasl
from timekeeping import clock

OWNER = 1001
REQUESTER = 1000
AHEAD = timedelta(days=3 * 365)


@pytest.mark.parametrize("engine_name", ["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)])
async def test_a_clock_years_ahead_erases_nobody_and_expires_nothing(database_url: str, tmp_path: Path) -> None:
    file = tmp_path / "clock"
    await settle(database_url)
    database = Database(database_url)
    moved(file, AHEAD)
    async with (
        Sandbox() as sandbox,
        Wasl(sandbox, database_url, owner_ids=(OWNER,), tick_seconds="0.2", clock=str(file)) as wasl,
    ):
        await wasl.logs("the time is in doubt", "ahead")
        moved(file, AHEAD + timedelta(days=1))  # a jump asks what is otherwise asked once an hour
        await wasl.logs("the clock was moved")
        owner = sandbox.person(OWNER)
        await owner.start()
        await owner.expect()
        await owner.say("/desk")
        await owner.expect("L’horloge du serveur est décalée de", "minutes")
        assert await standing(database) == (MeetingState.REQUESTED, 4)
        code, told, _ = await wasl.command("doctor")
        assert code == 1
        assert "FAIL  expiry and erasure: they wait: the clock was " in told

        moved(file, timedelta(0))
        await wasl.logs("the time is right again")
        async with database.unit() as session:
            (await session.exec(select(Meeting))).one().expires_at = session.now
        await sandbox.called("sendMessage", chat_id=REQUESTER)
        assert await standing(database) == (MeetingState.EXPIRED, 4)
    await database.close()


async def test_telegram_is_asked_where_it_has_not_told_the_time_lately(
    telegram: ApiStub, monkeypatch: pytest.MonkeyPatch
) -> None:
    api = BotApi(TOKEN, telegram.url)
    check = TimeCheck(api)
    assert await check.agrees()
    assert [call.method for call in telegram.calls] == ["getMe"]
    assert await check.agrees()
    assert len(telegram.calls) == 1
    date, heard_at = api.date
    api.date = (date, heard_at - FRESH_SECONDS)
    assert not check._heard_lately()
    assert await check.agrees()
    assert len(telegram.calls) == 2

    for off in (-MOST_SECONDS_OFF - 60, MOST_SECONDS_OFF + 60):
        wrong = TimeCheck(api)
        with monkeypatch.context() as patch:
            patch.setattr(clock, "machine_now", lambda off=off: datetime.now(UTC) + timedelta(seconds=off))
            assert not await wrong.agrees()
            assert wrong.seconds_off == pytest.approx(off, abs=5)
            asked = len(telegram.calls)
            assert not await wrong.agrees()
            assert len(telegram.calls) == asked, "Telegram is not asked at every tick"
    await api.shutdown()
    away = BotApi(TOKEN, "http://127.0.0.1:9")
    unheard = TimeCheck(away)
    assert not await unheard.agrees()
    assert unheard.seconds_off is None
    await away.shutdown()


async def settle(url: str) -> None:
    """A request that has a day to be answered, and a mission whose people are kept for a year."""
    database = Database(url)
    now = datetime.now(UTC)
    async with database.unit() as session:
        stage = Stage(session, now)
        await stage.open(starts_on=now.date(), ends_on=now.date() + timedelta(days=2))
        one, other, *_ = await stage.delegates(4)
        (slot,) = await stage.slots([now + timedelta(days=2)])
        venue = await stage.venue("venue", ["1"])
        meeting = await stage.meeting(one, other, slot, venue[1][0])
        meeting.state, meeting.expires_at = MeetingState.REQUESTED, now + timedelta(days=1)
        meeting.awaits_id = other.id
    await database.close()


async def standing(database: Database) -> tuple[MeetingState, int]:
    """The state of the only meeting, and how many delegates there are."""
    async with database.reading() as session:
        meeting = (await session.exec(select(Meeting))).one()
        return meeting.state, (await session.exec(select(func.count()).select_from(Delegate))).one()


def moved(file: Path, by: timedelta) -> None:
    """Let the processes that follow the file be so far off the real time."""
    clock.follow(file)
    clock.move(clock.machine_now() + by)
    clock.follow(None)


async def test_no_message_expires_on_the_word_of_one_clock(
    database: Database, telegram: ApiStub, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = datetime.now(UTC)
    monkeypatch.setattr(clock, "machine_now", lambda: datetime.now(UTC) + AHEAD)
    soon = await say(database, "soon", chat=1, lane=Lane.REMINDER, expires_at=now + timedelta(hours=1))
    over = await say(database, "over", chat=2, lane=Lane.REMINDER, expires_at=now - timedelta(minutes=1))
    later = await say(
        database, "later", chat=3, expires_at=now + timedelta(hours=1), not_before=now + AHEAD + timedelta(days=9)
    )

    async with running(database, telegram.url):
        await settled(database, soon, over)

    states = {number: row.state for number, row in (await rows(database)).items()}
    assert states == {soon: OutboxState.SENT, over: OutboxState.DROPPED, later: OutboxState.PENDING}
    assert telegram.sent() == ["soon"]


async def test_nothing_is_said_early_by_the_clock_that_is_ahead(
    database: Database, telegram: ApiStub, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = datetime.now(UTC)
    async with database.unit() as session:
        stage = Stage(session, now)
        await stage.open(time_zone="UTC", starts_on=now.date(), ends_on=now.date() + timedelta(days=2))
        one, other = await stage.delegates(2)
        (slot,) = await stage.slots([now + timedelta(hours=3)])
        await stage.meeting(one, other, slot)
        said: dict[str, Any] = {
            "mission_id": stage.mission.id,
            "texts": {"en": "Hello"},
            "fallback": "en",
            "state": AnnouncementState.SCHEDULED,
        }
        await stage.add(Announcement(**said, send_at=now + timedelta(hours=1)), Announcement(**said))
    api = BotApi(TOKEN, telegram.url)
    clockwork = Clock(database, Bot(TOKEN, session=OutboxSession()), tick_seconds=1, time_check=TimeCheck(api))
    with monkeypatch.context() as patch:
        patch.setattr(clock, "machine_now", lambda: datetime.now(UTC) + timedelta(hours=2, minutes=30))
        for job in ("reminders", "announcements"):
            await clockwork.tick(job)
        texts = [row.params["text"] for row in (await rows(database)).values()]
        assert len(texts) == 2, "what is to be said at once is said, and nothing else"
        assert all("Hello" in text for text in texts)
    await api.shutdown()


async def test_a_doubt_of_before_the_start_is_over_once_the_time_agrees(database: Database, telegram: ApiStub) -> None:
    async with database.unit() as session:
        session.add(Installation(id=1, clock_off_seconds=9000))
    api = BotApi(TOKEN, telegram.url)
    clockwork = Clock(database, Bot(TOKEN, session=OutboxSession()), tick_seconds=1, time_check=TimeCheck(api))
    await clockwork.tick("reminders")
    async with database.reading() as session:
        assert (await session.exec(select(Installation.clock_off_seconds))).one() is None
    await api.shutdown()
