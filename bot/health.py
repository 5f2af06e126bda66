"""Whether this process lives, and whether it is ready: what it then lacks is said by part."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web

from bot import metrics
from bot.exits import CannotRun
from bot.shutdown import Stop
from storage import schema
from storage.database import Database

DATABASE_SECONDS = 2.0
"""How long the database may take to answer."""
_SCHEMA = {
    schema.SchemaState.EMPTY: "there is none yet",
    schema.SchemaState.OLDER: "older than this version of Wasl",
    schema.SchemaState.NEWER: "newer than this version of Wasl",
}


class Health:
    """Asked over HTTP. A part that has to come up first is named with `awaits`, and crossed out with `up`."""

    def __init__(self, database: Database, stop: Stop) -> None:
        self._database = database
        self._stop = stop
        self._awaited: dict[str, str] = {}
        self._looking: asyncio.Task[dict[str, str]] | None = None

    def awaits(self, part: str, why: str) -> None:
        """From now on it is not ready, until that part is up: "telegram", "has not answered yet"."""
        self._awaited[part] = why

    def up(self, part: str) -> None:
        self._awaited.pop(part, None)

    async def lacks(self) -> dict[str, str]:
        """What keeps this process from doing its work, by part; empty when it is ready."""
        if self._stop.asked:
            return {"process": "stopping"}
        # However many ask at once, the database is asked by one of them.
        if self._looking is None or self._looking.done():
            self._looking = asyncio.create_task(self._database_lacks())
        return {**await asyncio.shield(self._looking), **self._awaited}

    async def _database_lacks(self) -> dict[str, str]:
        try:
            async with asyncio.timeout(DATABASE_SECONDS):
                found = await schema.standing(self._database)
        except Exception as error:  # noqa: BLE001 - the drivers have errors of their own for a database that is away
            return {"database": f"away ({type(error).__name__})"}
        return {} if found is schema.SchemaState.OURS else {"schema": _SCHEMA[found]}

    def routes(self) -> list[web.RouteDef]:
        """/healthz: the process answers. /readyz: 200, or 503 with a line for each part that is not there."""
        return [web.get("/healthz", _alive), web.get("/readyz", self._ready)]

    async def _ready(self, _request: web.Request) -> web.Response:
        lacks = await self.lacks()
        lines = [f"{part}: {why}\n" for part, why in lacks.items()]
        return web.Response(status=503 if lacks else 200, text="".join(lines) or "ready\n")


@asynccontextmanager
async def answering(health: Health, database: Database, listen: str) -> AsyncIterator[None]:
    """Answer /healthz, /readyz and /metrics at HOST:PORT for as long as the block runs; at "" nowhere.

    Raises:
        CannotRun: the address is taken.
    """
    if not listen:
        yield
        return
    app = web.Application()
    app.router.add_routes(health.routes())

    async def figures(_request: web.Request) -> web.Response:
        body = await metrics.exposition(database)
        return web.Response(body=body, headers={"Content-Type": "text/plain; version=0.0.4; charset=utf-8"})

    app.router.add_get("/metrics", figures)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5)
    await runner.setup()
    host, _, port = listen.rpartition(":")
    try:
        try:
            await web.TCPSite(runner, host.strip("[]"), int(port)).start()
        except OSError as error:
            reason = os.strerror(error.errno or 0)
            raise CannotRun(f"WASL_METRICS_LISTEN: cannot listen on {listen} ({reason})") from None
        yield
    finally:
        await runner.cleanup()


async def _alive(_request: web.Request) -> web.Response:
    return web.Response(text="ok")
