"""The clock only ticks: what is due is derived from the tables, so a restart neither loses nor repeats anything."""

from __future__ import annotations

import asyncio
import enum
import math
import time
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Protocol

import structlog
from aiogram import Bot
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.base import BaseTrigger
from sqlmodel import update
from sqlmodel.ext.asyncio.session import AsyncSession
from structlog.contextvars import bound_contextvars

from bot import metrics
from bot.clock import jobs
from bot.clock.timetable_jobs import Drafting
from bot.intake import failed_notices, failed_updates
from bot.shutdown import Stop
from bot.time_check import TimeCheck
from handlers.core import outbox
from handlers.core.notices import tell
from handlers.core.outbox import Outbox
from handlers.notices import RENDERERS
from missions.jobs import CHUNK, Unfinished
from missions.notices import Notice
from storage import quarantine
from storage.database import Database, Transaction
from storage.errors import is_passing
from storage.leases import Fence
from storage.outbox import claim_notice
from storage.pruning import prune
from storage.tables import Installation
from timekeeping import clock

log = structlog.get_logger()

TICK, PRUNE = "tick", "prune"
PRUNE_SECONDS = 3600.0
SOON_SECONDS = 0.2
"""After a commit that said something, cards may be untrue: the next tick comes so soon, when the replies are out."""
APART_SECONDS = 1.0
"""Ticks that commits bring forward begin at most so often, however many there are."""
FIRST_SECONDS = 60.0
"""After the start, what is done every hour is done for the first time."""
STOP_SECONDS = 3.0
WATCH_SECONDS = 1.0
"""How often the time is watched for jumps."""
JUMP_SECONDS = 3600.0
"""What passes at once of a time that is set, in a jump or at high speed, so that what is hourly is asked as well."""


class _Every(BaseTrigger):  # type: ignore[misc] # APScheduler has no types
    """So long after each time. APScheduler's own would count out every tick that a clock set forwards passed over."""

    def __init__(self, seconds: float) -> None:
        self._interval = timedelta(seconds=seconds)

    def get_next_fire_time(self, _previous: datetime | None, now: datetime) -> datetime:
        """The scheduler's own question."""
        return now + self._interval


class Found(enum.Enum):
    """What came of asking a job."""

    NOTHING = enum.auto()
    SOMETHING = enum.auto()
    MORE = enum.auto()
    """Than one unit of work may hold."""


class Chore(Protocol):
    """What else is looked after at each tick, and done in transactions of its own."""

    async def waits(self, session: AsyncSession) -> bool:
        """Whether there is anything to do: asked often, so it must cost next to nothing."""

    async def run(self) -> None:
        """Do it."""


class Clock:
    """Asks every job of `bot.clock.jobs` what is due.

    The jobs share a unit of work as long as nothing is due: at rest, a tick costs one. A job that finds something ends
    the unit, so that no tap waits for the work of two; a job that fails undoes nothing of the others'.
    """

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
        self._fence = fence or Fence()
        self._bot = bot
        self._tick_seconds = tick_seconds
        self._time_check = time_check
        self._in_doubt: bool | None = None
        """None: this process has not asked yet, and what was noted before it began may be over."""
        self._lead = timedelta()
        """How far the clock is ahead of Telegram's, where that is too far."""
        self._drafting = Drafting(database)
        self._chores: dict[str, Chore] = {**(chores or {}), "timetable drafts": self._drafting}
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
        self._hurry = partial(_bring_forward, scheduler)
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
            self._hurry = None
            watching.cancel()
            scheduler.shutdown(wait=False)
            await self._drafting.end()

    def _every(
        self, scheduler: AsyncIOScheduler, seconds: float, name: str, work: Callable[[], Awaitable[None]]
    ) -> None:
        scheduler.add_job(
            self._minded,
            _Every(seconds),
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
        everything = [*await self._may_run(jobs.EACH_TICK), *self._chores]
        names, began = everything, time.monotonic()
        while (names := await self._round(names)) and not stop.asked:
            if time.monotonic() - began >= self._tick_seconds:
                names, began = everything, time.monotonic()

    async def tick(self, name: str) -> None:
        """Post everything that one job finds due now."""
        names = await self._may_run([name])
        while names:
            names = await self._round(names)

    async def _prune(self) -> None:
        if await self._time_is_right():
            await self._done(PRUNE, partial(prune, self._database))

    async def _may_run(self, names: Iterable[str]) -> list[str]:
        """Without those whose work cannot be undone, where the time is in doubt."""
        names = [*names]
        if (jobs.IRREVERSIBLE | jobs.TIMED).isdisjoint(names):
            return names
        if self._time_check is None or await self._time_is_right():
            self._lead = timedelta()
            return names
        both = await self._time_check.both()
        self._lead = timedelta() if both is None else clock.now() - both
        waits = jobs.IRREVERSIBLE if both is not None else jobs.IRREVERSIBLE | jobs.TIMED
        return [name for name in names if name not in waits]

    async def _time_is_right(self) -> bool:
        if self._time_check is None:
            return True
        right = await self._time_check.agrees()
        off = self._time_check.seconds_off
        if right and self._in_doubt:
            log.info("the time is right again: what is over expires and is erased")
        elif not right and self._in_doubt is not True:
            said = "unknown to Telegram" if off is None else f"{abs(off):.0f} s {'ahead' if off > 0 else 'behind'}"
            log.error("the time is in doubt: nothing expires, and nothing is erased", clock=said)
        if self._in_doubt is None or right is self._in_doubt:
            self._in_doubt = not right
            await self._note(None if right or off is None else round(off))
        return right

    async def _note(self, seconds_off: int | None) -> None:
        """Write it down for the desk."""
        try:
            async with self._database.unit() as session:
                await session.exec(update(Installation).values(clock_off_seconds=seconds_off))
        except Exception as error:  # noqa: BLE001 - the log has said it
            log.warning("doubt about the time not noted", **failed_updates.describe(error))

    async def _round(self, names: Sequence[str]) -> list[str]:
        """Ask these once each. Those that may have more to say than they could in one unit of work."""
        left, more = [*names], []
        while left:
            asked: list[str] = []
            try:
                found = await self._until_found(left, asked)
            except Exception as error:  # noqa: BLE001 - one job's failure must not stop the others: it is asked again
                _failed(asked[-1] if asked else TICK, error)
                if not asked:  # there is no unit of work to be had: the next tick tries again
                    break
                again = asked if await self._set_aside(error) else asked[:-1]
                # What those before it did without finding anything is undone with it: they are asked once more.
                left = [*again, *left[len(asked) :]]
                continue
            left = left[len(asked) :]
            if found is Found.MORE:
                more.append(asked[-1])
            elif found is Found.SOMETHING and asked[-1] in self._chores:
                await self._done(asked[-1], self._chores[asked[-1]].run)
        return more

    async def _set_aside(self, error: Exception) -> bool:
        """Put aside the rows that a job failed over, if it names any: it may be asked again at once."""
        if not isinstance(error, quarantine.Poisoned):
            return False
        try:
            async with self._database.unit() as session:
                return await quarantine.put(session, error)
        except Exception as trouble:  # noqa: BLE001 - the next tick finds them again
            log.warning("rows not set aside", **failed_updates.describe(trouble))
            return False

    async def _done(self, name: str, work: Callable[[], Awaitable[None]]) -> None:
        """Work that failed is tried again when its time comes."""
        try:
            with _one(name):
                await work()
        except Exception as error:  # noqa: BLE001 - it must not stop the others
            _failed(name, error)
            await self._set_aside(error)

    async def _until_found(self, names: Sequence[str], asked: list[str]) -> Found:
        """Ask jobs in one unit of work, up to the first that finds something. asked: those asked so far."""
        async with self._database.transaction() as transaction:
            # A process that takes over waits for the end of this unit; what is done without the lease is undone.
            await self._fence.stand(transaction.connection)
            for name in names:
                asked.append(name)
                with _one(name) as trace:
                    found = await self._ask(transaction, name, trace)
                if found is not Found.NOTHING:
                    return found
        return Found.NOTHING

    async def _ask(self, transaction: Transaction, name: str, trace: str) -> Found:
        # A session each: what one of them has read may be older than the rows that the next one locks.
        async with transaction.unit(trace, alone=True) as session:
            if name in self._chores:
                return Found.SOMETHING if await self._chores[name].waits(session) else Found.NOTHING
            if name in jobs.TIMED:
                session.info["now"] -= self._lead
            box = Outbox(session, self._bot, RENDERERS)
            token = outbox.current.set(box)
            try:
                notices = await (jobs.EACH_TICK | jobs.EACH_HOUR)[name](session)
                told = sum([await self._told(box, notice) for notice in notices])
                if told >= CHUNK or isinstance(notices, Unfinished):
                    return Found.MORE
                return Found.SOMETHING if told else Found.NOTHING
            finally:
                outbox.current.reset(token)

    async def _told(self, box: Outbox, notice: Notice) -> bool:
        """One that cannot be said must not keep the others from being told."""
        try:
            async with box.session.begin_nested():
                await tell(box, [notice])
        except Exception as error:
            if is_passing(error) or isinstance(error, quarantine.Poisoned):
                raise
            log.error("notice not told", notice=type(notice).__name__, **failed_updates.describe(error))
            # Found due at each tick, it would take the place of others: it is no longer due, and kept for later.
            if notice.once is None or await claim_notice(box.session, notice.once):
                await failed_notices.keep(box.session, self._bot, notice, error)
            return False
        return True


@contextmanager
def _one(name: str) -> Iterator[str]:
    """What one tick of a job does is found together, in the log and in the outbox, under the name that this gives."""
    trace = f"{name.replace(' ', '_')}-{round(1000 * clock.machine_seconds()):x}"
    with bound_contextvars(trace=trace), metrics.JOB_SECONDS.labels(name).time():
        yield trace


def _failed(name: str, error: Exception) -> None:
    metrics.JOB_FAILURES.labels(name).inc()
    log.error("tick failed", job=name, **failed_updates.describe(error))


def _bring_forward(scheduler: AsyncIOScheduler, at: float) -> None:
    scheduler.modify_job(TICK, next_run_time=datetime.fromtimestamp(at, UTC))


async def _mind_the_clock(scheduler: AsyncIOScheduler) -> None:
    """Ask every job at once after the time has jumped: the scheduler waits for hours of the machine's clock.

    Where that was set back it would wait until they come again; where a set time was moved, hours pass in an instant.
    """
    before = _lead()
    while True:
        await asyncio.sleep(WATCH_SECONDS)
        machine, shown = (now - then for now, then in zip(_lead(), before, strict=True))
        if machine < -WATCH_SECONDS or (clock.is_set() and abs(shown - machine) > JUMP_SECONDS):
            log.warning("the clock was moved", seconds=round(shown))
            for job in scheduler.get_jobs():
                job.modify(next_run_time=clock.machine_now())
        before = _lead()


def _lead() -> tuple[float, float]:
    """How far the machine's clock and the one of the installation are ahead of the monotonic one, in seconds."""
    return clock.machine_seconds() - time.monotonic(), clock.now().timestamp() - time.monotonic()
