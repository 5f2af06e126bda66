"""Does what organisers asked for that takes longer than a tap: pictures, files."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import structlog
from aiogram import Bot
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.clock.typesetter import Typesetter
from bot.courier.telegram_api import BotApi, Refused, TooManyRequests, Unavailable
from bot.intake import failed_updates
from handlers.core import telegram_channel
from handlers.core.desk_job import DeskWork, Means
from handlers.core.outbox import Outbox
from handlers.core.voice import voice
from handlers.desk import supply
from handlers.exports import work as exports
from handlers.notices import RENDERERS
from handlers.programme import calendar_file
from handlers.sheets import work as sheets
from handlers.timetables import picture
from handlers.views.message import NeutralMessage
from locales import N_, Texts
from missions.errors import Refusal
from missions.operations import desk_jobs
from missions.people.reach import addresses
from storage.database import Database, UnitSession
from storage.errors import is_passing
from storage.leases import Fence
from storage.tables import DeskJob, DeskJobKind, Lane, Person

log = structlog.get_logger()

WORK: dict[DeskJobKind, DeskWork] = {
    DeskJobKind.TIMETABLE: picture.WORK,
    DeskJobKind.SUPPLY: supply.WORK,
    DeskJobKind.CALENDAR: calendar_file.WORK,
    DeskJobKind.SHEET: sheets.WORK,
    DeskJobKind.EXPORT: exports.WORK,
}
LONG = DeskJobKind.SHEET
"""What is done one at a time beside the ticks."""
AT_ONCE = 10
"""Of one tick: what else is due waits for a second at most."""
AGAIN = timedelta(seconds=15)
"""When Telegram had no file for us: as soon as it may have."""
FILE_GONE = N_("Telegram no longer has this file, or it is too large. Please send it again.")
FAILED = N_("This could not be done. Please try again; if it fails again, the operator finds the reason in the log.")


class DeskJobs:
    """A chore of the clock. What takes long is done outside of any transaction: no tap waits for it."""

    def __init__(self, database: Database, bot: Bot, api: BotApi, typesetter: Typesetter, fence: Fence) -> None:
        self._database = database
        self._bot = bot
        self._means = Means(api.fetch, typesetter.typeset)
        self._fence = fence
        self._aside: asyncio.Task[None] | None = None

    async def waits(self, session: AsyncSession) -> bool:
        """Whether anything is to be done."""
        return await desk_jobs.is_due(session, without=self._busy_with())

    async def run(self) -> None:
        """Do what has waited longest."""
        for _number in range(AT_ONCE):
            async with self._database.unit("desk_jobs") as session:
                job = await desk_jobs.next_due(session, without=self._busy_with())
                if job is None:
                    return
                _ = await voice(session, await session.get_one(Person, job.person_id))
                given = await self._read(session, job, _)
            if job.kind is LONG:
                # A large one takes a minute: what else the clock does is not to wait for it.
                self._aside = asyncio.create_task(self._finished_aside(job, given, _))
            else:
                await self._finished(job, given, _)

    def _busy_with(self) -> DeskJobKind | None:
        """The kind of job that one is done of beside the others, while it is."""
        return LONG if self._aside is not None and not self._aside.done() else None

    async def _finished_aside(self, job: DeskJob, given: object, _: Texts) -> None:
        try:
            await self._finished(job, given, _)
        except Exception as error:  # noqa: BLE001 - it is still due: the next tick tries again
            log.error("job of the desk not finished", job=job.kind.value, **failed_updates.describe(error))

    async def _finished(self, job: DeskJob, given: object, _: Texts) -> None:
        made = given if isinstance(given, Exception) else await self._made(job.kind, given)
        await self._answer(job.id, _, made)

    async def _read(self, session: UnitSession, job: DeskJob, _: Texts) -> object:
        """What it takes; or what went wrong, which is answered, so that it is not tried at each tick."""
        try:
            async with session.begin_nested():
                return await WORK[job.kind].read(session, job, _)
        except Exception as error:
            if is_passing(error):
                raise
            if not isinstance(error, Refusal):
                log.error("job of the desk not read", job=job.kind.value, **failed_updates.describe(error))
            return error

    async def _made(self, kind: DeskJobKind, given: object) -> object:
        try:
            made = await WORK[kind].make(given, self._means)
            finish = WORK[kind].finish
            return made if finish is None else await finish(self._database, made)
        except Refused:
            return Refusal(FILE_GONE)
        except Exception as error:  # noqa: BLE001 - the others are done; the organiser reads that this was not
            if not isinstance(error, Refusal | Unavailable | TooManyRequests):
                log.error("job of the desk not done", job=kind.value, **failed_updates.describe(error))
            return error

    async def _answer(self, job_id: int, _: Texts, made: object) -> None:
        async with self._database.transaction() as transaction:
            await self._fence.stand(transaction.connection)
            async with transaction.unit("desk_jobs", alone=True) as session:
                job = await session.get(DeskJob, job_id)
                if job is None:
                    return
                if isinstance(made, Unavailable | TooManyRequests):
                    job.due_at = session.now + AGAIN
                    return
                person = await session.get_one(Person, job.person_id)
                message = await self._message(session, job, _, made)
                box = Outbox(session, self._bot, RENDERERS)
                with box.reading(person, _):
                    for address in addresses(person):
                        await telegram_channel.post(box, address.chat_id, _, message)

    async def _message(self, session: UnitSession, job: DeskJob, _: Texts, made: object) -> NeutralMessage:
        trouble: object = made
        if not isinstance(made, Exception):
            try:
                async with session.begin_nested():
                    return await WORK[job.kind].answer(session, job, _, made)
            except Exception as error:
                if is_passing(error):
                    raise
                if not isinstance(error, Refusal):
                    log.error("job of the desk not answered", job=job.kind.value, **failed_updates.describe(error))
                trouble = error
        await session.delete(job)
        return NeutralMessage(text=_.message(trouble) if isinstance(trouble, Refusal) else _(FAILED), lane=Lane.REPLY)
