"""How soon `wasl` answers and `wasl run` listens, and how much memory it holds when nothing happens."""

from __future__ import annotations

import asyncio
import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median

from benchmarks import databases
from tests.people import Sandbox
from tests.wasl import ROOT

SETTLING_SECONDS = 2
QUIET_SECONDS = 10


async def run(*, full: bool) -> None:
    rounds = 7 if full else 3
    print(f"Start: the median of {rounds}")
    helps = [await _help() for _ in range(rounds)]
    print(f"  wasl --help                      {median(helps):5.2f} s   ({_spread(helps)}; promised: 0.5)")
    async with databases.address("sqlite") as url, Sandbox() as sandbox:
        starts = [await _start(url, sandbox) for _ in range(rounds)]
    until, worked, quiet, memory = zip(*starts, strict=True)
    print(f"  wasl run, until it polls         {median(until):5.2f} s   ({_spread(until)}; promised: 6)")
    print(f"    of which it worked             {median(worked):5.2f} s   ({_spread(worked)})")
    print(f"  wasl run, a core's share when idle {median(quiet):4.1f} %   ({_spread(quiet)})")
    print(f"  wasl run, memory when idle       {median(memory):5.0f} MiB (promised: 280)")


async def _start(url: str, sandbox: Sandbox) -> tuple[float, float, float, float]:
    """Seconds until it polls, seconds of a processor's time of these; % of a core and MiB of memory a little later."""
    settings = {"WASL_BOT_TOKEN": sandbox.token, "WASL_API_URL": sandbox.api_url, "WASL_DATABASE_URL": url}
    began = time.monotonic()
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "run", cwd=ROOT, env={**os.environ, **settings}, stderr=asyncio.subprocess.PIPE
    )
    assert process.stderr is not None  # noqa: S101
    while b"running" not in await process.stderr.readline():
        pass
    took, worked = time.monotonic() - began, _worked(process.pid)
    await asyncio.sleep(SETTLING_SECONDS)
    before = _worked(process.pid)
    await asyncio.sleep(QUIET_SECONDS)
    quiet = 100 * (_worked(process.pid) - before) / QUIET_SECONDS
    memory = _resident(process.pid)
    process.terminate()
    await process.communicate()
    return took, worked, quiet, memory


async def _help() -> float:
    began = time.monotonic()
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "--help", cwd=ROOT, stdout=asyncio.subprocess.DEVNULL
    )
    await process.wait()
    return time.monotonic() - began


def _worked(pid: int) -> float:
    user, system = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def _resident(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    kilobytes = next(line.split()[1] for line in status.splitlines() if line.startswith("VmRSS"))
    return int(kilobytes) / 1024


def _spread(values: Sequence[float]) -> str:
    return " ".join(f"{value:.2f}" for value in values)
