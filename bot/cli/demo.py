"""wasl demo: Wasl with a Telegram of its own, on this machine. What happens in it stays in one folder."""

from __future__ import annotations

import asyncio
import fcntl
import json
import socket
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from timekeeping import clock

TOKEN = "1000001:demo"  # noqa: S105 - of a bot that exists only in the sandbox
USERNAME = "wasl_demo_bot"
NAME = "Wasl"
OWNER = 1001
TIME_ZONE = "Europe/Madrid"
"""Of the mission in examples/malaga.toml: the page shows its hours."""
CLOCK = "clock"
"""The file in the demo's folder by which its time is moved: see `timekeeping.clock`."""
NEXT_EVERY_SECONDS = 1.0
"""Between two looks at what is due next: soon enough after a tap that changes it."""
OURS = ("people.json", "wasl.db", "wasl.db-wal", "wasl.db-shm", "sandbox.db", "sandbox.db-wal", "sandbox.db-shm", CLOCK)
"""What the demo keeps in its folder, and all that --reset removes from there."""


class DemoFailed(Exception):
    """The demo cannot start, and why, in one line."""


async def run(folder: Path, *, port: int, reset: bool) -> None:
    """Start the sandbox and Wasl beside it, until Ctrl-C; the next start goes on where this one was left.

    port 0 takes a free one.

    Raises:
        DemoFailed: the port is taken, or another demo runs in the folder.
    """
    people = folder / "people.json"
    with _alone(folder, port):
        clock.follow(folder / CLOCK)
        new = reset or not _begun(people)
        if new:
            await _begin(folder, people)
        async with _sandbox(folder, people, port) as address:
            # Only now, while the sandbox starts: these take the longest to import.
            from bot import roles  # noqa: PLC0415
            from bot.settings import load  # noqa: PLC0415

            settings = load(
                bot_token=TOKEN,
                api_url=await address,
                database_url=_database_url(folder),
                owner_ids=frozenset({OWNER}),
                webhook_url="",
                pace="off",
                clock=folder / CLOCK,
                log_level="warning",
            )
            await _set_the_scene(settings.api_url, _read(people))
            if new:
                await _greet_first(folder)
            print(f"\n  Wasl is at {settings.api_url}\n")
            print("  Ctrl-C stops it. `make demo` goes on, `make demo-reset` begins again.\n", flush=True)
            async with _tells_what_is_next(settings.api_url, _database_url(folder)):
                await roles.run(settings)


@contextmanager
def _alone(folder: Path, port: int) -> Iterator[None]:
    """Lock the folder before anything else: --reset must not take the data of a demo that runs."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock, socket.socket() as probe:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise DemoFailed(f"a demo is running in {folder} already: stop that one first") from None
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            raise DemoFailed(f"port {port} is taken: try wasl demo --port {port + 1}") from None
        probe.close()
        yield


async def _begin(folder: Path, people: Path) -> None:
    """Prepare a new mission in the folder, whatever an earlier demo, or half a start, has left there."""
    from bot.cli import demo_data  # noqa: PLC0415 - heavy, and only for the first start

    _forget(folder)
    tomorrow = clock.now().astimezone().date() + timedelta(days=1)  # of the person who looks
    rows = await demo_data.prepare(_database_url(folder), USERNAME, starting=tomorrow)
    _write(people, rows)


async def _greet_first(folder: Path) -> None:
    """Only now are the chats open: on a slow machine, the start may have taken longer than messages were to wait."""
    from bot.cli import demo_data  # noqa: PLC0415

    await demo_data.wait_for_greeting(_database_url(folder))


def _begun(people: Path) -> bool:
    # Written last: while it is missing, the next start begins with an empty folder.
    return people.exists()


def _forget(folder: Path) -> None:
    for name in OURS:
        (folder / name).unlink(missing_ok=True)


def _write(people: Path, rows: list[dict[str, Any]]) -> None:
    people.write_text(json.dumps(rows, ensure_ascii=False), encoding="utf-8")


def _read(people: Path) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads(people.read_text(encoding="utf-8"))
    return rows


def _database_url(folder: Path) -> str:
    return f"sqlite:///{folder / 'wasl.db'}"


@asynccontextmanager
async def _sandbox(folder: Path, people: Path, port: int) -> AsyncIterator[asyncio.Task[str]]:
    """The sandbox as a process of its own, which ends with this one; its address comes once it answers."""
    sandbox = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "sandbox", "--token", TOKEN, "--username", USERNAME, "--people", str(people)),
        *("--port", str(port), "--state", str(folder / "sandbox.db"), "--until-closed"),
        *("--time-zone", TIME_ZONE, "--clock", str(folder / CLOCK)),
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
        raise DemoFailed(f"the demo cannot start its sandbox at port {port}: wasl demo --reset begins again")
    return line.removeprefix("Sandbox: ").strip()


@asynccontextmanager
async def _tells_what_is_next(address: str, database_url: str) -> AsyncIterator[None]:
    """Tell the page when something is due next, as often as it changes: its ⏩ moves the clock there."""
    telling = asyncio.create_task(_tell_what_is_next(address, database_url))
    try:
        yield
    finally:
        telling.cancel()
        await asyncio.gather(telling, return_exceptions=True)


async def _tell_what_is_next(address: str, database_url: str) -> None:
    import aiohttp  # noqa: PLC0415 - heavy

    from missions.operations.next_due import next_due  # noqa: PLC0415
    from storage.database import Database  # noqa: PLC0415

    database = Database(database_url)
    told: str | None = ""
    try:
        async with aiohttp.ClientSession(address, raise_for_status=True) as session:
            while True:
                async with database.reading() as tables:
                    due = await next_due(tables, clock.now())
                if (at := due.isoformat() if due else None) != told:
                    await session.post("/sandbox/next", json={"at": at})
                    told = at
                await asyncio.sleep(NEXT_EVERY_SECONDS)
    finally:
        await database.close()


async def _set_the_scene(address: str, people: list[dict[str, Any]]) -> None:
    """Give the bot its name, and let those who take part already open their chat, each once.

    Telegram lets a bot write only to people who have.
    """
    import aiohttp  # noqa: PLC0415 - heavy

    async with aiohttp.ClientSession(address, raise_for_status=True) as session:
        await session.post(f"/bot{TOKEN}/setMyName", json={"name": NAME})
        for row in people:
            chat = f"/sandbox/chats/{row['id']}"
            if row.get("takes_part") and not (await (await session.get(chat)).json())["started"]:
                await session.post(f"{chat}/start", json={})
