"""Becoming the process that Telegram posts to, or waiting until this installation is served; nothing is taken here."""

from __future__ import annotations

import asyncio
from urllib.parse import urlsplit

import structlog

from bot.courier.telegram_api import ApiError, BotApi
from bot.intake.conflicts import HOLD_SECONDS, POLLING, Reception, served_as, webhook_of
from bot.intake.polling import POLL_SECONDS, RIVAL_PAUSE, numbers
from bot.intake.updates import ALLOWED_UPDATES
from bot.settings import SettingsInvalid
from bot.shutdown import Stop
from storage.database import Database
from storage.leases import Lease

log = structlog.get_logger()

LOOK_SECONDS = 2.0
"""Between two looks at who is served; a lease that is renewed as often holds."""


class Takeover:
    """Finds out whether a webhook may be set. Of the receptions of one installation, the holder of the lease does."""

    def __init__(self, api: BotApi, database: Database, reception: Reception, lease: Lease) -> None:
        self._api = api
        self._database = database
        self._reception = reception
        self._lease = lease

    async def __call__(self, address: str) -> None:
        """Return once Telegram posts to the address, or no other process is served.

        Raises:
            SettingsInvalid: Telegram posts to another installation. CannotRun: another process polls.
            ApiError: Telegram does not answer.
        """
        while not self._reception.served.is_set():
            posted_to = await webhook_of(self._api)
            if posted_to in {address, await served_as(self._database)} - {""}:
                self._reception.be_served()
            elif posted_to:
                raise SettingsInvalid(
                    f"WASL_WEBHOOK_URL: Telegram posts this bot's updates to {urlsplit(posted_to).hostname}, for "
                    "another database: stop who receives them there, and let go of them with: wasl webhook remove"
                )
            elif await self._lease.take():
                try:
                    await self._undisturbed()
                finally:
                    await self._lease.give_back()
            else:
                await asyncio.sleep(HOLD_SECONDS)

    async def _undisturbed(self) -> None:
        """Poll, acknowledging nothing, until this process may be served or Telegram posts somewhere."""
        while not self._reception.served.is_set() and await self._lease.renew():
            try:
                if not await self._reception.may_take(numbers(await self._look())):
                    await asyncio.sleep(self._reception.hold_seconds)
            except ApiError as error:
                if error.code != 409:
                    raise
                if await webhook_of(self._api):
                    return
                self._reception.met(error)
                await asyncio.sleep(RIVAL_PAUSE)

    async def _look(self) -> list[object]:
        params = {"timeout": POLL_SECONDS, "allowed_updates": ALLOWED_UPDATES}
        try:
            async with asyncio.timeout(min(LOOK_SECONDS, self._reception.seconds_to_wait)):
                fetched = await self._api.call("getUpdates", params, timeout=POLL_SECONDS)
        except TimeoutError:
            return []
        return fetched if isinstance(fetched, list) else []


async def until_served(api: BotApi, database: Database, stop: Stop) -> None:
    """Wait until Telegram serves this installation, as courier and clock do that have no reception of their own.

    Raises:
        ApiError: Telegram does not answer.
    """
    told = False
    while not stop.asked:
        if (await webhook_of(api) or POLLING) == await served_as(database):
            return
        if not told:
            log.warning("Telegram serves another installation, or none: nothing is sent until it serves this one")
            told = True
        await stop.sleep(LOOK_SECONDS)
