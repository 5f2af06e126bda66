"""One process of Wasl: its parts, wired together. What it does with them is its role (`bot.roles`)."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial

import structlog
from aiogram import Bot
from aiogram.client.default import DefaultBotProperties
from aiogram.types import User
from sqlmodel import col, select

from bot.clock import jobs
from bot.clock.clock import Clock
from bot.clock.day_sheets import SheetDrawing
from bot.clock.desk_jobs import DeskJobs
from bot.clock.proposal_jobs import Ranking
from bot.clock.rounds import Chore
from bot.clock.typesetter import Typesetter
from bot.courier.courier import Courier
from bot.courier.telegram_api import Refused, TokenRefused
from bot.exits import CannotRun
from bot.health import Health
from bot.intake import failed_updates
from bot.intake.conflicts import Reception
from bot.intake.fsm_storage import DatabaseStorage
from bot.intake.intake import Intake
from bot.intake.outbox_session import OutboxSession
from bot.intake.replay import Replayer
from bot.intake.takeover import Takeover
from bot.intake.webhook import secret_of
from bot.intake.webhook_queue import Door, OwnDoor, SharedDoor
from bot.leader import Duty, Work
from bot.settings import Settings, SettingsInvalid
from bot.shutdown import Stop
from handlers import dispatcher
from missions.people import person
from storage import outbox, schema
from storage.database import Database, UnitSession
from storage.leases import Fence, lease_of
from storage.postgres_channel import OUTBOX, PostgresChannel
from storage.tables import Installation, ProcessedUpdate
from storage.tables.installation import ONLY
from storage.upsert import insert_missing

log = structlog.get_logger()

REPLY_SECONDS = 2.0
"""How long a stopping process waits for the replies to what it took last."""
IDLE_SECONDS = 5.0
"""After so long without a word inside a transaction the process is paused or gone, and its locks are others'."""


class AnotherBot(SettingsInvalid):
    """The token is another bot's than the one that this database serves."""


@dataclass(frozen=True, slots=True)
class Process:
    """The parts that the roles are made of."""

    settings: Settings
    database: Database
    health: Health
    line: PostgresChannel | None
    """To the other processes; on SQLite there are none."""
    courier: Courier
    bot: Bot
    intake: Intake
    delivering: Duty
    ticking: Duty
    reception: Reception

    @classmethod
    def wire(cls, settings: Settings, stop: Stop | None = None) -> Process:
        """Put the parts together; nothing is asked or changed yet. stop: whose asking makes it unready.

        Raises:
            SettingsInvalid: there is no token, or none of the secrets that the settings call for.
        """
        if settings.webhook_url:
            secret_of(settings)
        bot = Bot(settings.token, session=OutboxSession(), default=DefaultBotProperties(parse_mode="HTML"))
        database = Database(settings.database, idle_seconds=IDLE_SECONDS)
        line = None if database.is_sqlite else PostgresChannel(database)
        lease = lease_of("courier", database, line)
        courier = Courier(
            *(database, settings.token, settings.api_url),
            bulk_rate=settings.bulk_rate,
            paced=settings.pace == "telegram",
            fence=lease,
        )
        delivering = Duty(lease, courier.serve)
        if line is not None:
            line.hear(OUTBOX, courier.wake)
            database.when_posted(partial(_ring, line, delivering))
        lease = lease_of("clock", database, line)
        journeys = dispatcher.build(
            DatabaseStorage(), default_language=settings.default_language, public_url=settings.public_address
        )
        intake = Intake(database, journeys, bot)
        typesetter = Typesetter()
        chores: dict[str, Chore] = {
            "replay": Replayer(database, intake, bot),
            "day sheets": SheetDrawing(database, bot, typesetter, lease),
            "jobs of the desk": DeskJobs(database, bot, courier.api, typesetter, lease),
        }
        clock = Clock(
            *(database, bot),
            tick_seconds=settings.tick_seconds,
            fence=lease,
            time_check=courier.time_check,
            chores=chores,
        )
        database.when_posted(clock.wake)
        if line is not None:
            line.hear(OUTBOX, clock.wake)
        ticking = Duty(lease, _both(clock, typesetter, database, settings, lease))
        health = Health(database, stop or Stop())
        reception = Reception(database, settings.bot_id, sure=settings.pace == "off")
        return cls(settings, database, health, line, courier, bot, intake, delivering, ticking, reception)

    async def prepare(self) -> None:
        """Bring the database up to date.

        Raises:
            CannotRun: it is of a later version, or another bot's.
        """
        try:
            await schema.upgrade(self.database)
        except schema.SchemaTooNew as error:
            raise CannotRun(str(error)) from None
        async with self.database.unit() as session:
            await _claim(session, self.settings.bot_id)
            await person.set_owners(session, self.settings.owner_ids, self.settings.default_language)
        await self.reception.begin()

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

    @asynccontextmanager
    async def connected(self) -> AsyncIterator[None]:
        """Hear the other processes, and be heard, until the block ends."""
        keeping = asyncio.ensure_future(self.line.keep()) if self.line is not None else None
        try:
            yield
        finally:
            if keeping is not None:
                keeping.cancel()
                await asyncio.gather(keeping, return_exceptions=True)

    def door(self) -> Door:
        """Where a webhook reception brings what was posted."""
        return OwnDoor(self.intake) if self.line is None else SharedDoor(self.database, self.line, self.intake)

    def takeover(self) -> Takeover:
        """How a webhook reception becomes the one that Telegram posts to."""
        lease = lease_of("reception", self.database, self.line)
        return Takeover(self.courier.api, self.database, self.reception, lease)

    async def last_replies(self, stop: Stop) -> None:
        """Let the courier answer what was taken last, so that no tap waits for the next start for its answer."""
        try:
            async with asyncio.timeout(min(REPLY_SECONDS, stop.seconds_left)):
                while self.delivering.on:
                    async with self.database.reading() as session:
                        if not await outbox.replies_wait(session):
                            return
                    await asyncio.sleep(0.02)
        except Exception as error:  # noqa: BLE001 - they stay in the outbox
            log.warning("last replies left for the next start", **failed_updates.describe(error))

    async def close(self) -> None:
        """Close what is open."""
        await self.courier.close()
        if self.line is not None:
            await self.line.close()
        await self.database.close()


def _both(clock: Clock, typesetter: Typesetter, database: Database, settings: Settings, lease: Fence) -> Work:
    """The work of the holder of the clock's lease: ticks and rankings."""
    answered = partial(clock.tick, jobs.SEARCHES)
    ranking = Ranking(database, how=settings.matching, answered=answered, fence=lease)

    async def work(stop: Stop) -> None:
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(clock.run(stop))
                group.create_task(ranking.run(stop))
        finally:
            await typesetter.end()

    return work


def _ring(line: PostgresChannel, delivering: Duty) -> None:
    if not delivering.on:  # else the courier that is to wake up is our own
        line.ring(OUTBOX)


async def _claim(session: UnitSession, bot_id: int) -> None:
    """Bind the database to this bot: numbers of updates, chats and buttons are those of one bot, whatever its token.

    Raises:
        AnotherBot: it serves another one.
    """
    await insert_missing(session, Installation, {"id": ONLY})
    installation = await session.get_one(Installation, ONLY, with_for_update=True)
    if installation.bot_id is None:
        installation.bot_id = await _served_so_far(session) or bot_id
        session.add(installation)
    if installation.bot_id != bot_id:
        raise AnotherBot(
            f"WASL_BOT_TOKEN is of bot {bot_id}, and this database serves bot {installation.bot_id}: use a token of "
            "that bot (@BotFather gives a new one), or another WASL_DATABASE_URL for the new bot"
        )


async def _served_so_far(session: UnitSession) -> int | None:
    """The bot whose updates a database took that is older than `Installation.bot_id`."""
    newest = select(ProcessedUpdate.bot_id).order_by(col(ProcessedUpdate.processed_at).desc()).limit(1)
    return (await session.exec(newest)).first()
