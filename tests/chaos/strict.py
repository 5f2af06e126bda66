"""Kills of a courier that keeps Telegram's pace, against a server that keeps its limits: it refuses nothing."""

from __future__ import annotations

import asyncio
import random

from storage.database import Database
from storage.outbox import post
from storage.tables import Lane
from tests.bot.courier.courier_process import courier
from tests.people import Sandbox
from tests.settled import all_said

PEOPLE, MESSAGES = 150, 2
LATE_SECONDS = 0.3
"""The server has counted a message so long before its answer comes: what a kill leaves unknown."""


async def refused_after_kills(sandbox: Sandbox, url: str, kills: int) -> int:
    """How many messages the server refused with 429 while a courier sent MESSAGES to each of PEOPLE and was killed."""
    await sandbox.settings(flood_control=True)
    await sandbox.fault("sendMessage", "slow", seconds=LATE_SECONDS, times=-1)
    before = _refused(sandbox)
    database = Database(url)
    async with database.unit() as session:
        for number in range(MESSAGES):
            for chat in list(sandbox.people)[:PEOPLE]:
                params = {"chat_id": chat, "text": f"strict {number}"}
                await post(session, "sendMessage", params, chat_id=chat, lane=Lane.BULK if number else Lane.REPLY)
    for _ in range(kills):
        heard = _sent(sandbox)
        async with courier(url, sandbox.api_url, token=sandbox.token, bulk_rate=25):
            await _until_sent(sandbox, heard + random.randint(5, 40))
    async with courier(url, sandbox.api_url, token=sandbox.token, bulk_rate=25):
        await all_said(database)
    await database.close()
    await asyncio.sleep(LATE_SECONDS)
    return _refused(sandbox) - before


async def _until_sent(sandbox: Sandbox, count: int) -> None:
    await sandbox.until(lambda: _sent(sandbox) >= count or None, lambda: "nothing was sent")


def _refused(sandbox: Sandbox) -> int:
    return sum(not call["fault"] for call in sandbox.refusals)


def _sent(sandbox: Sandbox) -> int:
    return sum(event.get("call", {}).get("method") == "sendMessage" for event in sandbox.heard)
