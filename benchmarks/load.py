"""How long a tap waits for its answer while a large mission is loaded, and loaded again unchanged."""

from __future__ import annotations

import asyncio
import sys
import tempfile
import time
from collections.abc import Awaitable
from pathlib import Path
from statistics import median

from benchmarks import databases
from benchmarks.pairs import percentile
from tests.people import Person, Sandbox
from tests.wasl import Wasl

SHORT, LONG = 3_000, 60_000
"""Delegates."""
COLLEAGUES = 3
PAUSE_SECONDS = 0.05
PROMISED = 1.0
"""Seconds that no tap waits longer than."""
ALONE_SECONDS = 10.0
"""Of taps without a load: what others do on the machine makes people wait, too."""

_HEAD = """
[mission]
key = "large"
title = { en = "Large" }
time_zone = "Europe/Madrid"
starts_on = 2027-07-12
ends_on = 2027-07-14

[[delegations]]
key = "one"
title = { en = "One" }
country = "MA"

[[delegations]]
key = "other"
title = { en = "Other" }
country = "ES"
"""
_DELEGATE = """
[[delegates]]
name = "Delegate {number}"
organisation = "Firm {firm}"
kind = "company"
delegation = "{side}"
position = "Director {number}"
offer = "Water pumps and filters for fields of {number} hectares"
need = "A partner who installs them in region {firm}"
languages = ["en", "fr"]
phone = "+212 600 {number:06}"
"""


async def run(*, full: bool) -> None:
    count = LONG if full else SHORT
    print(f"Load: {count} delegates from a file, while one person taps; everything else in one process")
    with tempfile.TemporaryDirectory(prefix="wasl-bench-") as folder:
        file = Path(folder) / "large.toml"
        file.write_text(_HEAD + "".join(_delegate(number) for number in range(count)))
        for engine in databases.ENGINES:
            async with (
                databases.address(engine) as url,
                Sandbox() as sandbox,
                Wasl(sandbox, url, matching="off", tick_seconds="2") as wasl,
            ):
                person = await sandbox.add_person("Delegate", language_code="fr")
                await person.start(answered=True)
                _show(f"{engine}, alone", ALONE_SECONDS, await _taps(person, _nothing()))
                for what in ("new", "unchanged"):
                    began = time.monotonic()
                    waited = await _taps(person, wasl.command("mission", "load", str(file)))
                    _show(f"{engine}, {what}", time.monotonic() - began, waited)


def _delegate(number: int) -> str:
    side = "one" if number % 2 else "other"
    return _DELEGATE.format(number=number, firm=number // COLLEAGUES, side=side)


async def _nothing() -> tuple[int, str, str]:
    await asyncio.sleep(ALONE_SECONDS)
    return 0, "", ""


async def _taps(person: Person, load: Awaitable[tuple[int, str, str]]) -> list[float]:
    """Seconds from each tap to its answer, until the load has ended."""
    loading = asyncio.ensure_future(load)
    shown, waited = person.last.id, list[float]()
    while not loading.done():
        began = time.monotonic()
        await person.stale_press(shown, ("lang:fr", "lang:en")[len(waited) % 2], answered=True)
        waited.append(time.monotonic() - began)
        await asyncio.sleep(PAUSE_SECONDS)
    code, _output, errors = await loading
    if code:
        sys.exit(errors)
    return waited


def _show(name: str, seconds: float, waited: list[float]) -> None:
    figures = f"p50 {1000 * median(waited):.0f}, p99 {1000 * percentile(waited, 0.99):.0f} ms"
    longest = max(waited)
    kept = "kept" if longest <= PROMISED else "NOT KEPT"
    print(f"  {name:<22} {seconds:6.1f} s   {len(waited)} taps: {figures}, longest {longest:.2f} s ({kept})")
