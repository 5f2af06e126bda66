"""Ready means able: what cannot be written, or comes to another place, is no readiness."""

from __future__ import annotations

import asyncio
import resource
from pathlib import Path

import pytest
from aiohttp import web

from bot import metrics, webhook_watch
from bot.courier.telegram_api import BotApi
from bot.health import Health
from bot.shutdown import Stop
from bot.webhook_watch import WebhookWatch
from storage.database import Database
from tests.bot.api_stub import TOKEN, ApiStub, Call
from tests.bot.test_disk import allow
from tests.bot.test_health import ask, free_address
from tests.people import Sandbox
from tests.wasl import Wasl

HERE = "http://localhost:9/telegram"


async def test_a_full_disk_is_not_ready(tmp_path: Path) -> None:
    address = free_address()
    async with (
        Sandbox() as sandbox,
        Wasl(sandbox, f"sqlite:///{tmp_path / 'wasl.db'}", tick_seconds="3600", metrics_listen=address) as wasl,
    ):
        allow(wasl, (tmp_path / "wasl.db-wal").stat().st_size)
        status, said = await ask(address, "/readyz")
        assert status == 503
        assert said.startswith("database: ")
        allow(wasl, resource.RLIM_INFINITY)
        assert await ask(address, "/readyz") == (200, "ready\n")


async def test_updates_that_come_to_another_place_are_told_of(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'wasl.db'}")
    async with Sandbox() as sandbox:
        api = BotApi(sandbox.token, sandbox.api_url)
        for wanted, wrong, said in (
            ("", "http://127.0.0.1:9/other", "Telegram posts to 127.0.0.1, and this process polls"),
            (HERE, "http://127.0.0.1:9/other", "Telegram posts to 127.0.0.1, not to localhost"),
            (HERE, "", "Telegram posts nowhere, not to localhost"),
        ):
            health = Health(database, Stop())
            watch = WebhookWatch(api, wanted, health)
            for url, lacks in ((wanted, {}), (wrong, {"webhook": said}), (wanted, {})):
                await api.call("setWebhook", {"url": url, "secret_token": "secret"})
                await watch.look()
                assert {part: why for part, why in (await health.lacks()).items() if part == "webhook"} == lacks
                (sample,) = next(iter(metrics.WEBHOOK_RIGHT.collect())).samples
                assert sample.value == (not lacks)
        await api.shutdown()
    await database.close()


async def test_an_answer_without_sense_does_not_end_the_watch(
    tmp_path: Path, telegram: ApiStub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(webhook_watch, "LOOK_SECONDS", 0.01)
    database, stop = Database(f"sqlite:///{tmp_path / 'wasl.db'}"), Stop()
    health = Health(database, stop)

    async def answer(_call: Call) -> web.StreamResponse:
        return web.json_response({"ok": True, "result": {"url": "http://[", "pending_update_count": "many"}})

    telegram.answer = answer
    api = BotApi(TOKEN, telegram.url)
    watching = asyncio.create_task(WebhookWatch(api, "", health).run(stop))
    await telegram.until(3)
    stop.ask()
    await watching
    await api.shutdown()
    await database.close()
