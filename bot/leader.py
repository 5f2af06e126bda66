"""Leadership: one process does a role's work while it holds the lease; the others stand by."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import structlog

from bot import metrics
from bot.intake import failed_updates
from bot.shutdown import Stop
from storage.leases import RENEW_SECONDS, Lease

log = structlog.get_logger()

Work = Callable[[Stop], Awaitable[None]]
"""Works until the stop, and then finishes what is under way."""


class Duty:
    """Takes a role's lease whenever it is free, and does the role's work for as long as it is held."""

    def __init__(self, lease: Lease, work: Work) -> None:
        self.lease = lease
        self._work = work
        metrics.LEASE_HELD.labels(lease.role)
        self.on = False
        """Whether this process is the one at work."""

    async def run(self, stop: Stop) -> None:
        """Stand by and work until the stop, and then give the lease back.

        Raises:
            Whatever the work raises, and then the lease is given back as well.
        """
        standing_by = False
        while not stop.asked:
            if await self._taken():
                standing_by = False
                await self._hold(stop)
                continue
            if not standing_by:
                log.info("standing by", role=self.lease.role)
                standing_by = True
            await stop.first(self._may_be_free())

    async def _taken(self) -> bool:
        try:
            return await self.lease.take()
        except Exception as error:  # noqa: BLE001 - the drivers have errors of their own for a database that is away
            log.warning("lease not asked for", role=self.lease.role, **failed_updates.describe(error))
            return False

    async def _may_be_free(self) -> None:
        try:
            async with asyncio.timeout(RENEW_SECONDS):
                await self.lease.given_back.wait()
        except TimeoutError:
            pass
        self.lease.given_back.clear()

    async def _hold(self, stop: Stop) -> None:
        log.info("on duty", role=self.lease.role, number=self.lease.number)
        self.on = True
        metrics.LEASE_HELD.labels(self.lease.role).set(1)
        working = asyncio.ensure_future(self._work(stop))
        renewing = asyncio.ensure_future(self._keep_renewing())
        try:
            await asyncio.wait({working, renewing}, return_when=asyncio.FIRST_COMPLETED)
            if not working.done():
                log.warning("lease lost", role=self.lease.role, number=self.lease.number)
        finally:
            self.on = False
            metrics.LEASE_HELD.labels(self.lease.role).set(0)
            working.cancel()
            renewing.cancel()
            await asyncio.gather(working, renewing, return_exceptions=True)
            await self._give_back()
        if not working.cancelled():
            working.result()

    async def _keep_renewing(self) -> None:
        """Ends when the lease is someone else's."""
        while True:
            await asyncio.sleep(RENEW_SECONDS)
            try:
                if not await self.lease.renew():
                    return
            except Exception as error:  # noqa: BLE001 - the drivers have errors of their own for a database that is away
                log.warning("lease not renewed", role=self.lease.role, **failed_updates.describe(error))

    async def _give_back(self) -> None:
        try:
            await self.lease.give_back()
        except Exception as error:  # noqa: BLE001 - it runs out by itself
            log.warning("lease not given back", role=self.lease.role, **failed_updates.describe(error))
