"""A courier as a process of its own, to be killed or asked to end.

python -m tests.bot.courier_process DATABASE_URL API_URL TOKEN
"""

from __future__ import annotations

import asyncio
import sys

from bot.courier import Courier
from bot.stop import Stop
from storage.database import Database


async def main(database_url: str, api_url: str, token: str) -> None:
    stop = Stop()
    stop.on_signals()
    await Courier(Database(database_url), token, api_url, bulk_rate=1000).serve(stop)


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
