"""Has lists made and searches answered, by a child process that is there only while there is something to do."""

from __future__ import annotations

import asyncio
import os
import sys
import time
from asyncio.subprocess import PIPE, Process
from collections.abc import Awaitable, Callable

import structlog

from bot.intake import failed_updates
from bot.shutdown import Stop
from missions.directory import directory
from missions.rules import ranking_queue
from missions.rules.ranking_queue import waits
from storage.database import Database
from storage.leases import Fence, LeaseLost

log = structlog.get_logger()

LOOK_SECONDS = 0.5
"""How often it is asked whether there is anything to do."""

IDLE_SECONDS = 60.0
"""After so long without work the child ends, and its memory is free."""

WORK_SECONDS = 600.0
"""A child that has not answered for so long hangs."""

REST_SECONDS = 10.0
"""How long nothing is tried after a child has failed."""


class Ranking:
    """how: "encoder", "tags" (the encoder is left out) or "off" (no lists; searches are answered by their words).

    fence: what the child writes under; without it, this process alone makes lists.
    """

    def __init__(
        self, database: Database, *, how: str, answered: Callable[[], Awaitable[None]], fence: Fence | None = None
    ) -> None:
        self._database = database
        self._how = how
        self._answered = answered
        self._fence = fence or Fence()
        self._child: Process | None = None
        self._worked_at = 0.0

    async def run(self, stop: Stop) -> None:
        """Until the stop."""
        if self._how == "off":
            await self._answer_by_words(stop)
            return
        try:
            while not stop.asked:
                pause = LOOK_SECONDS
                try:
                    await self._look(stop)
                except Exception as error:  # noqa: BLE001 - tried again after a rest
                    log.warning("lists not made", **failed_updates.describe(error))
                    await self._end()
                    pause = REST_SECONDS
                await stop.first(asyncio.sleep(pause))
        finally:
            await self._end()

    async def _answer_by_words(self, stop: Stop) -> None:
        """Searches are answered without a child process: by the words that profiles hold."""
        while not stop.asked:
            async with self._database.reading() as session:
                due = await directory.asked(session) or await ranking_queue.marked(session)
            if due:
                async with self._database.unit() as session:
                    found = await directory.answer_by_words(session)
                    # The lists are due when they are made again.
                    await ranking_queue.take_marks(session)
                if found:
                    await self._answered()
            await stop.first(asyncio.sleep(LOOK_SECONDS))

    async def _look(self, stop: Stop) -> None:
        async with self._database.reading() as session:
            due = await waits(session)
        if due:
            await stop.first(self._work())
        elif self._child is not None and time.monotonic() - self._worked_at > IDLE_SECONDS:
            await self._end()

    async def _work(self) -> None:
        child = self._child = self._child or await self._start()
        if child.stdin is None or child.stdout is None:
            raise ConnectionError("the child that makes the lists has no pipes")
        child.stdin.write(b"look\n")
        await child.stdin.drain()
        async with asyncio.timeout(WORK_SECONDS):
            while line := (await child.stdout.readline()).decode().strip():
                if line.startswith("done"):
                    log.info("ranked", how=self._how, changes=int(line.partition(":")[2]))
                    break
                if line.startswith("lost"):
                    raise LeaseLost("clock")
                log.warning("matching by tags alone", because=line)
            else:
                raise ConnectionError("the child that makes the lists has ended")
        self._worked_at = time.monotonic()
        await self._answered()

    async def _start(self) -> Process:
        log.debug("starting to make lists", how=self._how)
        lease = {} if self._fence.number is None else {"WASL_RANKER_LEASE": str(self._fence.number)}
        return await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "bot.clock.proposal_worker",
            self._how,
            stdin=PIPE,
            stdout=PIPE,
            env={**os.environ, "WASL_RANKER_DATABASE": self._database.url, **lease},
        )

    async def _end(self) -> None:
        child, self._child = self._child, None
        if child is None or child.returncode is not None:
            return
        child.terminate()
        await child.wait()
