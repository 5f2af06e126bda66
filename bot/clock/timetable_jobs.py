"""Timetables in the making: each draft in a process of its own, so that no tap waits for the search."""

from __future__ import annotations

import asyncio
import os
import sys

import structlog
from sqlmodel.ext.asyncio.session import AsyncSession

from missions.timetables import drafts
from storage.database import Database
from timekeeping import clock

log = structlog.get_logger()

END_SECONDS = 3.0
"""How long a worker that was asked to end may take for it."""


class Drafting:
    """Starts a worker for each draft that has none, one after the other."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._working: asyncio.Task[None] | None = None

    async def waits(self, session: AsyncSession) -> bool:
        """Whether there is a draft to take up, and none is under way here."""
        busy = self._working is not None and not self._working.done()
        return not busy and await drafts.waits(session)

    async def run(self) -> None:
        """Take up a draft."""
        async with self._database.unit() as session:
            draft = await drafts.claim(session)
        if draft is not None:
            self._working = asyncio.create_task(self._work(draft.id))

    async def end(self) -> None:
        """End the worker: its draft is taken up again by the next start."""
        if self._working is not None:
            self._working.cancel()
            await asyncio.gather(self._working, return_exceptions=True)

    async def _work(self, timetable_id: int) -> None:
        worker = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot", "timetable", "--draft", str(timetable_id)),
            env={**os.environ, "WASL_DATABASE_URL": self._database.url, "WASL_CLOCK": str(clock.file() or "")},
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.DEVNULL,
        )
        log.info("timetable begun", timetable=timetable_id)
        try:
            code = await worker.wait()
        except asyncio.CancelledError:
            worker.terminate()
            await self._ended(worker)
            raise
        log.info("timetable ended", timetable=timetable_id, code=code)
        if code:
            async with self._database.unit() as session:
                await drafts.release(session, timetable_id)

    async def _ended(self, worker: asyncio.subprocess.Process) -> None:
        try:
            async with asyncio.timeout(END_SECONDS):
                await worker.wait()
        except TimeoutError:
            worker.kill()
            await worker.wait()
