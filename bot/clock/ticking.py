"""When the scheduler's jobs run: so long after each other, sooner where something was said, again after a jump."""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime, timedelta

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.base import BaseTrigger

from timekeeping import clock

log = structlog.get_logger()

TICK = "tick"
WATCH_SECONDS = 1.0
"""How often the time is watched for jumps."""
JUMP_SECONDS = 3600.0
"""What passes at once of a time that is set, in a jump or at high speed, so that what is hourly is asked as well."""


class Every(BaseTrigger):  # type: ignore[misc] # APScheduler has no types
    """So long after each time. APScheduler's own would count out every tick that a clock set forwards passed over."""

    def __init__(self, seconds: float) -> None:
        self._interval = timedelta(seconds=seconds)

    def get_next_fire_time(self, _previous: datetime | None, now: datetime) -> datetime:
        """The scheduler's own question."""
        return now + self._interval


def bring_forward(scheduler: AsyncIOScheduler, at: float) -> None:
    """Let the next tick come at this time, in seconds of the machine's clock."""
    scheduler.modify_job(TICK, next_run_time=datetime.fromtimestamp(at, UTC))


async def mind_the_clock(scheduler: AsyncIOScheduler) -> None:
    """Ask every job at once after the time has jumped: the scheduler waits for hours of the machine's clock.

    Where that was set back it would wait until they come again; where a set time was moved, hours pass in an instant.
    """
    before = _lead()
    while True:
        await asyncio.sleep(WATCH_SECONDS)
        machine, shown = (now - then for now, then in zip(_lead(), before, strict=True))
        if machine < -WATCH_SECONDS or (clock.is_set() and abs(shown - machine) > JUMP_SECONDS):
            log.warning("the clock was moved", seconds=round(shown))
            for job in scheduler.get_jobs():
                job.modify(next_run_time=clock.machine_now())
        before = _lead()


def _lead() -> tuple[float, float]:
    """How far the machine's clock and the one of the installation are ahead of the monotonic one, in seconds."""
    return clock.machine_seconds() - time.monotonic(), clock.now().timestamp() - time.monotonic()
