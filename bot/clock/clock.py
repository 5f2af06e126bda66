"""The clock only ticks: what is due is derived from the tables, so a restart neither loses nor repeats anything."""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from functools import partial

import structlog
from aiogram import Bot
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot import metrics
from bot.clock import jobs
from bot.clock.rounds import Chore, Rounds
from bot.clock.ticking import TICK, Every, bring_forward, mind_the_clock
from bot.clock.time_doubt import TimeDoubt
from bot.clock.timetable_jobs import Drafting
from bot.shutdown import Stop
from bot.time_check import TimeCheck
from storage.database import Database
from storage.leases import Fence
from storage.pruning import prune
from timekeeping import clock

log = structlog.get_logger()

PRUNE = "prune"
PRUNE_SECONDS = 3600.0
SOON_SECONDS = 0.2
"""After a commit that said something, cards may be untrue: the next tick comes so soon, when the replies are out."""
APART_SECONDS = 1.0
"""Ticks that commits bring forward begin at most so often, however many there are."""
FIRST_SECONDS = 60.0
"""After the start, what is done every hour is done for the first time."""
STOP_SECONDS = 3.0


class Clock:
    """Asks every job of `bot.clock.jobs` what is due."""

    def __init__(
        self,
        database: Database,
        bot: Bot,
        *,
        tick_seconds: float,
        fence: Fence | None = None,
        time_check: TimeCheck | None = None,
        chores: Mapping[str, Chore] | None = None,
    ) -> None:
        """chores: what else is to be done at each tick, by name. time_check: what irreversible jobs wait for."""
        self._database = database
        self._tick_seconds = tick_seconds
        self._drafting = Drafting(database)
        self._chores: dict[str, Chore] = {**(chores or {}), "timetable drafts": self._drafting}
        self._doubt = TimeDoubt(database, time_check)
        self._rounds = Rounds(database, bot, fence=fence or Fence(), doubt=self._doubt, chores=self._chores)
        self._began, self._due = clock.machine_seconds(), math.inf
        """When the last tick began, and when the next one comes."""
        self._hurry: Callable[[float], None] | None = None
        """Brings the next tick forward, while this clock runs."""
        self._at_it = self._woken = False
        """Whether a tick is under way, and something was committed since it began."""
        self._ticking = 0
        self._idle = asyncio.Event()
        self._idle.set()

    def wake(self) -> None:
        """Something was committed: tick soon."""
        at = max(clock.machine_seconds() + SOON_SECONDS, self._began + APART_SECONDS)
        if self._at_it:
            self._woken = True
        elif self._hurry is not None and at < self._due:
            self._due = at
            self._hurry(at)

    async def run(self, stop: Stop) -> None:
        """Tick until the stop; the ticks that are under way are finished."""
        for name in (*jobs.EACH_TICK, *self._chores, *jobs.EACH_HOUR, PRUNE):
            metrics.JOB_SECONDS.labels(name)
        scheduler = AsyncIOScheduler(timezone="UTC")
        self._every(scheduler, self._tick_seconds, TICK, partial(self._tick_all, stop))
        for name in jobs.EACH_HOUR:
            self._every(scheduler, PRUNE_SECONDS, name, partial(self.tick, name))
        self._every(scheduler, PRUNE_SECONDS, PRUNE, self._prune)
        scheduler.start()
        self._hurry = partial(bring_forward, scheduler)
        watching = asyncio.create_task(mind_the_clock(scheduler))
        try:
            await stop.wait()
            scheduler.pause()
            # The scheduler itself would cancel them.
            async with asyncio.timeout(STOP_SECONDS):
                await self._idle.wait()
        except TimeoutError:
            log.warning("ticks cut short")
        finally:
            self._hurry = None
            watching.cancel()
            scheduler.shutdown(wait=False)
            await self._drafting.end()

    def _every(
        self, scheduler: AsyncIOScheduler, seconds: float, name: str, work: Callable[[], Awaitable[None]]
    ) -> None:
        scheduler.add_job(
            self._minded,
            Every(seconds),
            # Also where no process runs for an hour on end.
            next_run_time=clock.machine_now() + timedelta(seconds=min(seconds, FIRST_SECONDS)),
            args=[name, work],
            id=name,
            coalesce=True,
            max_instances=1,
            # A tick that comes late is still worth making: it asks what is due now.
            misfire_grace_time=None,
        )

    async def _minded(self, name: str, work: Callable[[], Awaitable[None]]) -> None:
        """A stop waits for what is under way."""
        self._ticking += 1
        self._idle.clear()
        try:
            await work()
        except asyncio.CancelledError:
            # By the scheduler, when the process ends at once; it would log the whole of it as an error.
            log.warning("tick cut short", job=name)
        finally:
            self._ticking -= 1
            if not self._ticking:
                self._idle.set()

    async def _tick_all(self, stop: Stop) -> None:
        """Ask everything. Who has a lot to say goes on at once, and the others are asked no later than usual."""
        self._at_it, self._woken = True, False
        self._began = clock.machine_seconds()
        self._due = self._began + self._tick_seconds
        try:
            await self._until_nothing_is_left(stop)
        finally:
            self._at_it = False
            if self._woken:
                self.wake()

    async def _until_nothing_is_left(self, stop: Stop) -> None:
        everything = [*await self._doubt.may_run(jobs.EACH_TICK), *self._chores]
        names, began, cards = everything, time.monotonic(), False
        while names:
            more = await self._rounds.ask(names)
            if jobs.CARDS in names:
                cards = jobs.CARDS in more
            if stop.asked:
                return
            # Notices go out first; then cards are redrawn.
            names = [name for name in more if name != jobs.CARDS] or ([jobs.CARDS] if cards else [])
            if names and time.monotonic() - began >= self._tick_seconds:
                names, began = everything, time.monotonic()

    async def tick(self, name: str) -> None:
        """Post everything that one job finds due now."""
        names = await self._doubt.may_run([name])
        while names:
            names = await self._rounds.ask(names)

    async def _prune(self) -> None:
        if await self._doubt.is_right():
            await self._rounds.done(PRUNE, partial(prune, self._database))
