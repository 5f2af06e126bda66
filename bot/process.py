"""One process of Wasl: its parts wired together, started, and stopped without losing anything."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass

import structlog
from aiogram import Bot
from aiogram.client.default import DefaultBotProperties
from aiogram.types import User

from bot import failures, logs, patience, profile
from bot.clock import Clock
from bot.conversations import DatabaseStorage
from bot.courier import Courier
from bot.exits import CannotRun
from bot.intake import Intake
from bot.outbox_session import OutboxSession
from bot.polling import Poller
from bot.settings import Settings
from bot.stop import Stop
from bot.transport import Refused, TokenRefused
from bot.webhook import Webhook, secret_of
from handlers import dispatcher
from missions import people
from storage import outbox, schema
from storage.database import Database

log = structlog.get_logger()

REPLY_SECONDS = 3.0
"""How long a stopping process waits for the replies to what it took last."""
DRAIN_SECONDS = 5.0
"""How long it then waits for what is on the wire; what is left stays in the outbox for the next start."""


@dataclass(frozen=True, slots=True)
class Process:
    """The parts that every role shares."""

    settings: Settings
    database: Database
    courier: Courier
    bot: Bot
    intake: Intake

    @classmethod
    def wire(cls, settings: Settings) -> Process:
        """Put the parts together; nothing is asked or changed yet.

        Raises:
            SettingsInvalid: there is no token, or none of the secrets that the settings call for.
        """
        if settings.webhook_url:
            secret_of(settings)
        bot = Bot(settings.token, session=OutboxSession(), default=DefaultBotProperties(parse_mode="HTML"))
        database = Database(settings.database)
        courier = Courier(database, settings.token, settings.api_url, bulk_rate=settings.bulk_rate)
        journeys = dispatcher.build(DatabaseStorage(), default_language=settings.default_language)
        return cls(settings, database, courier, bot, Intake(database, journeys, bot))

    async def prepare(self) -> None:
        """Bring the database up to date.

        Raises:
            CannotRun: it is of a later version.
        """
        try:
            await schema.upgrade(self.database)
        except schema.SchemaTooNew as error:
            raise CannotRun(str(error)) from None
        async with self.database.unit() as session:
            await people.set_owners(session, self.settings.owner_ids, self.settings.default_language)

    async def introduce(self) -> None:
        """Learn the bot's own name, which command filters and links ask for.

        Raises:
            TokenRefused: Telegram does not know the token.
        """
        try:
            me = await self.courier.api.call("getMe")
        except Refused as refusal:  # a token that Telegram cannot even read is 404, not 401
            raise TokenRefused(refusal.code, refusal.description) from None
        # aiogram keeps it here; asking through its session would wait for the outbox.
        self.bot._me = User.model_validate(me)

    async def close(self) -> None:
        """Close what is open."""
        await self.courier.close()
        await self.database.close()


async def run(settings: Settings) -> None:
    """All roles in one process, until SIGTERM or SIGINT; then finish what was taken, and send what is due.

    Raises:
        CannotRun: Telegram refuses the token, or anything else that time does not mend.
    """
    logs.configure(settings.log_level)
    stop = Stop()
    stop.on_signals()
    asyncio.get_running_loop().set_exception_handler(_unexpected)
    process = Process.wire(settings)
    try:
        await patience.until_done(stop, "database", process.prepare)
        await patience.until_done(stop, "getMe", process.introduce)
        if not stop.asked:
            await _run(process, stop)
    except Exception as error:  # noqa: BLE001 - said in one line
        raise _reason(error) from None
    finally:
        await process.close()
    log.info("stopped")


async def _run(process: Process, stop: Stop) -> None:
    settings = process.settings
    api = process.courier.api
    reception = Webhook(api, process.intake, settings) if settings.webhook_url else Poller(api, process.intake)
    clock = Clock(process.database, process.bot, tick_seconds=settings.tick_seconds)
    async with asyncio.TaskGroup() as group:
        group.create_task(process.courier.run())
        group.create_task(clock.run(stop))
        publishing = group.create_task(profile.publish(api, stop))
        log.info("running", bot=process.bot.id)
        try:
            await reception.run(stop)
        except Exception:
            stop.ask()
            await process.courier.drain(0)
            raise
        log.info("stopping")
        await _last_replies(process.database)
        await process.courier.drain(DRAIN_SECONDS)
        await publishing


async def _last_replies(database: Database) -> None:
    """Let the courier answer what was taken last: nobody should wait for the next start to see their tap land."""
    until = time.monotonic() + REPLY_SECONDS
    try:
        while time.monotonic() < until:
            async with database.reading() as session:
                if not await outbox.replies_wait(session):
                    return
            await asyncio.sleep(0.02)
    except Exception as error:  # noqa: BLE001 - they stay in the outbox
        log.warning("last replies left for the next start", **failures.describe(error))


def _reason(error: Exception) -> CannotRun:
    """Why the process ends, in one line. Errors of whatever kind may carry what people wrote: none is shown whole."""
    while isinstance(error, ExceptionGroup):
        error = error.exceptions[0]
    if isinstance(error, CannotRun):
        return error
    if isinstance(error, TokenRefused):
        return CannotRun("WASL_BOT_TOKEN: Telegram refuses this token; @BotFather shows the present one")
    told = failures.describe(error)
    return CannotRun(f"Wasl cannot go on: {told['error']} at {told['place']} {told.get('said', '')}".rstrip())


def _unexpected(_loop: asyncio.AbstractEventLoop, context: dict[str, object]) -> None:
    """What asyncio would otherwise print whole, with whatever stands in the error."""
    error = context.get("exception")
    log.error("unexpected", **failures.describe(error) if isinstance(error, BaseException) else {})
