"""How the process starts, when those it needs are away, and how it ends."""

from __future__ import annotations

import asyncio
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from sqlmodel import select

from bot import patience, profile
from bot.stop import Stop
from bot.transport import BotApi
from handlers.commands import COMMANDS
from locales import catalogues
from storage.database import Database
from storage.tables import FailedUpdate
from tests.bot.trouble import held_up
from tests.engines import administer
from tests.people import Sandbox
from tests.wasl import Wasl

CROWD = 8


@pytest.fixture
def file_url(tmp_path: Path) -> str:
    """A database of SQLite, which is not there yet."""
    return f"sqlite:///{tmp_path / 'wasl.db'}"


async def test_it_waits_for_telegram_and_introduces_itself_where_something_changed(file_url: str) -> None:
    async with Sandbox() as sandbox, Wasl(sandbox, file_url, start=False) as wasl:
        await sandbox.fault("getMe", "502")
        await sandbox.fault("getMe", "cut_before")
        await sandbox.fault("setMyCommands", "500")
        await wasl.launch()
        await wasl.logs("what=getMe", "said=")
        await wasl.logs("event=running")
        for code in catalogues().codes:
            await sandbox.called("getMyShortDescription", language_code=code)
            if code != "en":  # English is what everyone else is told: nothing to change
                await sandbox.called("setMyShortDescription", language_code=code)

        state = await sandbox.get("state")
        assert state["bot"]["pending_update_count"] == 0
        offered = {key: [item["command"] for item in commands] for key, commands in state["bot"]["commands"].items()}
        assert offered == {f"default/{code}": list(COMMANDS) for code in ["", *catalogues().codes]}
        texts = {code: catalogues().texts(code).plain(COMMANDS["menu"]) for code in catalogues().codes}
        assert {code: state["bot"]["commands"][f"default/{code}"][0]["description"] for code in texts} == texts
        assert len(set(texts.values())) == len(texts)

        changed = len([call for call in await sandbox.calls() if call["method"].startswith("setMy")])
        api = BotApi(sandbox.token, sandbox.api_url)
        await profile.publish(api, Stop())
        await api.shutdown()
        assert len([call for call in await sandbox.calls() if call["method"].startswith("setMy")]) == changed


async def test_what_was_taken_is_answered_before_it_stops(file_url: str) -> None:
    async with Sandbox() as sandbox, Wasl(sandbox, file_url, log_level="debug") as wasl:
        first, *crowd = [await sandbox.add_person(f"Delegate {number}", language_code="fr") for number in range(CROWD)]
        database = Database(file_url)
        async with held_up(database):
            await first.start()
            await wasl.logs("event=taking", "updates=1")
            for person in crowd:
                await person.start()
            await sandbox.fault("getUpdates", "slow", seconds=1.0)
        await first.expect("Wasl")
        await sandbox.fault("sendMessage", "slow", seconds=0.3, times=-1)
        async with held_up(database):
            await wasl.logs("event=taking", f"updates={len(crowd)}")
            wasl.terminate()
            await wasl.logs("stop asked")
        await database.close()

        assert await wasl.ended() == 0
        for person in crowd:
            await person.expect("Wasl")
        assert (await sandbox.get("state"))["bot"]["pending_update_count"] == 0


async def test_a_refused_token_is_one_line_and_the_end(file_url: str) -> None:
    async with Sandbox() as sandbox, Wasl(sandbox, file_url, start=False) as wasl:
        await sandbox.fault("getMe", "401", times=-1)
        await wasl.launch()
        assert await wasl.ended() == 1
        assert len(wasl.log) == 1
        assert wasl.log[0].startswith("WASL_BOT_TOKEN: ")


async def test_whoever_is_stopped_waits_for_nobody() -> None:
    async with Sandbox() as sandbox:
        await sandbox.fault("getMe", "hang", times=-1)
        api, stop = BotApi(sandbox.token, sandbox.api_url), Stop()

        async def introduce() -> None:
            await api.call("getMe")

        waiting = asyncio.create_task(patience.until_done(stop, "getMe", introduce))
        await sandbox.called("getMe")
        stop.ask()
        async with asyncio.timeout(5):
            await waiting
        await api.shutdown()


async def test_of_two_pollers_each_says_so_and_the_one_that_stays_answers(file_url: str, tmp_path: Path) -> None:
    other_url = f"sqlite:///{tmp_path / 'other.db'}"
    async with Sandbox() as sandbox, Wasl(sandbox, file_url) as wasl, Wasl(sandbox, other_url) as other:
        await wasl.logs("polling failed", "said=", "409")
        await other.logs("polling failed", "said=", "409")
        assert await other.stop() == 0
        rachid = sandbox.person("Rachid")
        await rachid.start()
        await rachid.expect("Wasl", timeout=30)
        assert len([line for line in wasl.log if "polling failed" in line]) < 10

        before = len(wasl.log)
        await sandbox.fault("getUpdates", "401", times=-1)
        await rachid.say("/cancel")
        assert await wasl.ended() == 1
        assert wasl.log[-1].startswith("WASL_BOT_TOKEN: ")
        assert [line for line in wasl.log[before:-1] if "event=" not in line] == []


@pytest.mark.parametrize("engine_name", ["postgresql"])
async def test_the_database_may_be_away_at_start_and_later(database_url: str) -> None:
    name = urlsplit(database_url).path[1:]
    async with Sandbox() as sandbox, Wasl(sandbox, database_url, start=False) as wasl:
        await allow_connections(name, allowed=False)
        await wasl.launch()
        await wasl.logs("what=database")
        await allow_connections(name, allowed=True)
        await wasl.logs("event=running")
        rachid = sandbox.person("Rachid")
        await rachid.start()
        await rachid.expect("Wasl")

        await allow_connections(name, allowed=False)
        await rachid.say("/cancel")
        await wasl.logs("polling failed")
        await allow_connections(name, allowed=True)
        await rachid.expect("/menu", timeout=30)
        assert await wasl.stop() == 0

    database = Database(database_url)
    async with database.reading() as session:
        assert not (await session.exec(select(FailedUpdate))).all()
    await database.close()


async def allow_connections(name: str, *, allowed: bool) -> None:
    """Send everyone out of a database and keep them out, or let them in again."""
    await administer(f"ALTER DATABASE {name} ALLOW_CONNECTIONS {allowed}")
    if not allowed:
        everyone = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = "
        await administer(f"{everyone}'{name}'")
