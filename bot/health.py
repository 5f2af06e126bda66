"""Whether this process lives, and whether it is ready: what it then lacks is said by part."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web
from sqlmodel import update

from bot import metrics
from bot.http_server import listening
from bot.shutdown import Stop
from storage import rate_halt, schema
from storage.database import Database
from storage.errors import DatabaseGone
from storage.tables import Installation

DATABASE_SECONDS = 2.0
"""How long the database may take to answer, and to take what is written."""
WRITE_SECONDS = 10.0
"""How old the last write that succeeded may be."""
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
        self._written_at = float("-inf")
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
            self._database.check_file()
            async with asyncio.timeout(DATABASE_SECONDS):
                found = await schema.standing(self._database)
                if found is schema.SchemaState.OURS:
                    await self._write()
        except DatabaseGone as error:
            return {"database": str(error)}
        except Exception as error:  # noqa: BLE001 - the drivers have errors of their own for a database that is away
            return {"database": f"away ({type(error).__name__})"}
        return {} if found is schema.SchemaState.OURS else {"schema": _SCHEMA[found]}

    async def _write(self) -> None:
        """Try whether the database takes what is written: a full disk still answers every question."""
        if time.monotonic() - self._written_at < WRITE_SECONDS:
            return
        async with self._database.unit() as session:
            await session.exec(update(Installation).values(written_at=session.now))
        self._written_at = time.monotonic()

    def routes(self) -> list[web.RouteDef]:
        """/healthz: the process answers. /readyz: 200, or 503 with a line for each part that is not there."""
        return [web.get("/healthz", _alive), web.get("/readyz", self._ready)]

    async def _ready(self, _request: web.Request) -> web.Response:
        lacks = await self.lacks()
        lines = [f"{part}: {why}\n" for part, why in lacks.items()] or ["ready\n", *await self._notes()]
        return web.Response(status=503 if lacks else 200, text="".join(lines))

    async def _notes(self) -> list[str]:
        """What a process that is ready says besides: it takes updates and answers them once Telegram lets it."""
        try:
            async with asyncio.timeout(DATABASE_SECONDS), self._database.reading() as session:
                until = await rate_halt.until(await session.connection())
        except Exception:  # noqa: BLE001 - the next question tells that the database is away
            return []
        return [] if until is None else [f"sending: halted by Telegram until {until:%Y-%m-%d %H:%M:%S} UTC\n"]


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
    async with listening(app, listen, "WASL_METRICS_LISTEN", shutdown_seconds=0.5):
        yield


async def _alive(_request: web.Request) -> web.Response:
    return web.Response(text="ok")
