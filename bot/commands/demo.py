"""wasl demo: Wasl with a Telegram of its own, on this machine. What happens in it stays in one folder."""

from __future__ import annotations

import asyncio
import json
import shutil
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any

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
    people = folder / "people.json"
    newcomers = await _begin(folder, people) if _is_first(people, reset=reset) else []
    async with _sandbox(folder, people, port) as address:
        # Only now, while the sandbox starts: these take the longest to import.
        from bot import process  # noqa: PLC0415
        from bot.settings import load  # noqa: PLC0415

        settings = load(
            bot_token=TOKEN,
            api_url=await address,
            database_url=_database_url(folder),
            owner_ids=frozenset({OWNER}),
            webhook_url="",
            log_level="warning",
        )
        await _open_chats(settings.api_url, newcomers)
        print(f"\n  Wasl is at {settings.api_url}\n")
        print("  Ctrl-C stops it. `make demo` goes on, `make demo-reset` begins again.\n", flush=True)
        await process.run(settings)


async def _begin(folder: Path, people: Path) -> list[int]:
    """A new mission in an empty folder. Who is registered already."""
    from bot.commands import demo_data  # noqa: PLC0415 - heavy, and only for the first start

    tomorrow = date.today() + timedelta(days=1)  # noqa: DTZ011 - the day of whoever looks
    rows, registered = await demo_data.prepare(_database_url(folder), USERNAME, starting=tomorrow)
    # Written last: as long as it is not there, the next start begins anew.
    _write(people, rows)
    return registered


def _write(people: Path, rows: list[dict[str, Any]]) -> None:
    people.write_text(json.dumps(rows, ensure_ascii=False), encoding="utf-8")


def _is_first(people: Path, *, reset: bool) -> bool:
    if people.exists() and not reset:
        return False
    shutil.rmtree(people.parent, ignore_errors=True)
    people.parent.mkdir(parents=True)
    return True


def _database_url(folder: Path) -> str:
    return f"sqlite:///{folder / 'wasl.db'}"


@asynccontextmanager
async def _sandbox(folder: Path, people: Path, port: int) -> AsyncIterator[asyncio.Task[str]]:
    """The sandbox as a process of its own, which ends with this one; its address comes once it answers."""
    sandbox = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "sandbox", "--token", TOKEN, "--username", USERNAME, "--people", str(people)),
        *("--port", str(port), "--state", str(folder / "sandbox.db"), "--until-closed"),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
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


async def _open_chats(address: str, people: list[int]) -> None:
    """Let those who are registered open their chat: Telegram lets a bot write to nobody who has not."""
    import aiohttp  # noqa: PLC0415 - heavy, and only for the first start

    async with aiohttp.ClientSession(address) as session:
        for person in people:
            async with session.post(f"/sandbox/chats/{person}/start", json={}) as response:
                response.raise_for_status()
