"""A courier as a process of its own, to be killed: python -m tests.bot.courier_process DATABASE_URL API_URL TOKEN."""

from __future__ import annotations

import asyncio
import sys

from bot.courier import Courier
from storage.database import Database


async def main(database_url: str, api_url: str, token: str) -> None:
    await Courier(Database(database_url), token, api_url, bulk_rate=1000).run()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
