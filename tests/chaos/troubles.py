"""What goes wrong, at random moments, one thing or several at once; each kind is counted."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from tests.chaos.house import House
from tests.people import Sandbox
from timekeeping import clock

TELEGRAM = ("500", "502", "429", "slow", "hang", "cut_before", "cut_after", "garbage")
CALLS = ("sendMessage", "getUpdates", "*")
AHEAD, BEHIND = timedelta(days=3 * 365), timedelta(hours=-5)
FROZEN_SECONDS = (1.0, 12.0)
"""From less than a lease to well over it."""


@dataclass(slots=True)
class Troubles:
    """Kills come evenly, so that their number is reached; everything else in between."""

    house: House
    sandbox: Sandbox
    minutes: float
    kills: int
    outage_seconds: float
    restart_database: Callable[[], Awaitable[None]] | None
    clock: Path
    """Set, it is what all processes go by; Telegram does not."""
    happened: Counter[str] = field(default_factory=Counter)

    async def run(self) -> None:
        """Until the time is over and everything that was ordered has happened."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._spread(self.kills, self._kill))
            group.create_task(self._spread(round(self.minutes * 3), self._telegram))
            if len(self.house.processes) > 1:
                group.create_task(self._spread(round(self.minutes * 2), self._freeze))
            if self.restart_database is not None:
                group.create_task(self._spread(max(1, round(self.minutes / 3)), self._database))
            group.create_task(self._outage())
            group.create_task(self._clock_jumps())

    async def _spread(self, times: int, happen: Callable[[], Awaitable[None]]) -> None:
        """So many times, unevenly, over the whole of the run."""
        began = asyncio.get_running_loop().time()
        for moment in sorted(random.uniform(0.0, self.minutes * 60) for _ in range(times)):
            await asyncio.sleep(began + moment - asyncio.get_running_loop().time())
            await happen()

    async def _kill(self) -> None:
        process = random.choice(self.house.processes)
        await self.house.kill(process)
        self.happened[f"killed: {process.role}"] += 1

    async def _freeze(self) -> None:
        process = random.choice(self.house.processes)
        await self.house.freeze(process, random.uniform(*FROZEN_SECONDS))
        self.happened[f"frozen: {process.role}"] += 1

    async def _telegram(self) -> None:
        kind, method = random.choice(TELEGRAM), random.choice(CALLS)
        times = random.randrange(1, 20)
        await self.sandbox.fault(method, kind, times=times, seconds=random.uniform(0.1, 3.0), retry_after=2)
        self.happened[f"Telegram: {kind}"] += times

    async def _database(self) -> None:
        assert self.restart_database is not None
        await self.restart_database()
        self.happened["database restarted"] += 1

    async def _clock_jumps(self) -> None:
        """Forwards by years for a while, later back by hours, and each time right again."""
        for part, jump in ((0.15, AHEAD), (0.65, BEHIND)):
            await asyncio.sleep(self.minutes * 60 * part / 2)
            self._set_clock(jump)
            await asyncio.sleep(self.minutes * 60 * part / 2)
            self._set_clock(timedelta(0))
            self.happened[f"clock {'ahead' if jump > timedelta(0) else 'behind'}"] += 1

    def _set_clock(self, by: timedelta) -> None:
        clock.follow(self.clock)
        clock.move(clock.machine_now() + by)
        clock.follow(None)

    async def _outage(self) -> None:
        """In the middle, Telegram is down for long."""
        await asyncio.sleep(self.minutes * 60 * 0.4)
        await self.sandbox.fault("*", "500", times=-1)
        await self.sandbox.fault("getUpdates", "500", times=-1)
        await asyncio.sleep(self.outage_seconds)
        await self.sandbox.clear_faults()
        self.happened["Telegram down, seconds"] += int(self.outage_seconds)
