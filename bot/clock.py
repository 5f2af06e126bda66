"""The clock only ticks: what is due is derived from the tables, so a restart neither loses nor repeats anything."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import structlog
from aiogram import Bot
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.base import BaseTrigger
from structlog.contextvars import bound_contextvars, get_contextvars

from bot import failures, metrics
from bot.drafting import Drafting
from bot.stop import Stop
from handlers import outbox
from handlers.notices import tell
from handlers.outbox import Outbox
from missions import due
from missions import retention as _retention  # noqa: F401 - what is asked every hour
from missions.notices import Notice
from storage.database import Database
from storage.leases import Fence
from storage.pruning import prune
from storage.trouble import is_passing

log = structlog.get_logger()

PRUNE_SECONDS = 3600.0
FIRST_SECONDS = 60.0
"""After the start, what is done every hour is done for the first time."""
STOP_SECONDS = 3.0
WATCH_SECONDS = 1.0
"""How often it is looked whether the machine's clock was set back."""


class _Every(BaseTrigger):  # type: ignore[misc] # APScheduler has no types
    """So long after each time. APScheduler's own would count out every tick that a clock set forwards passed over."""

    def __init__(self, seconds: float) -> None:
        self._interval = timedelta(seconds=seconds)

    def get_next_fire_time(self, _previous: datetime | None, now: datetime) -> datetime:
        """The scheduler's own question."""
        return now + self._interval


Chore = Callable[[], Awaitable[None]]


class Clock:
    """Asks every job of `missions.due` what is due, each in units of work of its own."""

    def __init__(
        self,
        database: Database,
        bot: Bot,
        *,
        tick_seconds: float,
        fence: Fence | None = None,
        chores: Mapping[str, Chore] | None = None,
    ) -> None:
        """chores: what else is to be done at each tick, by name."""
        self._database = database
        self._fence = fence or Fence()
        self._bot = bot
        self._tick_seconds = tick_seconds
        self._chores = chores or {}
        self._ticking = 0
        self._idle = asyncio.Event()
        self._idle.set()

    async def run(self, stop: Stop) -> None:
        """Tick until the stop; the ticks that are under way are finished."""
        scheduler = AsyncIOScheduler(timezone="UTC")
        for name in due.JOBS:
            self._every(scheduler, self._tick_seconds, name, self.tick, [name])
        for name in due.HOURLY:
            self._every(scheduler, PRUNE_SECONDS, name, self.tick, [name])
        for name, chore in self._chores.items():
            self._every(scheduler, self._tick_seconds, name, chore, [])
        self._every(scheduler, PRUNE_SECONDS, "prune", prune, [self._database])
        drafting = Drafting(self._database)
        self._every(scheduler, self._tick_seconds, "timetable drafts", drafting.tick, [])
        scheduler.start()
        watching = asyncio.create_task(_mind_the_clock(scheduler))
        try:
            await stop.wait()
            scheduler.pause()
            # The scheduler itself would cancel them.
            async with asyncio.timeout(STOP_SECONDS):
                await self._idle.wait()
        except TimeoutError:
            log.warning("ticks cut short")
        finally:
            watching.cancel()
            scheduler.shutdown(wait=False)
            await drafting.end()

    def _every(
        self,
        scheduler: AsyncIOScheduler,
        seconds: float,
        name: str,
        work: Callable[..., Awaitable[None]],
        arguments: list[Any],
    ) -> None:
        metrics.JOB_SECONDS.labels(name)
        scheduler.add_job(
            self._guarded,
            _Every(seconds),
            # Also where no process runs for an hour on end.
            next_run_time=datetime.now(UTC) + timedelta(seconds=min(seconds, FIRST_SECONDS)),
            args=[name, work, *arguments],
            id=name,
            coalesce=True,
            max_instances=1,
            # A tick that comes late is still worth making: it asks what is due now.
            misfire_grace_time=None,
        )

    async def _guarded(self, name: str, work: Callable[..., Awaitable[None]], *arguments: Any) -> None:  # noqa: ANN401
        """One job's failure must not stop the clock: the next tick tries again."""
        self._ticking += 1
        self._idle.clear()
        try:
            # What one tick does is found together, in the log and in the outbox.
            trace = f"{name.replace(' ', '_')}-{time.time_ns() // 1_000_000:x}"
            with bound_contextvars(trace=trace), metrics.JOB_SECONDS.labels(name).time():
                await work(*arguments)
        except asyncio.CancelledError:
            # By the scheduler, when the process ends at once; it would log the whole of it as an error.
            log.warning("tick cut short", job=name)
        except Exception as error:  # noqa: BLE001
            metrics.JOB_FAILURES.labels(name).inc()
            log.error("tick failed", job=name, **failures.describe(error))
        finally:
            self._ticking -= 1
            if not self._ticking:
                self._idle.set()

    async def tick(self, name: str) -> None:
        """Post everything that one job finds due now."""
        while await self._chunk((due.JOBS | due.HOURLY)[name]):
            pass

    async def _chunk(self, job: due.Due) -> bool:
        """Whether there is more to be asked at once."""
        async with self._database.unit(str(get_contextvars().get("trace", ""))) as session:
            # Whoever took over waits for this chunk's end, and what is done without the lease is undone.
            await self._fence.stand(await session.connection())
            box = Outbox(session, self._bot)
            token = outbox.current.set(box)
            try:
                notices = await job(session)
                told = sum([await self._told(box, notice) for notice in notices])
                return told >= due.CHUNK or isinstance(notices, due.Unfinished)
            finally:
                outbox.current.reset(token)

    async def _told(self, box: Outbox, notice: Notice) -> bool:
        """One that cannot be said must not keep the others from being told."""
        try:
            async with box.session.begin_nested():
                await tell(box, [notice])
        except Exception as error:
            if is_passing(error):
                raise
            log.error("notice not told", notice=type(notice).__name__, **failures.describe(error))
            return False
        return True


async def _mind_the_clock(scheduler: AsyncIOScheduler) -> None:
    """The scheduler waits for hours of the wall: where they were set back, it would wait until they come again."""
    while True:
        ahead = time.time() - time.monotonic()
        await asyncio.sleep(WATCH_SECONDS)
        if time.time() - time.monotonic() < ahead - WATCH_SECONDS:
            log.warning("the clock was set back")
            for job in scheduler.get_jobs():
                job.modify(next_run_time=datetime.now(UTC))
