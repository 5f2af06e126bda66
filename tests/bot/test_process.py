"""How the process starts, when those it needs are away, and how it ends."""

from __future__ import annotations

import asyncio
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from sqlmodel import select

from bot import bot_profile, retry
from bot.courier.telegram_api import BotApi, TooManyRequests
from bot.intake.conflicts import STARTING_SECONDS
from bot.shutdown import Stop
from handlers.core.commands import COMMANDS
from locales import catalogues
from storage.database import Database
from storage.tables import FailedUpdate
from tests.bot.trouble import allow_connections, held_up
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
        await bot_profile.publish(api, Stop())
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
        assert await wasl.ended() == 2
        assert len(wasl.log) == 1
        assert wasl.log[0].startswith("WASL_BOT_TOKEN: ")


async def test_whoever_is_stopped_waits_for_nobody() -> None:
    async with Sandbox() as sandbox:
        await sandbox.fault("getMe", "hang", times=-1)
        api, stop = BotApi(sandbox.token, sandbox.api_url), Stop()

        async def introduce() -> None:
            await api.call("getMe", timeout=3600)

        waiting = asyncio.create_task(retry.until_done(stop, "getMe", introduce))
        await sandbox.called("getMe")
        stop.ask()
        async with asyncio.timeout(60):
            await waiting
        await api.shutdown()


@pytest.mark.parametrize("retry_after", [1_000_000, 1e18, float("inf"), float("nan"), -3, None])
async def test_a_halt_at_the_start_is_probed_however_long_it_is(retry_after: float | None) -> None:
    slept: list[float] = []

    class Timed(Stop):
        async def sleep(self, seconds: float) -> None:
            slept.append(seconds)

    answers = [TooManyRequests(429, "Too Many Requests", retry_after), None]

    async def introduce() -> None:
        if (refusal := answers.pop(0)) is not None:
            raise refusal

    await retry.until_done(Timed(), "getMe", introduce)
    assert not answers
    assert len(slept) == 1
    assert 0 < slept[0] <= retry.HALTED_SECONDS


async def test_of_two_pollers_the_one_that_was_there_stays_and_answers(file_url: str, tmp_path: Path) -> None:
    other_url = f"sqlite:///{tmp_path / 'other.db'}"
    async with (
        Sandbox() as sandbox,
        Wasl(sandbox, file_url, pace="telegram") as wasl,
        Wasl(sandbox, other_url, start=False, pace="telegram") as other,
    ):
        await sandbox.settings(conflict_seconds=0.1)
        rachid = sandbox.person("Rachid")
        await rachid.start()
        await rachid.expect("Wasl")
        await asyncio.sleep(STARTING_SECONDS)  # nothing happens: that is what it is to have been there
        await other.start()
        await wasl.logs("another process polls for this bot")
        assert await other.ended() == 1
        assert other.log[-1].startswith("another process polls for this bot, and only one can have them: ")

        await rachid.say("/cancel")
        await rachid.expect("/menu")
        assert len([line for line in wasl.log if "polling failed" in line]) < 10

        before = len(wasl.log)
        await sandbox.fault("getUpdates", "401", times=-1)
        await rachid.say("/cancel")
        assert await wasl.ended() == 2
        assert wasl.log[-1].startswith("WASL_BOT_TOKEN: ")
        assert [line for line in wasl.log[before:-1] if "event=" not in line] == []


async def test_a_webhook_is_not_taken_away_from_others(file_url: str) -> None:
    async with Sandbox() as sandbox, Wasl(sandbox, file_url, start=False) as wasl:
        api = BotApi(sandbox.token, sandbox.api_url)
        await api.call("setWebhook", {"url": "http://localhost:9/telegram"})
        await wasl.launch()
        assert await wasl.ended() == 2
        assert [line for line in wasl.log if "event=" not in line] == [wasl.log[-1]]
        assert wasl.log[-1].startswith(
            "WASL_WEBHOOK_URL is not set, but Telegram posts this bot's updates to localhost"
        )

        assert await wasl.command("webhook", "remove") == (
            0,
            "Telegram posts updates nowhere now: wasl run polls.\n",
            "",
        )
        await wasl.start()
        await api.call("setWebhook", {"url": "http://localhost:9/telegram"})
        await wasl.logs("updates go to a webhook")
        await api.call("deleteWebhook")
        await api.shutdown()
        rachid = sandbox.person("Rachid")
        await rachid.start()
        await rachid.expect("Wasl")


@pytest.mark.parametrize(
    ("role", "settings", "said"),
    [
        ("serve", {}, "WASL_DATABASE_URL: wasl serve shares a PostgreSQL database with the other processes, "),
        ("courier", {}, "WASL_DATABASE_URL: wasl courier shares "),
        ("clock", {}, "WASL_DATABASE_URL: wasl clock shares "),
        ("serve", {"database_url": "postgresql://localhost:9/wasl"}, "WASL_WEBHOOK_URL is missing: "),
        (
            "run",
            {"webhook_url": "https://example.org", "webhook_secret": "0" * 16},
            "WASL_WEBHOOK_URL: Telegram refuses",
        ),
    ],
)
async def test_what_a_role_lacks_is_said_in_one_line(
    file_url: str, role: str, settings: dict[str, str], said: str
) -> None:
    async with Sandbox() as sandbox:
        url = settings.get("database_url", file_url)
        more = {"listen": "127.0.0.1:0"} | {name: value for name, value in settings.items() if name != "database_url"}
        wasl = Wasl(sandbox, url, owner_ids=(), start=False, role=role, **more)
        code, _, errors = await wasl.command(role)
        lines = [line for line in errors.splitlines() if "event=" not in line]
        assert (code, len(lines)) == (2, 1)
        assert lines[0].startswith(said)


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
        await rachid.expect("/menu")
        assert await wasl.stop() == 0

    database = Database(database_url)
    async with database.reading() as session:
        assert not (await session.exec(select(FailedUpdate))).all()
    await database.close()
