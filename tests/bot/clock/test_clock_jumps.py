"""The machine's clock jumps, forwards and back, under a bot that runs: each reminder once, and nobody waits for it."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import col, select

from storage import schema
from storage.database import Database
from storage.tables import OutboxRow
from storage.tables import Person as PersonRow
from tests.bot.test_time_check import moved
from tests.engines import new_database
from tests.missions.stage import Stage
from tests.people import Sandbox

ROOT = Path(__file__).parents[3]
LIBRARY = next(Path("/usr/lib").glob("*/faketime/libfaketime.so.1"), None)
DUE = 58
"""Minutes from the start, after the reminder's lead and before the meeting."""
PEOPLE = {5001: "Nadia", 5002: "Karim"}


@pytest.mark.slow
@pytest.mark.skipif(LIBRARY is None, reason="the clock of a process is moved by libfaketime, which is not installed")
async def test_reminders_go_out_once_whatever_the_clock_does(tmp_path: Path) -> None:
    clock = tmp_path / "clock"
    telegrams = tmp_path / "telegrams"
    # Telegram's clock goes along: what only one of the two shows is not believed.
    async with new_database("sqlite", tmp_path) as url, Sandbox(clock=telegrams) as sandbox:
        people = [await sandbox.add_person(name, id=number) for number, name in PEOPLE.items()]
        await settle(url)
        jump(clock, telegrams, 0)
        async with running(sandbox, url, clock):
            for person in people:
                await person.start()
                await person.expect()
            for minutes in (DUE, -240, DUE + 1, 100):
                jump(clock, telegrams, minutes)
                # Whoever waits for an answer is not held up by a deadline that is suddenly hours away.
                while abs(await written_at(url) - datetime.now(UTC) - timedelta(minutes=minutes)) > timedelta(
                    minutes=1
                ):
                    await people[0].say("/cancel")
                    await people[0].expect("/menu")
                if minutes == DUE:
                    for person in people:
                        await person.expect("⏰")
            for person in people:
                # As they came: once the meeting is over, a reminder reads otherwise.
                came = [event["message"].get("text", "") for event in person.events if event["type"] == "message"]
                assert len([text for text in came if "⏰" in text]) == 1, person.told(20)
            assert not await sandbox.refused()


async def settle(url: str) -> None:
    """A meeting that begins in an hour and ten minutes, with a reminder a quarter of an hour before."""
    database = Database(url)
    await schema.upgrade(database)
    now = datetime.now(UTC)
    async with database.unit() as session:
        stage = Stage(session, now)
        await stage.open(starts_on=now.date(), ends_on=now.date() + timedelta(days=1), reminder_minutes=[15])
        one, other = await stage.delegates(2)
        for delegate, (number, name) in zip((one, other), PEOPLE.items(), strict=True):
            delegate.name = name
            person = await session.get_one(PersonRow, delegate.person_id)
            person.telegram_id = number
            person.language, person.language_chosen, person.mission_id = "en", True, stage.mission.id
        (slot,) = await stage.slots([now + timedelta(minutes=70)])
        _venue, (table,) = await stage.venue("venue", ["1"])
        await stage.meeting(one, other, slot, table)
    await database.close()


async def written_at(url: str) -> datetime:
    """When the newest message was written, by the bot's clock."""
    database = Database(url)
    async with database.reading() as session:
        newest = select(OutboxRow.created_at).order_by(col(OutboxRow.id).desc()).limit(1)
        found = (await session.exec(newest)).one()
    await database.close()
    return found


def jump(clock: Path, telegrams: Path, minutes: int) -> None:
    """From now on, the bot's clock is so much off, and Telegram's; the bot's monotonic one is not."""
    moved(telegrams, timedelta(minutes=minutes))
    later = clock.with_suffix(".new")
    later.write_text(f"{minutes:+}m")
    later.rename(clock)


@asynccontextmanager
async def running(sandbox: Sandbox, url: str, clock: Path) -> AsyncIterator[None]:
    """`wasl run` from nothing, with the clock of the file."""
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("WASL_")},
        "LD_PRELOAD": str(LIBRARY),
        "FAKETIME_TIMESTAMP_FILE": str(clock),
        "FAKETIME_CACHE_DURATION": "1",
        "DONT_FAKE_MONOTONIC": "1",
        "FAKETIME_FORCE_MONOTONIC_FIX": "0",  # else every wait for the interpreter's lock is a busy one
        "WASL_BOT_TOKEN": sandbox.token,
        "WASL_API_URL": sandbox.api_url,
        "WASL_DATABASE_URL": url,
        "WASL_TICK_SECONDS": "0.5",
        "WASL_PACE": "off",
    }
    process = await asyncio.create_subprocess_exec(sys.executable, "-m", "bot", "run", cwd=ROOT, env=environment)
    try:
        yield
    finally:
        process.terminate()
        assert await process.wait() == 0
