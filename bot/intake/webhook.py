"""Webhook reception: each post is answered with 200 only after its update is committed."""

from __future__ import annotations

import asyncio
import hmac
import json
from collections.abc import Sequence
from functools import partial
from typing import Any

import structlog
from aiohttp import web

from bot import retry
from bot.courier import outcomes
from bot.courier.telegram_api import BotApi, Refused
from bot.health import Health
from bot.http_server import listening
from bot.intake.takeover import Takeover
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
BODY_SECONDS = 10.0
"""How long a post may take to arrive."""
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


def address(settings: Settings) -> str:
    """Where Telegram posts to."""
    return settings.webhook_url.rstrip("/") + PATH


class Webhook:
    """Listens on WASL_LISTEN for what Telegram posts to WASL_WEBHOOK_URL, and says there whether it is ready.

    A load balancer asks the port that it sends to. pages: what is answered there, too.
    """

    def __init__(
        self,
        api: BotApi,
        door: Door,
        settings: Settings,
        health: Health,
        takeover: Takeover,
        *,
        pages: Sequence[web.RouteDef] = (),
    ) -> None:
        self._api = api
        self._takeover = takeover
        self._door = door
        self._settings = settings
        self._health = health
        self._secret = secret_of(settings)
        self._pages = pages

    async def run(self, stop: Stop) -> None:
        """Register the webhook and serve until the stop; what was taken is finished and answered.

        Raises:
            TokenRefused: Telegram does not know the token. CannotRun: the address is taken, the webhook refused, or
            another process receives the bot's updates.
        """
        app = web.Application(client_max_size=LARGEST_UPDATE)
        app.router.add_post(PATH, self._receive)
        app.router.add_routes([*self._health.routes(), *self._pages])
        handling = asyncio.create_task(self._door.run())
        try:
            # Its end waits for the posts under way, and those wait for their commit.
            async with listening(app, self._settings.listen, "WASL_LISTEN", shutdown_seconds=STOP_SECONDS):
                await retry.until_done(stop, "getWebhookInfo", partial(self._takeover, address(self._settings)))
                await retry.until_done(stop, "setWebhook", self._register)
                await stop.first(asyncio.wait({handling}))
                if handling.done():  # by an error of our own: no post would ever be answered
                    handling.result()
        finally:
            handling.cancel()

    async def _register(self) -> None:
        webhook = {
            "url": address(self._settings),
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
        try:
            async with asyncio.timeout(BODY_SECONDS):
                update = _read(await request.read())
        except TimeoutError:
            return web.Response(status=408)
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
