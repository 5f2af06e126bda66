"""wasl doctor: examine everything, whatever is broken, and say what to do."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import asdict

from bot import settings
from bot.doctor import database, machine, telegram
from bot.doctor.findings import Finding, Verdict, fail
from bot.exits import CannotRun
from bot.intake import failed_updates
from bot.settings import Settings

SIGNS = {Verdict.OK: "ok  ", Verdict.WARN: "warn", Verdict.FAIL: "FAIL"}

Examine = Callable[[Settings], Awaitable[Iterable[Finding]]]


async def run(*, as_json: bool) -> int:
    """Print a line for each thing examined. The exit code: 1 where one of them fails."""
    try:
        present = settings.load()
    except CannotRun as error:
        findings = [fail("settings", line, "docs/operate.md lists them") for line in str(error).splitlines()]
        findings += [machine.languages(), machine.time_zones(()), machine.encoder()]
    else:
        findings = [finding for part in await _examined(present) for finding in part]
    if as_json:
        print(json.dumps([asdict(finding) for finding in findings], indent=2))
    else:
        for finding in findings:
            todo = f" → {finding.todo}" if finding.todo else ""
            print(f"{SIGNS[finding.verdict]}  {finding.part}: {finding.said}{todo}")
    return int(any(finding.verdict is Verdict.FAIL for finding in findings))


async def _examined(present: Settings) -> list[Iterable[Finding]]:
    parts: dict[str, Examine] = {"telegram": telegram.examine, "database": database.examine, "machine": _machine}
    return await asyncio.gather(*(_survived(part, examine, present) for part, examine in parts.items()))


async def _survived(part: str, examine: Examine, present: Settings) -> Iterable[Finding]:
    """Whatever goes wrong in examining one part, the others are told."""
    try:
        return await examine(present)
    except Exception as error:  # noqa: BLE001
        told = failed_updates.describe(error)
        return [fail(part, f"it could not be examined: {told['error']} at {told['place']}", "see the log")]


async def _machine(present: Settings) -> Iterable[Finding]:
    zones = await database.zones(present)
    return [machine.owners(present), machine.languages(), machine.time_zones(zones), machine.encoder()]
