"""Listening for HTTP: for the webhook, and for what an operator's tools ask."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web
from aiohttp.web_protocol import RequestHandler

from bot.exits import CannotRun

IDLE_SECONDS = 75.0
"""A connection on which nothing is asked for so long is closed: longer than proxies keep theirs (60 s), and each one
costs a file."""
LOOK_SECONDS = 5.0


@asynccontextmanager
async def listening(
    app: web.Application,
    listen: str,
    setting: str,
    *,
    shutdown_seconds: float,
    idle_seconds: float = IDLE_SECONDS,
) -> AsyncIterator[None]:
    """Answer at HOST:PORT until the block ends; requests under way get shutdown_seconds. setting: names the address.

    Raises:
        CannotRun: the address cannot be listened on.
    """
    runner = web.AppRunner(
        app, access_log=None, shutdown_timeout=shutdown_seconds, keepalive_timeout=idle_seconds, lingering_time=1.0
    )
    await runner.setup()
    host, _, port = listen.rpartition(":")
    closing = asyncio.create_task(_close_idle(runner, idle_seconds))
    try:
        try:
            await web.TCPSite(runner, host.strip("[]"), int(port)).start()
        except (OSError, UnicodeError, OverflowError) as error:
            number = error.errno if isinstance(error, OSError) else None
            reason = os.strerror(number) if number and number > 0 else "no such address"
            raise CannotRun(f"{setting}: cannot listen on {listen} ({reason})") from None
        yield
    finally:
        closing.cancel()
        await runner.cleanup()


async def _close_idle(runner: web.AppRunner, idle_seconds: float) -> None:
    """aiohttp minds only connections that have asked something: those that never do would stay for good."""
    idle_since: dict[RequestHandler, tuple[int, float]] = {}
    while True:
        await asyncio.sleep(min(LOOK_SECONDS, idle_seconds / 2))
        now, before, idle_since = time.monotonic(), idle_since, {}
        for connection in runner.server.connections if runner.server is not None else ():
            if connection._current_request is not None or connection.transport is None:
                continue
            count = connection._request_count
            seen = before.get(connection)
            since = seen[1] if seen is not None and seen[0] == count else now
            idle_since[connection] = (count, since)
            if now - since >= idle_seconds:
                connection.transport.abort()
