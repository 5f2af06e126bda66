"""A rehearsal: the time is moved while sandbox and bot run, and both go by it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path

import aiohttp
import pytest

from storage.database import Database
from storage.tables import Person as PersonRow
from tests.missions.stage import Stage
from tests.people import Sandbox
from tests.wasl import Wasl

PEOPLE = {5001: "Nadia", 5002: "Karim"}
AHEAD = timedelta(days=30)


async def test_a_reminder_of_next_month_comes_when_the_clock_is_moved_there(database_url: str, tmp_path: Path) -> None:
    clock = tmp_path / "clock"
    begins_at = datetime.now(UTC) + AHEAD
    async with (
        Sandbox(clock=clock) as sandbox,
        Wasl(sandbox, database_url, start=False, clock=str(clock)) as wasl,
    ):
        people = [await sandbox.add_person(name, id=number) for number, name in PEOPLE.items()]
        await settle(database_url, begins_at)
        await wasl.start()
        for person in people:
            await person.start()
            await person.expect()
            assert not [seen for seen in person.screen if "⏰" in seen.text]

        await sandbox.move_clock(at=(begins_at - timedelta(minutes=10)).isoformat())
        for person in people:
            await person.expect("⏰")
        await people[0].say("/cancel")
        seen = await people[0].expect("/menu")
        assert abs(datetime.fromtimestamp(seen.raw["date"], UTC) - begins_at) < timedelta(hours=1)
        async with aiohttp.ClientSession() as session, session.get(f"{sandbox.api_url}/bot{sandbox.token}/getMe") as me:
            assert abs(parsedate_to_datetime(me.headers["Date"]) - begins_at) < timedelta(hours=1)
        told = (await wasl.command("doctor"))[1]
        assert "clock: within 2 s of Telegram's" in told
        if not database_url.startswith("sqlite"):
            assert "clock: within 2 s of the database's" in told
        for person in people:
            assert len([seen for seen in person.screen if "⏰" in seen.text]) == 1
        assert not await sandbox.refused()


@pytest.mark.parametrize("role", ["run", "serve", "courier", "clock"])
@pytest.mark.parametrize(("name", "value"), [("clock", "/nowhere/clock"), ("pace", "off")])
async def test_nobody_is_told_anything_at_a_time_that_is_set(tmp_path: Path, role: str, name: str, value: str) -> None:
    url = f"sqlite:///{tmp_path / 'wasl.db'}"
    wrong = {"api_url": "https://api.telegram.org", name: value}
    wasl = Wasl(Sandbox(at="http://127.0.0.1:9"), url, start=False, role=role, owner_ids=(), **wrong)
    code, _, errors = await wasl.command(role)

    assert code == 2
    assert errors.startswith(f"WASL_{name.upper()}")
    assert len(errors.splitlines()) == 1


async def settle(url: str, begins_at: datetime) -> None:
    """A meeting of the two, with a reminder a quarter of an hour before."""
    database = Database(url)
    async with database.unit() as session:
        stage = Stage(session, datetime.now(UTC))
        day = begins_at.date()
        await stage.open(starts_on=day, ends_on=day + timedelta(days=1), reminder_minutes=[15])
        one, other = await stage.delegates(2)
        for delegate, (number, name) in zip((one, other), PEOPLE.items(), strict=True):
            delegate.name = name
            person = await session.get_one(PersonRow, delegate.person_id)
            person.telegram_id = number
            person.language, person.language_chosen, person.mission_id = "en", True, stage.mission.id
        (slot,) = await stage.slots([begins_at])
        _venue, (table,) = await stage.venue("venue", ["1"])
        await stage.meeting(one, other, slot, table)
    await database.close()
