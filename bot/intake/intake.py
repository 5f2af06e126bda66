"""Taking updates: each in a unit of work, counted once, and acknowledged by the caller only after the commit."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import structlog
from aiogram import Bot, Dispatcher
from aiogram.types import Update
from sqlalchemy.exc import DBAPIError
from sqlmodel import col
from structlog.contextvars import bound_contextvars

from bot import metrics
from bot.intake import failed_updates, updates
from bot.intake.fsm_storage import look_up
from bot.intake.updates import RawUpdate
from handlers.core import groups, outbox
from handlers.core.outbox import Outbox
from handlers.notices import RENDERERS
from missions.errors import Refusal
from storage import quarantine
from storage.database import Database, Transaction
from storage.errors import is_clash, is_passing
from storage.tables import ProcessedUpdate
from storage.tables.base import utc_now
from storage.upsert import insert_into

log = structlog.get_logger()

Claim = Callable[[Transaction, list[RawUpdate]], Awaitable[list[RawUpdate]]]

SIDE_BY_SIDE = 8
"""Transactions at once on PostgreSQL: fewer than the pool has connections, so that courier and clock find one."""
TOGETHER = 25
"""Updates of one commit on SQLite: enough to share the disk's time, too few to keep the courier from writing."""
CLASHES = 5
"""How often an update is begun again at once because others stood in its way."""


class Intake:
    """Hands updates to the dispatcher, and their effects to the database: all of an update's, or none."""

    def __init__(self, database: Database, dispatcher: Dispatcher, bot: Bot) -> None:
        self._database = database
        self._dispatcher = dispatcher
        self._bot = bot
        self._places = asyncio.Semaphore(SIDE_BY_SIDE)

    @property
    def bot_id(self) -> int:
        return self._bot.id

    def check_database(self) -> None:
        """Make sure that what was committed is kept.

        Raises:
            DatabaseGone: the file that was written to is no longer the one that is there.
        """
        self._database.check_file()

    async def take(self, fetched: Sequence[Any]) -> None:
        """Handle a batch; when this returns it is committed, and may be acknowledged.

        SQLite has one writer: the batch is a few commits, everyone in turn and in order, a savepoint for each update.
        On PostgreSQL it is as many commits as are made side by side; each person is in one, in order of arrival.

        Raises:
            Whatever the database's trouble is. What is not committed is to be taken again; what is, counts once.
        """
        batch = updates.readable(fetched)
        log.debug("taking", updates=len(batch))
        if self._database.is_sqlite:
            batch = updates.in_turns(batch)
            for at in range(0, len(batch), TOGETHER):
                await self._take_together(batch[at : at + TOGETHER])
            return
        groups = (self.take_group(group) for group in updates.apart(batch, SIDE_BY_SIDE))
        for outcome in await asyncio.gather(*groups, return_exceptions=True):
            if isinstance(outcome, BaseException):
                raise outcome

    async def take_group(self, group: list[RawUpdate], claim: Claim | None = None) -> None:
        """Handle some updates in one commit, in order; when this returns it is done.

        claim: what is really to be handled in a transaction, in place of those of the group that it is given.

        Raises:
            As `take`.
        """
        async with self._places:
            try:
                await self._take_together(group, claim)
            except DBAPIError as error:
                if not is_clash(error):
                    raise
                for update in group:
                    await self._take_alone(update, claim)

    async def _take_together(self, group: list[RawUpdate], claim: Claim | None = None) -> None:
        # Handlers have no effects but in their session, so that all of them may be undone and done again.
        if self._database.is_sqlite or not await self._taken_at_once(group, claim):
            async with self._database.transaction() as transaction:
                claimed = await claim(transaction, group) if claim else group
                new = await self._new(transaction, claimed)
                for update in new:
                    await self._take_one(transaction, update)
                    await asyncio.sleep(0)  # SQLite's statements wait for nothing: others would not come to their turn
            metrics.REPEATED.inc(len(claimed) - len(new))

    async def _taken_at_once(self, group: list[RawUpdate], claim: Claim | None) -> bool:
        """Whether it went well without savepoints, each of which PostgreSQL is asked for; else nothing was done."""
        took = []
        try:
            async with self._database.transaction() as transaction:
                claimed = await claim(transaction, group) if claim else group
                for update in await self._new(transaction, claimed):
                    began = time.perf_counter()
                    with bound_contextvars(trace=updates.trace(update)):
                        await self.handle(transaction, update, alone=True)
                        took.append(_done("handled", began))
        except Exception as error:
            if is_passing(error):
                raise
            return False
        metrics.REPEATED.inc(len(claimed) - len(took))
        _count("handled", took)
        return True

    async def _take_alone(self, update: RawUpdate, claim: Claim | None) -> None:
        for clashes in range(1, CLASHES + 1):
            try:
                await self._take_together([update], claim)
            except DBAPIError as error:
                if not is_clash(error) or clashes == CLASHES:
                    raise
                log.info("update begun again", update_id=update["update_id"], **failed_updates.describe(error))
                await asyncio.sleep(random.uniform(0.0, 0.02) * clashes)  # noqa: S311 - only apart from each other
            else:
                return

    async def _take_one(self, transaction: Transaction, raw: RawUpdate) -> None:
        began = time.perf_counter()
        with bound_contextvars(trace=updates.trace(raw)):
            result = await self._handled(transaction, raw)
            _count(result, [_done(result, began)])

    async def _handled(self, transaction: Transaction, raw: RawUpdate) -> str:
        """What came of it, as the metrics call it."""
        try:
            try:
                await self._handle_without_poison(transaction, raw)
            except Refusal as refusal:
                if refusal.ends_question:
                    await self.handle(transaction, raw, refused=True)
                if not await self._asked_again(transaction, raw, refusal):
                    await failed_updates.answer_refusal(transaction, self._bot, raw, refusal)
                return "refused"
        except Exception as error:
            if is_passing(error):
                raise
            # One person's failure must not hold up the others.
            log.error("update failed", update_id=raw["update_id"], **failed_updates.describe(error))
            await failed_updates.keep(transaction, self._bot, raw, error)
            return "failed"
        return "handled"

    async def _handle_without_poison(self, transaction: Transaction, raw: RawUpdate) -> None:
        """Handle it, again without the rows of others that it failed over, if it is those."""
        while True:
            try:
                await self.handle(transaction, raw)
            except quarantine.Poisoned as poison:
                async with transaction.unit(updates.trace(raw)) as session:
                    new = await quarantine.put(session, poison)
                if not new:
                    raise
            else:
                return

    async def _asked_again(self, transaction: Transaction, raw: RawUpdate, refusal: Refusal) -> bool:
        """Whether a question stands that the refused message did not answer: it is asked again, below the reason."""
        if "message" not in raw:
            return False
        try:
            return await self.handle(transaction, raw, refusal=refusal)
        except Refusal:
            return False

    async def handle(
        self,
        transaction: Transaction,
        raw: RawUpdate,
        *,
        alone: bool = False,
        refusal: Refusal | None = None,
        refused: bool = False,
    ) -> bool:
        """Let the dispatcher do what an update asks, in a unit of work of its own.

        alone: the caller undoes the whole transaction when this fails.
        refusal: it was refused and undone; the question that it did not answer is asked again, below the reason.
        refused: what was pressed was refused and undone; only the question that it turned away from ends.
        Returns whether there was anything to say.

        Raises:
            Whatever a handler raises, or pydantic.ValidationError where it is no update: nothing of it was done.
        """
        update = Update.model_validate(raw, context={"bot": self._bot})
        async with transaction.unit(updates.trace(raw), alone=alone, keeps=True) as session:
            box = Outbox(session, self._bot, RENDERERS)
            if not updates.is_private(raw):
                await groups.answer(box, update)
                return bool(box.shown)
            box.reader_id = (updates.sender(raw) or {}).get("id")
            box.press = updates.press(raw)
            token = outbox.current.set(box)
            try:
                # Around feed_update: aiogram's own middlewares read and write the conversation's state.
                speaker = await look_up(session, self._bot.id, updates.sender(raw)["id"])
                await self._dispatcher.feed_update(
                    self._bot,
                    update,
                    session=session,
                    outbox=box,
                    speaker=speaker,
                    refusal=refusal,
                    refused=refused,
                )
                if not refused and update.callback_query is not None and not box.answered_callback:
                    await self._bot.answer_callback_query(update.callback_query.id)
            finally:
                outbox.current.reset(token)
            return bool(box.shown)

    async def _new(self, transaction: Transaction, batch: list[RawUpdate]) -> list[RawUpdate]:
        """Those that were not taken before; from now on they were."""
        first = {update["update_id"]: update for update in reversed(batch)}
        rows = [
            {"bot_id": self._bot.id, "update_id": update["update_id"], "processed_at": utc_now()}
            for update in batch
            if first[update["update_id"]] is update
        ]
        if not rows:
            return []
        insert = insert_into(self._database.engine.dialect.name, ProcessedUpdate)
        statement = insert.on_conflict_do_nothing().returning(col(ProcessedUpdate.update_id))
        result = await transaction.connection.execute(statement, rows)
        new = set(result.scalars())
        return [first[row["update_id"]] for row in rows if row["update_id"] in new]


def _done(result: str, began: float) -> float:
    """Seconds that one update took."""
    seconds = time.perf_counter() - began
    log.debug("handled", result=result, seconds=round(seconds, 4))
    return seconds


def _count(result: str, took: list[float]) -> None:
    metrics.UPDATES.labels(result).inc(len(took))
    for seconds in took:
        metrics.HANDLING.observe(seconds)
