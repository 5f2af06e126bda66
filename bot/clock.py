"""The clock only ticks: what is due is derived from the tables, so a restart neither loses nor repeats anything."""

from __future__ import annotations

import asyncio

import structlog
from aiogram import Bot
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger

from bot import failures
from handlers import outbox
from handlers.notices import tell
from handlers.outbox import Outbox
from missions import due
from storage.database import Database
from storage.pruning import prune

log = structlog.get_logger()


class Clock:
    """Asks every job of `missions.due` what is due, each in units of work of its own."""

    def __init__(self, database: Database, bot: Bot, *, tick_seconds: float) -> None:
        self._database = database
        self._bot = bot
        self._tick_seconds = tick_seconds

    async def run(self) -> None:
        """Tick until cancelled; the tick that is under way is finished."""
        scheduler = AsyncIOScheduler(timezone="UTC")
        for name in due.JOBS:
            scheduler.add_job(
                self.tick,
                IntervalTrigger(seconds=self._tick_seconds),
                args=[name],
                id=name,
                coalesce=True,
                max_instances=1,
                # A tick that comes late is still worth making: it asks what is due now.
                misfire_grace_time=None,
            )
        scheduler.add_job(prune, IntervalTrigger(hours=1), args=[self._database], id="prune", misfire_grace_time=None)
        scheduler.start()
        try:
            await asyncio.Event().wait()
        finally:
            scheduler.shutdown(wait=False)

    async def tick(self, name: str) -> None:
        """Post everything that one job finds due now. A failure is logged, and the next tick tries again."""
        try:
            while await self._chunk(due.JOBS[name]) >= due.CHUNK:
                pass
        except Exception as error:  # noqa: BLE001 - one job's failure must not stop the clock
            log.error("tick failed", job=name, **failures.describe(error))

    async def _chunk(self, job: due.Due) -> int:
        async with self._database.unit() as session:
            box = Outbox(session, self._bot)
            token = outbox.current.set(box)
            try:
                notices = await job(session)
                await tell(box, notices)
            finally:
                outbox.current.reset(token)
        return len(notices)
