"""Webhook reception: each post is answered with 200 only after its update is committed."""

from __future__ import annotations

import asyncio
import hmac
import json
from typing import Any

import structlog
from aiohttp import web

from bot import retry
from bot.courier import outcomes
from bot.courier.telegram_api import BotApi, Refused
from bot.exits import CannotRun
from bot.health import Health
from bot.intake.updates import ALLOWED_UPDATES, RawUpdate, has_number
from bot.intake.webhook_queue import Door
from bot.settings import Settings, SettingsInvalid
from bot.shutdown import Stop

log = structlog.get_logger()

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the header's name
PATH = "/telegram"
LARGEST_UPDATE = 1024 * 1024
"""Bytes. Telegram's updates are a few kilobytes."""
CONNECTIONS = 40
STOP_SECONDS = 4.0
"""How long posts under way may take to be committed when the process stops; Telegram posts the others again."""


def secret_of(settings: Settings) -> bytes:
    """What Telegram must send along to be believed.

    Raises:
        SettingsInvalid: there is none: anyone could post updates in anyone's name.
    """
    secret = settings.webhook_secret.get_secret_value()
    if not secret:
        raise SettingsInvalid("WASL_WEBHOOK_SECRET is missing: 32 characters or more that nobody can guess")
    return secret.encode()


class Webhook:
    """Listens on WASL_LISTEN for what Telegram posts to WASL_WEBHOOK_URL, and says there whether it is ready.

    A load balancer asks the port that it sends to.
    """

    def __init__(self, api: BotApi, door: Door, settings: Settings, health: Health) -> None:
        self._api = api
        self._door = door
        self._settings = settings
        self._health = health
        self._secret = secret_of(settings)

    async def run(self, stop: Stop) -> None:
        """Register the webhook and serve until the stop; what was taken is finished and answered.

        Raises:
            TokenRefused: Telegram does not know the token. CannotRun: the address is taken, or the webhook refused.
        """
        app = web.Application(client_max_size=LARGEST_UPDATE)
        app.router.add_post(PATH, self._receive)
        app.router.add_routes(self._health.routes())
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=STOP_SECONDS)
        await runner.setup()
        handling = asyncio.create_task(self._door.run())
        try:
            await self._listen(runner)
            await retry.until_done(stop, "setWebhook", self._register)
            await stop.first(asyncio.wait({handling}))
            if handling.done():  # by an error of our own: posts would wait for ever
                handling.result()
        finally:
            # Waits for the posts under way, and those wait for their commit.
            await runner.cleanup()
            handling.cancel()

    async def _listen(self, runner: web.AppRunner) -> None:
        host, _, port = self._settings.listen.rpartition(":")
        try:
            await web.TCPSite(runner, host.strip("[]"), int(port)).start()
        except OSError as error:
            raise CannotRun(f"WASL_LISTEN: cannot listen on {self._settings.listen} ({error.strerror})") from None

    async def _register(self) -> None:
        webhook = {
            "url": self._settings.webhook_url.rstrip("/") + PATH,
            "secret_token": self._secret.decode(),
            "allowed_updates": ALLOWED_UPDATES,
            "max_connections": CONNECTIONS,
        }
        try:
            await self._api.call("setWebhook", webhook)
        except Refused as refusal:
            raise SettingsInvalid(f"WASL_WEBHOOK_URL: Telegram refuses it ({outcomes.shown(refusal)})") from None

    async def _receive(self, request: web.Request) -> web.Response:
        given = request.headers.get(SECRET_HEADER, "").encode("utf-8", "surrogateescape")
        if not hmac.compare_digest(given, self._secret):
            return web.Response(status=403)
        update = _read(await request.read())
        if update is None:
            return web.Response(status=400)
        try:
            await self._door.take(update)
        except Exception:  # noqa: BLE001 - not committed: Telegram will post it again
            return web.Response(status=500)
        return web.Response()


def _read(body: bytes) -> RawUpdate | None:
    """The update in a post; None where there is none."""
    try:
        update: Any = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return update if has_number(update) else None
