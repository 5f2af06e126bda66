"""People who tap one after another while something else goes on, and how long each tap waits."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable
from statistics import median

from benchmarks.pairs import percentile
from tests.people import Person


async def until(ended: Awaitable[None], crowd: list[Person], pause_seconds: float) -> list[float]:
    """Milliseconds from each tap to its answer, until that has ended."""
    ending = asyncio.ensure_future(ended)
    shown = {person.id: person.last.id for person in crowd}
    waited: list[float] = []
    while not ending.done():
        person = crowd[len(waited) % len(crowd)]
        language = ("lang:fr", "lang:en")[len(waited) // len(crowd) % 2]
        began = time.monotonic()
        await person.stale_press(shown[person.id], language, answered=True)
        waited.append(1000 * (time.monotonic() - began))
        await asyncio.sleep(pause_seconds)
    await ending
    return waited


def show(name: str, waited: list[float]) -> None:
    """A line."""
    print(
        f"  taps {name:<8} p50 {median(waited):5.1f} ms   p99 {percentile(waited, 0.99):6.1f} ms   ({len(waited)})",
        flush=True,
    )
