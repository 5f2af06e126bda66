"""`wasl demo` as a newcomer runs it: started, stopped, gone on with, killed, begun anew."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from aiohttp import ClientSession

from tests.people import ROOT, Person, Sandbox

SALMA, RACHID, KARIM = 1001, 2001, 2003
START_SECONDS = 180.0
"""Of the first start, on a machine that does much else."""


class Demo:
    """One run of it."""

    def __init__(self, process: asyncio.subprocess.Process, said: str) -> None:
        self.process = process
        self.said = said
        """What it printed by the time that it said how to stop it."""
        self.address = next((word for word in said.split() if word.startswith("http://")), "")

    async def ended(self) -> tuple[int, str]:
        """Its exit code and all that it printed as errors."""
        _, errors = await asyncio.wait_for(self.process.communicate(), START_SECONDS)
        return await self.process.wait(), errors.decode()

    async def closed(self) -> None:
        """Wait until nobody is at the address any more."""
        at = urlsplit(self.address)
        try:
            reader, writer = await asyncio.open_connection(at.hostname, at.port)
        except ConnectionRefusedError:
            return
        assert await asyncio.wait_for(reader.read(), START_SECONDS) == b""
        writer.close()


@asynccontextmanager
async def demo(folder: Path, *options: str, port: int = 0) -> AsyncIterator[Demo]:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "demo", "--folder", str(folder), "--port", str(port), *options),
        cwd=ROOT,
        env={name: value for name, value in os.environ.items() if not name.startswith("WASL_")},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    said = ""
    try:
        async with asyncio.timeout(START_SECONDS):
            while "Ctrl-C" not in said and (line := await process.stdout.readline()):
                said += line.decode()
        yield Demo(process, said)
    finally:
        if process.returncode is None:
            process.kill()
            await process.communicate()


def greetings(person: Person) -> int:
    return sum("I am Wasl" in seen.text for seen in person.screen)


async def test_a_demo_is_used_and_stopped(tmp_path: Path) -> None:
    await used_and_stopped(tmp_path)


@pytest.mark.slow
async def test_a_demo_goes_on_where_it_was_left(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("four years")
    await used_and_stopped(tmp_path)
    async with demo(tmp_path) as again:
        async with Sandbox(at=again.address, fresh=False) as sandbox:
            karim = sandbox.person(KARIM)
            await karim.sees("Meeting confirmed", "Álvaro Núñez Cano")
            await karim.say("/menu")
            await karim.expect("What would you like to do?")
            assert greetings(karim) == 1
            salma = sandbox.person(SALMA)
            await salma.say("/desk")
            desk = await salma.expect("Mission de Málaga")
            assert desk.button("changer") is None, "there is still one mission"
            assert await sandbox.refused() == []
        again.process.kill()
        await again.closed()

    async with demo(tmp_path, "--reset") as anew:
        async with Sandbox(at=anew.address, fresh=False) as sandbox:
            await sandbox.person(KARIM).sees("New meeting request", "Álvaro Núñez Cano")
            assert not any("/menu" in seen.text for seen in sandbox.person(KARIM).screen)
        assert (tmp_path / "thesis.txt").read_text() == "four years", "the folder may hold what is not the demo's"


async def used_and_stopped(folder: Path) -> None:
    async with demo(folder) as first:
        assert first.said.count("http://") == 1
        async with ClientSession(first.address) as session, session.get("/") as page:
            assert page.status == 200
            assert "<title>Wasl</title>" in await page.text()
        async with Sandbox(at=first.address, fresh=False) as sandbox:
            await sandbox.person(SALMA).sees("Vous organisez cette mission")
            karim = sandbox.person(KARIM)
            await karim.sees("New meeting request", "Álvaro Núñez Cano")
            await karim.sees("I am Wasl")  # which may come after it: a reply waits for no request
            assert greetings(karim) == 1
            assert karim.last.raw["from"]["first_name"] == "Wasl"
            await karim.press("Confirm")
            await karim.expect("Meeting confirmed", "Álvaro Núñez Cano")
            assert not sandbox.person(RACHID).screen
            await sandbox.acknowledged()
            assert await sandbox.refused() == []
        async with demo(folder, "--reset") as second:
            assert await second.ended() == (1, f"a demo is running in {folder} already: stop that one first\n")
        first.process.send_signal(signal.SIGINT)
        assert await first.ended() == (0, "")
        await first.closed()


async def test_a_port_that_is_taken_is_told_in_one_line(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        async with demo(tmp_path, port=port) as refused:
            assert await refused.ended() == (1, f"port {port} is taken: try wasl demo --port {port + 1}\n")
    assert not (tmp_path / "wasl.db").exists()
