"""Waiting for what nothing announces: only the database, or another process, knows when it is so."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

Found = TypeVar("Found")

EVERY_SECONDS = 0.02
"""Seldom enough to leave the processor to whom one waits for."""


async def eventually(find: Callable[[], Awaitable[Found | None]], *, within: float = 90.0) -> Found:
    """What `find` returns, once it returns anything true."""
    async with asyncio.timeout(within):
        while True:
            if found := await find():
                return found
            await asyncio.sleep(EVERY_SECONDS)
