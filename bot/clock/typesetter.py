"""Has documents typeset by a child process that is there only while there is something to typeset.

A tap waits for no drawing: the child has an interpreter's lock of its own, and gives way on the processor.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
from asyncio.subprocess import PIPE, Process

import structlog

from handlers.documents.typesetting import Data, DrawnAs

log = structlog.get_logger()

IDLE_SECONDS = 300.0
"""After so long without work the child ends, and its memory is free."""
WORK_SECONDS = 60.0
"""A child that has not answered for so long hangs. A document takes a tenth of a second, more where taps go first."""
KEPT_FROM_CHILD = "WASL_"
"""Settings, the token among them, are none of its business."""


class NotTypeset(Exception):
    """The template cannot be filled with these data."""


class Typesetter:
    """One document at a time: a core is left to the taps."""

    def __init__(self) -> None:
        self._lock = asyncio.Lock()
        self._child: Process | None = None
        self._idle: asyncio.TimerHandle | None = None
        self._ending: asyncio.Future[None] | None = None

    async def typeset(self, template: str, data: Data, drawn_as: DrawnAs) -> list[bytes]:
        """The files.

        Raises:
            NotTypeset: it fails for these data, as it would the next time.
            TimeoutError, ConnectionError: the child hangs, or dies over it.
        """
        request = json.dumps({"template": template, "data": data, "form": drawn_as.value}).encode() + b"\n"
        async with self._lock:
            self._stay()
            try:
                async with asyncio.timeout(WORK_SECONDS):
                    return await self._asked(request)
            except NotTypeset:
                raise
            except BaseException:  # what it still answers would be taken for another document
                await self._end()
                raise
            finally:
                self._idle = asyncio.get_running_loop().call_later(IDLE_SECONDS, self._end_idle)

    async def end(self) -> None:
        """End the child: the next document starts another."""
        async with self._lock:
            self._stay()
            await self._end()

    async def _asked(self, request: bytes) -> list[bytes]:
        try:
            return await _answer(await self._running(), request)
        except ConnectionError:
            log.warning("typesetting process has ended", then="another is started")
            await self._end()
            return await _answer(await self._running(), request)

    async def _running(self) -> Process:
        if self._child is None:
            given = {name: value for name, value in os.environ.items() if not name.startswith(KEPT_FROM_CHILD)}
            self._child = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "bot.clock.typesetting_worker"), stdin=PIPE, stdout=PIPE, env=given
            )
        return self._child

    def _stay(self) -> None:
        if self._idle is not None:
            self._idle.cancel()
            self._idle = None

    def _end_idle(self) -> None:
        self._ending = asyncio.ensure_future(self.end())

    async def _end(self) -> None:
        child, self._child = self._child, None
        if child is None:
            return
        if child.returncode is None:
            child.kill()
        await child.communicate()  # waits for it, and closes the pipes


async def _answer(child: Process, request: bytes) -> list[bytes]:
    """What the child answers.

    Raises:
        ConnectionError: it has ended.
    """
    if child.stdin is None or child.stdout is None:
        raise ConnectionError("no pipes")
    try:
        child.stdin.write(request)
        await child.stdin.drain()
        head = json.loads(await child.stdout.readuntil())
        if "error" in head:
            raise NotTypeset(head["error"])
        return [await child.stdout.readexactly(size) for size in head["sizes"]]
    except asyncio.IncompleteReadError:
        raise ConnectionError("it has ended") from None
