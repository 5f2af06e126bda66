"""Who else receives this bot's updates: Telegram gives them to one process, and says 409 to another that asks.

A process acknowledges nothing until it knows that it is the one. Its database was the last to acknowledge where the
next update follows one that it holds: then it starts within a second, in which no other process takes that update.
Otherwise it first polls undisturbed for a while.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from datetime import timedelta
from urllib.parse import urlsplit

import structlog
from sqlmodel import col, select, update

from bot.courier.telegram_api import ApiError, BotApi, Refused, TokenRefused
from bot.exits import CannotRun
from bot.settings import SettingsInvalid
from storage.database import Database
from storage.tables import Installation, ProcessedUpdate
from storage.tables.base import utc_now

log = structlog.get_logger()

STARTING_SECONDS = 6.0
"""A first conflict so soon after the start means that the other process was there before."""
CONFLICTS = 3
MOST_SECONDS = 15.0
"""A process that has not found out by then gives way."""
QUIET_SECONDS = 8.0
"""Undisturbed for so long, a process whose database is not known to be the last may acknowledge: any other that polls
comes back within a few seconds of a 409."""
QUIET_SECONDS_OF_LATEST = 0.8
"""The same, where the database was the last as far as can be seen: a Wasl that is served would come back, or take what
waits, within half a second."""
QUIET_SECONDS_CONTESTED = 5.0
"""The same, after a conflict: Telegram keeps one of two quick conflicts waiting for 3 s."""
HOLD_SECONDS = 0.5
"""Between two looks at updates that are not acknowledged yet, at most."""
LATELY = timedelta(days=1)
PATIENCE_SECONDS = 5.0
"""How long another process has to go away, as it does when it is being replaced."""
PATIENCE_SECONDS_OF_LATEST = 13.0
"""The same, where the database took updates lately: of two that start together, the one without a past leaves."""
POLLING = "polling"
"""`Installation.served_as` where updates are fetched."""


class Reception:
    """Whether this process is the one that Telegram serves. served: set once it is."""

    def __init__(self, database: Database, bot_id: int, *, sure: bool = False) -> None:
        """sure: there are no rivals, and nothing is waited for."""
        self._database = database
        self._bot_id = bot_id
        self._sure = sure
        self._began = time.monotonic()
        self._undisturbed_since = self._began
        self._first_conflict: float | None = None
        self._conflicts = 0
        self._contested = False
        self._pending: int | None = None
        """The first update that waited, while nothing was acknowledged."""
        self._latest = False
        self._follows_ours = False
        self.served = asyncio.Event()

    async def begin(self) -> None:
        """Read whether the database took updates lately."""
        now = utc_now()
        # Compared by the database: a row that cannot be read keeps no process from starting.
        lately = select(ProcessedUpdate.update_id).where(
            col(ProcessedUpdate.bot_id) == self._bot_id,
            col(ProcessedUpdate.processed_at).between(now - LATELY, now + LATELY),
        )
        async with self._database.reading() as session:
            self._latest = (await session.exec(lately.limit(1))).first() is not None
        self._began = self._undisturbed_since = time.monotonic()
        if self._sure:
            self.served.set()

    @property
    def seconds_to_wait(self) -> float:
        """Until it has been undisturbed for long enough; 0 once it is served."""
        return 0.0 if self.served.is_set() else self._quiet_left()

    @property
    def hold_seconds(self) -> float:
        """Until updates that wait are worth another look."""
        return min(HOLD_SECONDS, max(0.05, self._quiet_left()))

    def _quiet_left(self) -> float:
        return max(0.0, self._undisturbed_since + self._quiet - time.monotonic())

    @property
    def _quiet(self) -> float:
        """For how many seconds this process is to be undisturbed."""
        if self._follows_ours or (self._latest and self._pending is None):
            return QUIET_SECONDS_CONTESTED if self._contested else QUIET_SECONDS_OF_LATEST
        return QUIET_SECONDS

    async def may_take(self, numbers: Sequence[int]) -> bool:
        """Whether updates of these numbers, which Telegram has just given, may be taken and acknowledged.

        Raises:
            CannotRun: another process acknowledges, and this one has only just started.
        """
        if self.served.is_set() and not self._contested:
            return True
        if not numbers:
            if not self.served.is_set() and not self._quiet_left():
                self.be_served()
            return True
        first = min(numbers)
        self._follows_ours = await self._follows(first)
        if self._pending is not None and first > self._pending and not self._follows_ours:
            self._taken_by_another()
        self._pending = first
        if self._quiet_left() and not (self._follows_ours and self._there_before):
            return False
        self.be_served()
        return True

    def met(self, error: ApiError) -> None:
        """Telegram has said 409. A process that has just started gives way; one that was there keeps trying.

        Raises:
            CannotRun: this process has just started, and the other one does not go away.
        """
        now = time.monotonic()
        if self._first_conflict is None or now - self._undisturbed_since > QUIET_SECONDS:
            self._first_conflict, self._conflicts = now, 0
        self._undisturbed_since = now
        self._contested = True
        self._conflicts += 1
        posted = "webhook" in error.description.lower()
        patience = PATIENCE_SECONDS_OF_LATEST if self._latest else PATIENCE_SECONDS
        impatient = self._conflicts >= CONFLICTS and now - self._first_conflict > patience
        late = not self.served.is_set() and now - self._began > MOST_SECONDS
        if not self._there_before and (impatient or late):
            raise CannotRun(_told(posted=posted))
        log.error("updates go to a webhook" if posted else "another process polls for this bot", times=self._conflicts)

    @property
    def _there_before(self) -> bool:
        """Whether this process was served before the conflict began."""
        first = self._first_conflict
        return self.served.is_set() and (first is None or first - self._began > STARTING_SECONDS)

    def be_served(self) -> None:
        """Take this process for the one that Telegram serves."""
        if not self.served.is_set():
            log.info("served", seconds=round(time.monotonic() - self._began, 1), quiet=self._quiet)
            self.served.set()
        self._contested = False
        self._pending = None

    def _taken_by_another(self) -> None:
        self._undisturbed_since = time.monotonic()
        self._contested = True
        if not self.served.is_set():
            raise CannotRun(_told(posted=False))
        log.error("another process takes this bot's updates")

    async def _follows(self, number: int) -> bool:
        """Whether this database took the update before this one, or this one already."""
        known = select(ProcessedUpdate.update_id).where(
            col(ProcessedUpdate.bot_id) == self._bot_id, col(ProcessedUpdate.update_id).in_((number - 1, number))
        )
        async with self._database.reading() as session:
            return (await session.exec(known.limit(1))).first() is not None


async def webhook_of(api: BotApi) -> str:
    """The address to which Telegram posts this bot's updates; empty where it posts nowhere."""
    try:
        webhook = await api.call("getWebhookInfo")
    except TokenRefused:
        raise
    except Refused:  # a server without webhooks
        return ""
    return str(webhook.get("url") or "") if isinstance(webhook, dict) else ""


async def no_webhook(api: BotApi) -> None:
    """Make sure that Telegram does not post this bot's updates: polling would take them away from there.

    Raises:
        SettingsInvalid: it does.
    """
    if url := await webhook_of(api):
        raise SettingsInvalid(
            f"WASL_WEBHOOK_URL is not set, but Telegram posts this bot's updates to {urlsplit(url).hostname}: "
            "set it, or stop who receives them there and let go of them with: wasl webhook remove"
        )


async def served_as(database: Database) -> str:
    """How Telegram last served this installation."""
    async with database.reading() as session:
        return (await session.exec(select(Installation.served_as))).first() or ""


async def note_served(database: Database, how: str) -> None:
    """Write down how Telegram serves this installation: what its courier and clock wait for."""
    async with database.unit() as session:
        await session.exec(update(Installation).values(served_as=how))


def _told(*, posted: bool) -> str:
    other = "Telegram posts this bot's updates to a webhook" if posted else "another process polls for this bot"
    return f"{other}, and only one can have them: stop that one first, or use another WASL_BOT_TOKEN"
