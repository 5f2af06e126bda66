"""How soon `wasl` answers and `wasl run` listens, and how much memory it holds when nothing happens."""

from __future__ import annotations

import asyncio
import sys
import time
from pathlib import Path
from statistics import median

from benchmarks import databases
from tests.people import Sandbox
from tests.wasl import ROOT, Wasl

QUIET_SECONDS = 3


async def run(*, full: bool) -> None:
    rounds = 7 if full else 3
    print(f"Start: the median of {rounds}")
    helps = [await _help() for _ in range(rounds)]
    print(f"  wasl --help                      {median(helps):5.2f} s   ({_spread(helps)}; promised: 0.5)")
    starts: list[float] = []
    async with databases.address("sqlite") as url, Sandbox() as sandbox:
        for _ in range(rounds):
            began = time.monotonic()
            async with Wasl(sandbox, url, start=False) as wasl:
                await wasl.launch()
                await wasl.logs("event=running")
                starts.append(time.monotonic() - began)
                await asyncio.sleep(QUIET_SECONDS)
                memory = _resident(wasl)
    print(f"  wasl run, until it polls         {median(starts):5.2f} s   ({_spread(starts)}; promised: 6)")
    print(f"  wasl run, memory when idle       {memory:5.0f} MiB (promised: 280)")


async def _help() -> float:
    began = time.monotonic()
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "--help", cwd=ROOT, stdout=asyncio.subprocess.DEVNULL
    )
    await process.wait()
    return time.monotonic() - began


def _resident(wasl: Wasl) -> float:
    status = Path(f"/proc/{wasl.pid}/status").read_text(encoding="ascii")
    kilobytes = next(line.split()[1] for line in status.splitlines() if line.startswith("VmRSS"))
    return int(kilobytes) / 1024


def _spread(values: list[float]) -> str:
    return " ".join(f"{value:.2f}" for value in values)
