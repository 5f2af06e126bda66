"""Updates a second, from the raw update to the answer sent: Wasl's intake, outbox and courier beside a plain bot."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

from aiogram import Bot, Dispatcher, F, Router
from aiogram.client.default import DefaultBotProperties
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from benchmarks import databases, stub, taps
from benchmarks.baseline import KEYBOARD, TEXT, TOKEN, Baseline
from benchmarks.pairs import compare
from bot.courier.courier import Courier
from bot.intake.fsm_storage import DatabaseStorage
from bot.intake.intake import Intake
from bot.intake.outbox_session import OutboxSession
from handlers import dispatcher
from handlers.core.turn import TurnMiddleware
from storage.database import Database

SHORT, LONG = 200, 3000


def plain_journeys() -> Dispatcher:
    """The handlers of the baseline, as one writes them in Wasl."""
    router = Router()
    router.message.register(_on_message, Command("help"))
    router.callback_query.register(_on_press, F.data == "menu:help")
    journeys = Dispatcher(storage=DatabaseStorage())
    journeys.update.outer_middleware(TurnMiddleware("en", {}))
    journeys.include_router(router)
    return journeys


def all_journeys() -> Dispatcher:
    return dispatcher.build(DatabaseStorage(), default_language="en")


async def _on_message(message: Message) -> None:
    await message.answer(TEXT, reply_markup=KEYBOARD)


async def _on_press(query: CallbackQuery) -> None:
    assert isinstance(query.message, Message)  # noqa: S101 - every press of the measurement has its message
    await query.message.edit_text(TEXT, reply_markup=KEYBOARD)
    await query.answer()


@asynccontextmanager
async def courier_at_work(database: Database, api_url: str) -> AsyncIterator[None]:
    """A courier that sends to this address as fast as it can; it is stopped after the block."""
    courier = Courier(database, TOKEN, api_url, paced=False)
    task = asyncio.create_task(courier.run())
    try:
        yield
    finally:
        await courier.drain(5)
        await courier.close()
        await task


async def _wasl(database: Database, journeys: Dispatcher, api_url: str, updates: int) -> float:
    intake = Intake(database, journeys, Bot(TOKEN, session=OutboxSession(), default=DefaultBotProperties()))
    batches = taps.batches(updates)
    if not api_url:
        return await _rate(intake, batches)
    async with courier_at_work(database, api_url):
        began = time.monotonic()
        for batch in batches:
            await intake.take(batch)
        await databases.until_sent(database)
        return updates / (time.monotonic() - began)


async def _plain(database: Database, api_url: str, updates: int) -> float:
    baseline = Baseline(database, api_url)
    try:
        return await _rate(baseline, taps.batches(updates))
    finally:
        await baseline.close()


async def _rate(taker: Intake | Baseline, batches: list[list[taps.Raw]]) -> float:
    began = time.monotonic()
    for batch in batches:
        await taker.take(batch)
    return sum(map(len, batches)) / (time.monotonic() - began)


async def run(*, full: bool) -> None:
    updates, rounds = (LONG, 7) if full else (SHORT, 3)
    print(f"Intake: Wasl beside a plain aiogram bot, {updates} updates a trial, half of them presses")
    with stub.running() as api_url:
        for engine in databases.ENGINES:
            async with databases.fresh(engine) as ours, databases.fresh(engine) as theirs:
                for sends, api in (("from update to sent answer", api_url), ("without the sends", "")):
                    for name, journeys in (("same handlers", plain_journeys()), ("all journeys", all_journeys())):
                        wasl = partial(_wasl, ours, journeys, api, updates)
                        plain = partial(_plain, theirs, api, updates)
                        await compare(f"{engine}, {sends}, {name}", "updates/s", wasl, plain, rounds=rounds)
                        await databases.drop_waiting(ours)
