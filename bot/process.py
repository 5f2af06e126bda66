"""One process of Wasl: its parts wired together, started, and stopped without losing anything."""

from __future__ import annotations

import asyncio
import signal
from dataclasses import dataclass

import structlog
from aiogram import Bot
from aiogram.client.default import DefaultBotProperties
from aiogram.types import User

from bot import logs, profile
from bot.clock import Clock
from bot.conversations import DatabaseStorage
from bot.courier import Courier
from bot.intake import Intake
from bot.outbox_session import OutboxSession
from bot.polling import Poller
from bot.settings import Settings
from bot.webhook import Webhook
from handlers import dispatcher
from missions import people
from storage import schema
from storage.database import Database

log = structlog.get_logger()

DRAIN_SECONDS = 10.0
"""How long a stopping process goes on sending; what is left stays in the outbox for the next start."""


@dataclass(frozen=True, slots=True)
class Process:
    """The parts that every role shares."""

    settings: Settings
    database: Database
    courier: Courier
    bot: Bot
    intake: Intake

    @classmethod
    async def open(cls, settings: Settings) -> Process:
        """Bring the database up to date and wire the parts; nothing runs yet.

        Raises:
            SettingsInvalid: there is no token. SchemaTooNew: the database is of a later version.
        """
        database = Database(settings.database)
        await schema.upgrade(database)
        courier = Courier(database, settings.token, settings.api_url, bulk_rate=settings.bulk_rate)
        bot = Bot(settings.token, session=OutboxSession(), default=DefaultBotProperties(parse_mode="HTML"))
        journeys = dispatcher.build(DatabaseStorage(), default_language=settings.default_language)
        async with database.unit() as session:
            await people.set_owners(session, settings.owner_ids, settings.default_language)
        return cls(settings, database, courier, bot, Intake(database, journeys, bot))

    async def introduce(self) -> None:
        """Learn the bot's own name, which command filters and links ask for."""
        me = await self.courier.api.call("getMe")
        # aiogram keeps it here; asking through its session would wait for the outbox.
        self.bot._me = User.model_validate(me)

    async def close(self) -> None:
        """Close what is open."""
        await self.courier.close()
        await self.database.close()


async def run(settings: Settings) -> None:
    """All roles in one process, until SIGTERM or SIGINT; then finish what was taken, and send what is due."""
    logs.configure(settings.log_level)
    process = await Process.open(settings)
    try:
        await process.introduce()
        await _run(process)
    finally:
        await process.close()


async def _run(process: Process) -> None:
    settings = process.settings
    api = process.courier.api
    reception = Webhook(api, process.intake, settings) if settings.webhook_url else Poller(api, process.intake)
    clock = Clock(process.database, process.bot, tick_seconds=settings.tick_seconds)
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, reception.stop)
    async with asyncio.TaskGroup() as group:
        courier = group.create_task(process.courier.run())
        ticking = group.create_task(clock.run())
        group.create_task(profile.publish(api))
        log.info("running", bot=process.bot.id)
        await reception.run()
        log.info("stopping")
        ticking.cancel()
        await process.courier.drain(DRAIN_SECONDS)
        courier.cancel()
    log.info("stopped")
