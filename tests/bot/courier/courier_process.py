"""A courier as a process of its own, to be killed or asked to end; forked, so that it is at work at once."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from multiprocessing.context import ForkServerProcess

from bot.courier.courier import Courier
from bot.shutdown import Stop
from storage.database import Database
from tests import forked
from tests.bot.api_stub import TOKEN


@asynccontextmanager
async def courier(
    database_url: str, api_url: str, *, token: str = TOKEN, bulk_rate: float = 1000
) -> AsyncIterator[ForkServerProcess]:
    """It is killed when the block ends, whatever it is doing then."""
    process = forked.context.Process(target=_run, args=(database_url, api_url, token, bulk_rate))
    process.start()
    try:
        yield process
    finally:
        process.kill()
        await ended(process)


async def ended(process: ForkServerProcess) -> int | None:
    """Its exit code, once it has ended."""
    await asyncio.to_thread(process.join)
    return process.exitcode


def _run(database_url: str, api_url: str, token: str, bulk_rate: float) -> None:
    with open(os.devnull, "w", encoding="utf-8") as nowhere:  # noqa: PTH123 - what it logs
        os.dup2(nowhere.fileno(), 1)
    asyncio.run(_serve(database_url, api_url, token, bulk_rate))


async def _serve(database_url: str, api_url: str, token: str, bulk_rate: float) -> None:
    stop = Stop()
    stop.on_signals()
    await Courier(Database(database_url), token, api_url, bulk_rate=bulk_rate).serve(stop)
