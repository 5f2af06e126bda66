"""What runs: one process with all roles, or several behind a balancer; any of them can be killed or frozen."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

from tests.balancer import balancer, free_port
from tests.people import Sandbox
from tests.wasl import Wasl

SECRET = "0123456789abcdef-0123456789abcdef"
UNPACED = "1000"


class House:
    """Processes of one bot, started anew by whoever ends them."""

    def __init__(self, processes: Sequence[Wasl]) -> None:
        self.processes = list(processes)
        self._turns = {id(process): asyncio.Lock() for process in processes}

    async def kill(self, process: Wasl) -> None:
        """SIGKILL at whatever it is doing, and start it again, as systemd would."""
        async with self._turns[id(process)]:
            await process.kill()
            await process.start()

    async def freeze(self, process: Wasl, seconds: float) -> None:
        """SIGSTOP; it goes on later as if nothing had been."""
        async with self._turns[id(process)]:
            process.send(signal.SIGSTOP)
            await asyncio.sleep(seconds)
            process.send(signal.SIGCONT)


@asynccontextmanager
async def one_process(sandbox: Sandbox, url: str, clock: Path) -> AsyncIterator[House]:
    """`wasl run`, by long polling."""
    async with Wasl(sandbox, url, bulk_rate=UNPACED, clock=str(clock)) as wasl:
        yield House([wasl])


@asynccontextmanager
async def several_processes(sandbox: Sandbox, url: str, clock: Path) -> AsyncIterator[House]:
    """Two each of `wasl serve`, `wasl courier` and `wasl clock`."""
    ports = [free_port(), free_port()]
    async with AsyncExitStack() as stack:
        address = await stack.enter_async_context(balancer(ports))

        async def start(role: str, listen: str = "127.0.0.1:8080") -> Wasl:
            wasl = Wasl(
                *(sandbox, url),
                role=role,
                listen=listen,
                webhook_url=address,
                webhook_secret=SECRET,
                bulk_rate=UNPACED,
                clock=str(clock),
            )
            return await stack.enter_async_context(wasl)

        receptions = [await start("serve", f"127.0.0.1:{port}") for port in ports]
        yield House(receptions + [await start(role) for role in ("courier", "courier", "clock", "clock")])
