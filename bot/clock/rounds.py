"""One round of jobs: each is asked in a unit of work, its notices are sent, and a failure is its own."""

from __future__ import annotations

import asyncio
import enum
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Protocol

import structlog
from aiogram import Bot
from sqlmodel.ext.asyncio.session import AsyncSession
from structlog.contextvars import bound_contextvars

from bot import metrics
from bot.clock import jobs
from bot.clock.ticking import TICK
from bot.clock.time_doubt import TimeDoubt
from bot.intake import failed_notices, failed_updates
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
from timekeeping import clock

log = structlog.get_logger()


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


class Rounds:
    """The jobs share a unit of work as long as nothing is due: at rest, a tick costs one.

    A job that finds something ends the unit, so that no tap waits for the work of two; a job that fails undoes nothing
    of the others'.
    """

    def __init__(
        self, database: Database, bot: Bot, *, fence: Fence, doubt: TimeDoubt, chores: Mapping[str, Chore]
    ) -> None:
        self._database = database
        self._bot = bot
        self._fence = fence
        self._doubt = doubt
        self._chores = chores

    async def ask(self, names: Sequence[str]) -> list[str]:
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
                await self.done(asked[-1], self._chores[asked[-1]].run)
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

    async def done(self, name: str, work: Callable[[], Awaitable[None]]) -> None:
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
                    found = await self._ask_one(transaction, name, trace)
                if found is not Found.NOTHING:
                    return found
        return Found.NOTHING

    async def _ask_one(self, transaction: Transaction, name: str, trace: str) -> Found:
        # A session each: what one of them has read may be older than the rows that the next one locks.
        async with transaction.unit(trace, alone=True, keeps=name in jobs.ALIKE) as session:
            if name in self._chores:
                return Found.SOMETHING if await self._chores[name].waits(session) else Found.NOTHING
            if name in jobs.TIMED:
                session.info["now"] -= self._doubt.lead
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
        # What is quick on SQLite gives way to nobody: between two notices, the courier sends.
        await asyncio.sleep(0)
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
