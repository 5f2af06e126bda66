"""The door of a webhook reception: from a post to its commit, everyone's updates one after another.

With SQLite there is one reception, and what arrived during one commit is the next one. With PostgreSQL there may be
several; each writes down what has come before handling it. The reception that handles a sender's update handles all
that waits of that sender, in the order of the updates' numbers, and no other does meanwhile.
"""

from __future__ import annotations

import asyncio
import random
from operator import itemgetter
from typing import Any, Protocol

import structlog

from bot.intake import failed_updates, updates
from bot.intake.intake import SIDE_BY_SIDE, Intake
from bot.intake.updates import RawUpdate
from storage import webhook_queue
from storage.database import Database, Transaction
from storage.postgres_channel import PostgresChannel

log = structlog.get_logger()

BATCH = 100
AGAIN_SECONDS = 0.02
"""How long a sender is left to another reception before being asked for again, at first."""
LEFT_SECONDS = 2.0
"""How long an update may wait before every reception looks after it: the one that let it in may be gone."""

Done = asyncio.Future[None]


class Door(Protocol):
    """Where a reception brings what was posted."""

    async def run(self) -> None:
        """Handle what is brought, until cancelled."""

    async def take(self, update: RawUpdate) -> None:
        """Bring one. When this returns it is committed.

        Raises:
            Whatever the database's trouble is: it may be posted again.
        """


class OwnDoor:
    """The only one, as with SQLite."""

    def __init__(self, intake: Intake) -> None:
        self._intake = intake
        self._queue: asyncio.Queue[tuple[RawUpdate, Done]] = asyncio.Queue()

    async def take(self, update: RawUpdate) -> None:
        done: Done = asyncio.get_running_loop().create_future()
        self._queue.put_nowait((update, done))
        await done

    async def run(self) -> None:
        """What arrived while the last batch was committed is the next one: one commit for many, in order of arrival."""
        while True:
            batch = [await self._queue.get()]
            while len(batch) < BATCH and not self._queue.empty():
                batch.append(self._queue.get_nowait())
            outcome = await _outcome(self._intake.take([update for update, _ in batch]))
            _tell([done for _, done in batch], outcome)


class SharedDoor:
    """One of several. line: where the others hear what has come."""

    def __init__(self, database: Database, line: PostgresChannel, intake: Intake) -> None:
        self._database = database
        self._line = line
        self._intake = intake
        self._arrivals: list[tuple[int, RawUpdate, Done]] = []
        self._waiting: dict[int, list[tuple[RawUpdate, Done | None]]] = {}
        """By sender, what this reception has let in and handles next."""
        self._in_work: set[int] = set()
        self._arrived = asyncio.Event()
        self._ready = asyncio.Condition()

    async def take(self, update: RawUpdate) -> None:
        done: Done = asyncio.get_running_loop().create_future()
        for clean in updates.readable([update]):
            self._arrivals.append((_sender(clean), clean, done))
            self._arrived.set()
            await done

    async def run(self) -> None:
        async with asyncio.TaskGroup() as group:
            group.create_task(self._let_in())
            group.create_task(self._look_after_others())
            for _ in range(SIDE_BY_SIDE):
                group.create_task(self._work())

    async def _let_in(self) -> None:
        while True:
            await self._arrived.wait()
            self._arrived.clear()
            batch, self._arrivals = self._arrivals, []
            outcome = await _outcome(
                webhook_queue.arrive(self._line, [item[0] for item in batch], [item[1] for item in batch])
            )
            if outcome is not None:
                _tell([done for _, _, done in batch], outcome)
                continue
            await self._put([(sender, update, done) for sender, update, done in batch])

    async def _put(self, items: list[tuple[int, RawUpdate, Done | None]]) -> None:
        async with self._ready:
            for sender, update, done in items:
                self._waiting.setdefault(sender, []).append((update, done))
            self._ready.notify_all()

    async def _look_after_others(self) -> None:
        while True:
            await asyncio.sleep(LEFT_SECONDS * random.uniform(0.5, 1.0))  # noqa: S311 - not all receptions at once
            try:
                if aside := await webhook_queue.set_aside(self._database, self._intake.bot_id):
                    log.error("waiting rows that are no updates were set aside", rows=aside)
                left = await webhook_queue.left_behind(self._database, LEFT_SECONDS, BATCH)
            except Exception as error:  # noqa: BLE001 - the drivers have errors of their own for a database that is away
                log.warning("nobody looks after what was left", **failed_updates.describe(error))
                continue
            await self._put(
                [(who, update, None) for who, update in left if who not in self._in_work | {*self._waiting}]
            )

    async def _work(self) -> None:
        while True:
            async with self._ready:
                await self._ready.wait_for(self._free)
                free = self._free()
                # Each of the workers finds something to do, and takes more only where there is much.
                mine = {sender: self._waiting.pop(sender) for sender in free[: 1 + len(free) // SIDE_BY_SIDE]}
                self._in_work.update(mine)
            try:
                await self._handle(mine)
            finally:
                async with self._ready:
                    self._in_work.difference_update(mine)
                    self._ready.notify_all()

    def _free(self) -> list[int]:
        return [sender for sender in self._waiting if sender not in self._in_work]

    async def _handle(self, mine: dict[int, list[tuple[RawUpdate, Done | None]]]) -> None:
        pause = AGAIN_SECONDS
        while mine:
            left = dict(mine)
            # Whose an update is says the table: of one that was left there, its own words may say something else.
            whose = {line[0][0]["update_id"]: sender for sender, line in mine.items()}

            async def claim(
                transaction: Transaction, group: list[RawUpdate], whose: dict[int, int] = whose
            ) -> list[RawUpdate]:
                senders = {whose[update["update_id"]] for update in group}
                ours, waiting = await webhook_queue.claim(transaction, senders)
                # What the table has lost with the server, as it may, is here still. What others handled meanwhile is
                # known to be no news.
                known = {update["update_id"] for update in waiting}
                for sender in ours:
                    left.pop(sender, None)  # noqa: B023 - called before the next round begins
                    waiting += [update for update, _ in mine[sender] if update["update_id"] not in known]  # noqa: B023
                return sorted(waiting, key=itemgetter("update_id"))

            group = [line[0][0] for line in mine.values()]
            outcome = await _outcome(self._intake.take_group(group, claim))
            handled = mine if outcome is not None else {who: line for who, line in mine.items() if who not in left}
            _tell([done for line in handled.values() for _, done in line if done is not None], outcome)
            mine = {who: line for who, line in mine.items() if who not in handled}
            if mine:
                await asyncio.sleep(pause * random.uniform(0.5, 1.0))  # noqa: S311 - apart from each other
                pause = min(2 * pause, 0.2)


def _sender(update: RawUpdate) -> int:
    number: Any = updates.sender(update).get("id")
    return number if isinstance(number, int) and abs(number) < 2**63 else 0


async def _outcome(work: Any) -> Exception | None:  # noqa: ANN401 - any coroutine
    try:
        await work
    except Exception as error:  # noqa: BLE001 - the database is away: it comes back
        log.warning("batch not committed", **failed_updates.describe(error))
        return error
    return None


def _tell(waiting: list[Done], outcome: Exception | None) -> None:
    for done in waiting:
        if done.done():
            continue
        if outcome is None:
            done.set_result(None)
        else:
            done.set_exception(outcome)
