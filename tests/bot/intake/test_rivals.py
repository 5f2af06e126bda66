"""A rival takes nothing: a second process with the token of the first, and a database of its own."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlmodel import col, select

from bot.intake.conflicts import MOST_SECONDS, QUIET_SECONDS, QUIET_SECONDS_OF_LATEST
from storage import schema
from storage.database import Database
from storage.outbox import post
from storage.tables import OutboxRow, OutboxState, ProcessedUpdate
from tests.balancer import balancer, free_port
from tests.people import Person, Sandbox
from tests.wasl import Wasl

PEOPLE = 6
RIVALS_WORDS = "I am the rival"
SECRET = "a-secret-of-the-webhook"


@pytest.mark.parametrize(
    "how",
    [
        "an empty database",
        pytest.param("both have just started", marks=pytest.mark.slow),
        pytest.param("a copy of the database", marks=pytest.mark.slow),
    ],
)
async def test_all_taps_are_the_productions_and_the_rival_says_nothing(tmp_path: Path, how: str) -> None:
    urls = [f"sqlite:///{tmp_path / name}.db" for name in ("production", "rival")]
    async with (
        Sandbox() as sandbox,
        Wasl(sandbox, urls[0], pace="telegram") as production,
        Wasl(sandbox, urls[1], start=False, pace="telegram") as rival,
    ):
        if how != "a copy of the database":  # as Telegram does
            await sandbox.settings(conflict_seconds=0.1)
        crowd = [await sandbox.add_person(f"Delegate {number}", language_code="en") for number in range(PEOPLE)]
        await crowd[0].start()
        await crowd[0].expect()
        await sandbox.acknowledged()
        if how == "a copy of the database":
            copy(tmp_path / "production.db", tmp_path / "rival.db")
        await wait_to_speak(urls[1], crowd[0])
        known = await taken(urls[1])
        if how == "both have just started":
            await production.stop()
            await production.launch()
        tapping = asyncio.create_task(tap(crowd))
        await rival.launch()
        assert await rival.ended() == 1
        assert rival.log[-1].startswith("another process polls for this bot, and only one can have them: ")
        tapping.cancel()
        await asyncio.gather(tapping, return_exceptions=True)
        await sandbox.acknowledged()
        assert await production.stop() == 0

        assert await taken(urls[1]) == known
        numbers = await taken(urls[0])
        assert numbers == list(range(numbers[0], numbers[0] + len(numbers)))
        said = [call["params"].get("text") for call in await sandbox.calls("sendMessage")]
        assert RIVALS_WORDS not in said


@pytest.mark.slow
async def test_the_last_to_acknowledge_starts_at_once_and_another_waits_to_be_undisturbed(tmp_path: Path) -> None:
    assert QUIET_SECONDS_OF_LATEST < 1 < QUIET_SECONDS < MOST_SECONDS
    urls = [f"sqlite:///{tmp_path / name}.db" for name in ("production", "successor")]
    async with Sandbox() as sandbox:
        rachid = sandbox.person("Rachid")
        for url, waits, quiet in (
            (urls[0], False, QUIET_SECONDS),
            (urls[0], True, QUIET_SECONDS_OF_LATEST),
            (urls[1], True, QUIET_SECONDS),
        ):
            if waits:
                await rachid.say("/cancel")
            async with Wasl(sandbox, url, pace="telegram", start=False) as wasl:
                await wasl.launch()
                await wasl.logs("event=served", f"quiet={quiet}")
                await rachid.say("/cancel")
                await rachid.expect()


@pytest.mark.parametrize("engine_name", ["postgresql"])
async def test_receptions_of_one_installation_are_no_rivals(database_url: str, tmp_path: Path) -> None:
    ports = [free_port(), free_port()]
    async with Sandbox() as sandbox, balancer(ports) as address:
        common = {"pace": "telegram", "webhook_url": address, "webhook_secret": SECRET}
        ones = [
            Wasl(sandbox, database_url, owner_ids=(), start=False, role="serve", listen=f"127.0.0.1:{port}", **common)
            for port in ports
        ]
        for one in ones:
            await one.launch()
        for one in ones:
            await one.logs("event=served")
        await ones[0].stop()
        before = len(ones[0].log)
        await ones[0].launch()
        await ones[0].logs("event=served", since=before)

        other = f"sqlite:///{tmp_path / 'other.db'}"
        elsewhere = {**common, "webhook_url": "http://localhost:9", "listen": "127.0.0.1:0"}
        rival = Wasl(sandbox, other, owner_ids=(), start=False, role="run", **elsewhere)
        code, _, errors = await rival.command("run")
        assert code == 2
        assert errors.splitlines()[-1].startswith("WASL_WEBHOOK_URL: Telegram posts this bot's updates to ")
        for one in ones:
            assert await one.stop() == 0


def copy(source: Path, target: Path) -> None:
    with closing(sqlite3.connect(source)) as one, closing(sqlite3.connect(target)) as other:
        one.backup(other)


@pytest.mark.slow
async def test_a_reception_takes_nothing_from_a_process_that_polls(tmp_path: Path) -> None:
    urls = [f"sqlite:///{tmp_path / name}.db" for name in ("production", "rival")]
    posted = {"webhook_url": "http://localhost:9", "webhook_secret": SECRET, "listen": "127.0.0.1:0"}
    async with Sandbox() as sandbox, Wasl(sandbox, urls[0], pace="telegram") as production:
        await sandbox.settings(conflict_seconds=0.1)
        await production.logs("event=served")
        rival = Wasl(sandbox, urls[1], owner_ids=(), start=False, role="run", pace="telegram", **posted)
        code, _, errors = await rival.command("run")
        assert code == 1
        assert errors.splitlines()[-1].startswith("another process polls for this bot, and only one can have them: ")
        assert not await sandbox.calls("setWebhook")
        rachid = sandbox.person("Rachid")
        await rachid.start()
        await rachid.expect("Wasl")


async def tap(crowd: list[Person]) -> None:
    while True:
        for person in crowd:
            await person.say("/cancel")
            await asyncio.sleep(0.05)  # as people do


async def taken(url: str) -> list[int]:
    database = Database(url)
    async with database.reading() as session:
        found = (await session.exec(select(ProcessedUpdate.update_id).order_by(col(ProcessedUpdate.update_id)))).all()
    await database.close()
    return list(found)


async def wait_to_speak(url: str, person: Person) -> None:
    """The rival has something to say, as its clock or its courier would."""
    database = Database(url)
    await schema.upgrade(database)
    async with database.unit() as session:
        await post(session, "sendMessage", {"chat_id": person.id, "text": RIVALS_WORDS}, chat_id=person.id)
    async with database.reading() as session:
        waiting = select(OutboxRow).where(OutboxRow.state == OutboxState.PENDING)
        assert (await session.exec(waiting)).all()
    await database.close()
