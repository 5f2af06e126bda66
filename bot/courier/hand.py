"""The rows in the courier's hands: in order within a chat and lane, a window of each lane at a time."""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import dataclass, field

import structlog

from bot import metrics
from bot.courier.delivery import Delivery
from bot.courier.outbox_row import Row
from bot.courier.outcomes import Ending
from bot.courier.results import Result, ResultBook
from bot.courier.telegram_api import TokenRefused
from storage.tables import Lane, OutboxState
from storage.tables.base import utc_now

log = structlog.get_logger()

_ROWS_OF_A_CHAT = 8
"""Rows of one chat and lane in hand at once, so that one chat's thousand leave room for the others."""


@dataclass(slots=True, eq=False)
class _Line:
    """The rows of one chat and lane, sent one after another."""

    key: tuple[int, int, int]
    rows: deque[Row] = field(default_factory=deque)
    task: asyncio.Task[None] | None = None


@dataclass(slots=True)
class LaneWindow:
    """What the courier has in hand of a lane. more: there is something left that was not read."""

    ids: set[int] = field(default_factory=set)
    crowded: set[int] = field(default_factory=set)
    more: bool = False


class Hand:
    """Takes rows, lets them be delivered, and lets them go once what became of them is written.

    size: rows of a lane at once. woken is set when there is room for more, or when something is to be seen to.
    """

    def __init__(self, size: int, woken: asyncio.Event) -> None:
        self.size = size
        self.rows: dict[int, Row] = {}
        self.windows = {lane: LaneWindow() for lane in Lane}
        self.failure: BaseException | None = None
        """Telegram does not know the token."""
        self.stopping = False
        """Whether nothing new is sent."""
        self._woken = woken
        self._delivery: Delivery
        self._book: ResultBook
        self._lines: dict[tuple[int, int, int], _Line] = {}
        self._forgotten_meanwhile: set[int] = set()
        """Rows finished since the look under way began: it may still see them pending."""
        self._closing: dict[int, bool] = {}
        """Chats found unreachable, whose queues may still be read as pending, and whether that is written."""

    def begin(self, delivery: Delivery, book: ResultBook) -> None:
        """Who delivers the rows, and who writes what became of them."""
        self._delivery, self._book = delivery, book

    def look_begins(self) -> None:
        """What is read from now on is as the tables have it."""
        self._forgotten_meanwhile.clear()
        self._closing = {chat: written for chat, written in self._closing.items() if not written}

    def take(self, row: Row, window: LaneWindow) -> None:
        if row.id in self.rows or row.id in self._forgotten_meanwhile:
            return
        if row.after_id is not None and row.after_state is OutboxState.PENDING:
            row.after = self.rows.get(row.after_id)
            if row.after is None:  # not in hand yet, or just finished: a later look tells
                if row.after_id in self._forgotten_meanwhile:
                    self._woken.set()
                return
        # The answer to a press has no place in the chat: it neither waits for messages nor holds them up.
        alone = row.chat_id is None or row.method == "answerCallbackQuery"
        key = (row.lane, 0, row.id) if alone or row.chat_id is None else (row.lane, 1, row.chat_id)
        line = self._lines.get(key) or _Line(key)
        if len(line.rows) >= _ROWS_OF_A_CHAT:
            window.crowded.add(key[2])
            self._woken.set()
            return
        row.closed = row.chat_id in self._closing and row.lane != Lane.REPLY
        line.rows.append(row)
        self.rows[row.id] = row
        window.ids.add(row.id)
        if line.task is None:
            self._lines[key] = line
            line.task = asyncio.create_task(self._serve(line))

    async def _serve(self, line: _Line) -> None:
        try:
            while line.rows and not self.stopping:
                row = line.rows[0]
                ending = await self._delivery.deliver(row)
                line.rows.popleft()
                self._settle(row, ending)
        except TokenRefused as error:
            log.critical("Telegram refuses the bot's token: nothing can be sent")
            self.failure = error
            self._woken.set()
        if not line.rows:
            self._leave(line)

    def _leave(self, line: _Line) -> None:
        del self._lines[line.key]
        lane, _, chat = line.key
        crowded = self.windows[Lane(lane)].crowded
        if line.key[1] and chat in crowded:
            crowded.discard(chat)
            self._woken.set()

    def _settle(self, row: Row, ending: Ending | None) -> None:
        row.end(ending)
        result = "gone" if ending is None else ending.state.value
        metrics.SENDS.labels(metrics.lane_name(row.lane), result).inc()
        log.debug("done with", row=row.id, result=result, method=row.method, lane=row.lane, trace=row.trace)
        if ending is None:
            self.forget([row.id])
            return
        self._book.add(Result(row.id, row.attempts, utc_now(), ending, row.chat_id))
        if ending.unreachable and row.chat_id is not None:
            self._closing[row.chat_id] = False
            for lane in set(Lane) - {Lane.REPLY}:
                if (line := self._lines.get((lane, 1, row.chat_id))) is not None:
                    for other in line.rows:
                        other.closed = True

    def forget(self, rows: list[int]) -> None:
        """What became of these is written."""
        for row_id in rows:
            row = self.rows.pop(row_id)
            self._delivery.written(row)
            self._forgotten_meanwhile.add(row_id)
            if row.chat_id in self._closing and row.ending is not None and row.ending.unreachable:
                self._closing[row.chat_id] = True
            window = self.windows[Lane(row.lane)]
            window.ids.discard(row_id)
            if window.more and len(window.ids) <= self.size // 2:
                self._woken.set()

    async def finish_what_is_on_the_wire(self, seconds: float) -> None:
        """As far as it goes in this time; what waits for its turn stays in the outbox."""
        flying = []
        for line in self._lines.values():
            if line.task is None or line.task.done():
                continue
            if line.rows and line.rows[0].on_wire:
                flying.append(line.task)
            else:
                line.task.cancel()
        if flying:
            await asyncio.wait(flying, timeout=seconds)

    @property
    def tasks(self) -> list[asyncio.Task[None]]:
        """Of the rows that wait or are on the wire."""
        return [line.task for line in self._lines.values() if line.task is not None]
