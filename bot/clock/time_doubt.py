"""Whether the machine's clock can be trusted: what cannot be undone waits until it agrees with Telegram's."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

import structlog
from sqlmodel import update

from bot.clock import jobs
from bot.intake import failed_updates
from bot.time_check import TimeCheck
from storage.database import Database
from storage.tables import Installation
from timekeeping import clock

log = structlog.get_logger()


class TimeDoubt:
    """Without a time_check, the clock is always right."""

    def __init__(self, database: Database, time_check: TimeCheck | None) -> None:
        self.lead = timedelta()
        """How far the clock is ahead of Telegram's, where that is too far."""
        self._database = database
        self._time_check = time_check
        self._in_doubt: bool | None = None
        """None: this process has not asked yet, and what was noted before it began may be over."""

    async def may_run(self, names: Iterable[str]) -> list[str]:
        """Without those whose work cannot be undone, where the time is in doubt."""
        names = [*names]
        if (jobs.IRREVERSIBLE | jobs.TIMED).isdisjoint(names):
            return names
        if self._time_check is None or await self.is_right():
            self.lead = timedelta()
            return names
        both = await self._time_check.both()
        self.lead = timedelta() if both is None else clock.now() - both
        waits = jobs.IRREVERSIBLE if both is not None else jobs.IRREVERSIBLE | jobs.TIMED
        return [name for name in names if name not in waits]

    async def is_right(self) -> bool:
        """Ask, and note for the desk what has changed."""
        if self._time_check is None:
            return True
        right = await self._time_check.agrees()
        off = self._time_check.seconds_off
        if right and self._in_doubt:
            log.info("the time is right again: what is over expires and is erased")
        elif not right and self._in_doubt is not True:
            said = "unknown to Telegram" if off is None else f"{abs(off):.0f} s {'ahead' if off > 0 else 'behind'}"
            log.error("the time is in doubt: nothing expires, and nothing is erased", clock=said)
        if self._in_doubt is None or right is self._in_doubt:
            self._in_doubt = not right
            await self._note(None if right or off is None else round(off))
        return right

    async def _note(self, seconds_off: int | None) -> None:
        """Write it down for the desk."""
        try:
            async with self._database.unit() as session:
                await session.exec(update(Installation).values(clock_off_seconds=seconds_off))
        except Exception as error:  # noqa: BLE001 - the log has said it
            log.warning("doubt about the time not noted", **failed_updates.describe(error))
