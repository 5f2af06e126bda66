"""systemd's watchdog: the event loop answers it, so a process that hangs is killed and started again.

systemd names the socket in NOTIFY_SOCKET and the time in WATCHDOG_USEC (`WatchdogSec=` of the unit). A beat says that
the event loop turns, and nothing of the database or Telegram: where one of them is away, a restart mends nothing.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

MICROSECOND = 1e-6


@asynccontextmanager
async def answered() -> AsyncIterator[None]:
    """Beat twice in each period of the watchdog until the block ends. Without a watchdog nothing is sent."""
    address, microseconds = os.environ.get("NOTIFY_SOCKET", ""), os.environ.get("WATCHDOG_USEC", "")
    if not address or not microseconds.isdecimal():
        yield
        return
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK) as line:
        beating = asyncio.create_task(_beat(line, address, int(microseconds) * MICROSECOND / 2))
        try:
            yield
        finally:
            beating.cancel()


async def _beat(line: socket.socket, address: str, seconds: float) -> None:
    where = "\0" + address[1:] if address.startswith("@") else address  # @ is systemd's sign for the abstract namespace
    while True:
        with contextlib.suppress(OSError):  # a beat that systemd cannot take now is made up for by the next one
            line.sendto(b"WATCHDOG=1", where)
        await asyncio.sleep(seconds)
