"""Webhook reception: each post is answered with 200 only after its update is committed."""

from __future__ import annotations

import asyncio
import hmac
import json
from typing import Any

import structlog
from aiohttp import web

from bot import failures
from bot.intake import ALLOWED_UPDATES, Intake
from bot.settings import Settings, SettingsInvalid
from bot.transport import BotApi

log = structlog.get_logger()

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the header's name
PATH = "/telegram"
LARGEST_UPDATE = 1024 * 1024
"""Bytes. Telegram's updates are a few kilobytes."""
BATCH = 100

Waiting = tuple[dict[str, Any], "asyncio.Future[None]"]


class Webhook:
    """Listens on WASL_LISTEN for what Telegram posts to WASL_WEBHOOK_URL.

    Raises:
        SettingsInvalid: there is no secret: anyone could post updates in anyone's name.
    """

    def __init__(self, api: BotApi, intake: Intake, settings: Settings) -> None:
        if not settings.webhook_secret.get_secret_value():
            raise SettingsInvalid("WASL_WEBHOOK_SECRET is missing: 32 characters or more that nobody can guess")
        self._api = api
        self._intake = intake
        self._settings = settings
        self._secret = settings.webhook_secret.get_secret_value().encode()
        self._queue: asyncio.Queue[Waiting] = asyncio.Queue()
        self._stopping = asyncio.Event()

    def stop(self) -> None:
        """Take no more; what was taken is finished and answered."""
        self._stopping.set()

    async def run(self) -> None:
        """Register the webhook and serve until stopped."""
        app = web.Application(client_max_size=LARGEST_UPDATE)
        app.router.add_post(PATH, self._receive)
        app.router.add_get("/healthz", _healthy)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        host, _, port = self._settings.listen.rpartition(":")
        handling = asyncio.create_task(self._handle())
        try:
            await web.TCPSite(runner, host, int(port)).start()
            await self._register()
            await self._stopping.wait()
        finally:
            # Waits for the posts under way, and those wait for their commit.
            await runner.cleanup()
            handling.cancel()

    async def _register(self) -> None:
        await self._api.call(
            "setWebhook",
            {
                "url": self._settings.webhook_url.rstrip("/") + PATH,
                "secret_token": self._secret.decode(),
                "allowed_updates": ALLOWED_UPDATES,
                "max_connections": 40,
            },
        )

    async def _receive(self, request: web.Request) -> web.Response:
        given = request.headers.get(SECRET_HEADER, "").encode()
        if not hmac.compare_digest(given, self._secret):
            return web.Response(status=403)
        try:
            update = json.loads(await request.read())
        except ValueError:
            return web.Response(status=400)
        if not isinstance(update, dict) or not isinstance(update.get("update_id"), int):
            return web.Response(status=400)
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._queue.put_nowait((update, done))
        try:
            await done
        except Exception:  # noqa: BLE001 - not committed: Telegram will post it again
            return web.Response(status=500)
        return web.Response()

    async def _handle(self) -> None:
        """What arrived while the last batch was committed is the next one: one commit for many, in order of arrival."""
        while True:
            batch = [await self._queue.get()]
            while len(batch) < BATCH and not self._queue.empty():
                batch.append(self._queue.get_nowait())
            try:
                await self._intake.take([update for update, _ in batch])
            except Exception as error:  # noqa: BLE001 - the database is away: it comes back
                log.warning("batch not committed", **failures.describe(error))
                outcome: Exception | None = error
            else:
                outcome = None
            for _, done in batch:
                if done.cancelled():
                    continue
                if outcome is None:
                    done.set_result(None)
                else:
                    done.set_exception(outcome)


async def _healthy(_request: web.Request) -> web.Response:
    return web.Response(text="ok")
