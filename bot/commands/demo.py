"""wasl demo: Wasl with a Telegram of its own, on this machine. What happens in it stays in one folder."""

from __future__ import annotations

import asyncio
import shutil
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date, timedelta
from pathlib import Path

TOKEN = "1000001:demo"  # noqa: S105 - of a bot that exists only in the sandbox
USERNAME = "wasl_demo_bot"
OWNER = 1001


class DemoFailed(Exception):
    """The demo cannot start, and why, in one line."""


async def run(folder: Path, *, port: int, reset: bool) -> None:
    """Start the sandbox and Wasl beside it, until Ctrl-C; the next start goes on where this one was left.

    Raises:
        DemoFailed: the port is taken.
    """
    _make_room(folder, reset=reset)
    async with _sandbox(folder, port) as address:
        # Only now, while the sandbox starts: these take the longest to import.
        from bot import process  # noqa: PLC0415
        from bot.commands import demo_data  # noqa: PLC0415
        from bot.settings import load  # noqa: PLC0415

        settings = load(
            bot_token=TOKEN,
            api_url=await address,
            database_url=f"sqlite:///{folder / 'wasl.db'}",
            owner_ids=frozenset({OWNER}),
            webhook_url="",
            log_level="warning",
        )
        await demo_data.prepare(settings, starting=date.today() + timedelta(days=1))  # noqa: DTZ011 - of whoever looks
        print(f"\n  Wasl is at {await address}\n")
        print("  Ctrl-C stops it. `make demo` goes on, `make demo-reset` begins again.\n")
        await process.run(settings)


def _make_room(folder: Path, *, reset: bool) -> None:
    if reset:
        shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, exist_ok=True)


@asynccontextmanager
async def _sandbox(folder: Path, port: int) -> AsyncIterator[asyncio.Task[str]]:
    """The sandbox as a process of its own, which ends with this one; its address comes once it answers."""
    sandbox = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "sandbox", "--token", TOKEN, "--username", USERNAME),
        *("--port", str(port), "--state", str(folder / "sandbox.db"), "--until-closed"),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        # Ctrl-C is for Wasl, which still has messages for the sandbox to take.
        start_new_session=True,
    )
    address = asyncio.create_task(_address(sandbox, port))
    try:
        yield address
    finally:
        address.cancel()
        if sandbox.stdin is not None:
            sandbox.stdin.close()
        await sandbox.wait()


async def _address(sandbox: asyncio.subprocess.Process, port: int) -> str:
    assert sandbox.stdout is not None  # noqa: S101 - it is a pipe
    line = (await sandbox.stdout.readline()).decode()
    if not line.startswith("Sandbox: "):
        raise DemoFailed(f"the demo cannot start: is something else at port {port}? Try: wasl demo --port {port + 1}")
    return line.removeprefix("Sandbox: ").strip()
