"""The real bot for tests: `python -m bot run` as a process of its own, against a sandbox and a database.

async with Sandbox() as sandbox, Wasl(sandbox, database_url) as wasl:
    await wasl.load("malaga")
    ...
    await wasl.kill()       # SIGKILL; `await wasl.start()` goes on
"""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Awaitable, Callable
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

from tests.forked import Forked, fork
from tests.people import Sandbox

ROOT = Path(__file__).parent.parent
START_SECONDS = 90.0
RANKED_SECONDS = 120.0
"""The child that makes lists gives way to whoever answers taps: on a busy machine it takes its time."""

Found = TypeVar("Found")


class Wasl:
    """One `wasl run` (or another role): started when the block begins, unless start is False, stopped when it ends."""

    def __init__(
        self,
        sandbox: Sandbox,
        database_url: str,
        *,
        owner_ids: tuple[int, ...] = (),
        start: bool = True,
        role: str = "run",
        **settings: str,
    ) -> None:
        self.sandbox = sandbox
        self.role = role
        self.database_url = database_url
        self.log: list[str] = []
        """Lines of standard error so far."""
        self._start = start
        self._process: Forked | None = None
        self._reading: asyncio.Task[None] | None = None
        self._logged = asyncio.Event()
        self._environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("WASL_")},
            "PYTHONPATH": str(ROOT),
            "WASL_BOT_TOKEN": sandbox.token,
            "WASL_API_URL": sandbox.api_url,
            "WASL_DATABASE_URL": database_url,
            "WASL_OWNER_IDS": ",".join(str(owner) for owner in owner_ids),
            "WASL_TICK_SECONDS": "1",
            "WASL_PACE": "off",  # the sandbox keeps no pace unless a test asks it to
            "WASL_MATCHING": "off",  # the child that makes lists takes seconds to start
            **{f"WASL_{name.upper()}": value for name, value in settings.items()},
        }

    async def __aenter__(self) -> Self:
        if self._start:
            await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._process is not None:
            await self.stop()

    async def start(self) -> None:
        """Start it, and wait until it says that it is running."""
        before = len(self.log)
        await self.launch()
        await self.logs("event=running", since=before)

    async def launch(self) -> None:
        """Start it, and do not wait for anything."""
        self._process = await fork(self.role, environment=self._environment)
        self._reading = asyncio.create_task(self._read(self._process))

    async def logs(self, *parts: str, since: int = 0, within: float = START_SECONDS) -> str:
        """Wait for a line of its log with all `parts` in it, of those after the first `since`."""
        assert self._reading is not None
        deadline = asyncio.get_running_loop().time() + within
        while True:
            self._logged.clear()
            for line in self.log[since:]:
                if all(part in line for part in parts):
                    return line
            left = deadline - asyncio.get_running_loop().time()
            in_time = left > 0 and not self._reading.done()
            assert in_time, f"{parts} not in:\n" + "\n".join(self.log)
            logged = asyncio.ensure_future(self._logged.wait())
            await asyncio.wait({logged, self._reading}, timeout=left, return_when=asyncio.FIRST_COMPLETED)
            logged.cancel()

    async def ranked(self, find: Callable[[], Awaitable[Found | None]]) -> Found:
        """What `find` finds in the tables, now or once the lists that it waits for were made."""
        while True:
            before = len(self.log)
            if found := await find():
                return found
            # Those that were made may be of what was there before.
            await self.logs("event=ranked", since=before, within=RANKED_SECONDS)

    async def ended(self) -> int:
        """Its exit code, once it has ended by itself."""
        return await self._end(None)

    @property
    def pid(self) -> int:
        """The process that runs."""
        assert self._process is not None
        return self._process.pid

    def terminate(self) -> None:
        """SIGTERM, without waiting: `ended` does."""
        self.send(signal.SIGTERM)

    def send(self, number: signal.Signals) -> None:
        """Any signal, as SIGSTOP."""
        assert self._process is not None
        self._process.send_signal(number)

    async def stop(self) -> int:
        """SIGTERM; its exit code when it has finished what it took."""
        return await self._end(signal.SIGTERM)

    async def kill(self) -> None:
        """SIGKILL, at whatever it is doing."""
        await self._end(signal.SIGKILL)

    async def command(self, *arguments: str) -> tuple[int, str, str]:
        """Run `wasl …` with the same settings: exit code, standard output, standard error."""
        process = await fork(*arguments, environment=self._environment)
        output, errors = await process.communicate()
        return process.returncode or 0, output.decode(), errors.decode()

    async def load(self, example: str, starting: date | None = None) -> None:
        """Load examples/EXAMPLE.toml, with its first day moved to `starting`."""
        move = ["--starting", starting.isoformat()] if starting else []
        code, _, errors = await self.command("mission", "load", f"examples/{example}.toml", *move)
        assert code == 0, errors

    async def _end(self, how: signal.Signals | None) -> int:
        assert self._process is not None
        assert self._reading is not None
        if how is not None:
            self._process.send_signal(how)
        code = await self._process.wait()
        await self._reading
        self._process = None
        return code

    async def _read(self, process: Forked) -> None:
        async for line in process.stderr:
            self.log.append(line.decode().rstrip())
            self._logged.set()
        self._logged.set()
