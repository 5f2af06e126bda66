"""`python -m tests.chaos`: prints what happened and what came of it; exit code 1 where a promise was broken."""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
import time
from pathlib import Path

from storage.database import Database
from tests import engines
from tests.chaos.house import one_process, several_processes
from tests.chaos.load import Load
from tests.chaos.reckoning import Reckoning, reckon
from tests.chaos.strict import refused_after_kills
from tests.chaos.troubles import Troubles
from tests.people import Sandbox


def main() -> int:
    """Read the arguments, run, print."""
    parser = argparse.ArgumentParser(prog="python -m tests.chaos", description=__doc__)
    parser.add_argument("--engine", choices=["sqlite", "postgresql"], default="sqlite")
    parser.add_argument("--several", action="store_true", help="two of each role, on PostgreSQL")
    parser.add_argument("--minutes", type=float, default=30.0)
    parser.add_argument("--kills", type=int, default=0, help="seven a minute unless said")
    parser.add_argument(
        "--updates",
        type=int,
        default=-1,
        help="to take at least; 1,700 a minute unless said",
    )
    parser.add_argument(
        "--strict-kills", type=int, default=5, help="of a courier that keeps Telegram's pace, afterwards"
    )
    parser.add_argument(
        "--outage", type=float, default=-1.0, help="seconds that Telegram is down; a third of all unless said"
    )
    options = parser.parse_args()
    if options.several and options.engine == "sqlite":
        parser.error("--several wants --engine postgresql")
    engines.make_folder()
    try:
        return asyncio.run(run(options))
    finally:
        engines.remove_folder()


async def run(options: argparse.Namespace) -> int:
    """One run; its exit code."""
    kills = options.kills or round(options.minutes * 7)
    updates = options.updates if options.updates >= 0 else round(options.minutes * 1_700)
    outage = options.outage if options.outage >= 0 else options.minutes * 60 / 3
    restart = engines.restart_postgresql if options.engine == "postgresql" else None
    house_of = several_processes if options.several else one_process
    with tempfile.TemporaryDirectory(prefix="wasl-chaos-") as folder:
        async with engines.new_database(options.engine, Path(folder)) as url, Sandbox() as sandbox:
            load = Load(sandbox)
            await load.gather()
            clock = Path(folder) / "clock"
            async with house_of(sandbox, url, clock) as house:
                began = time.monotonic()
                troubles = Troubles(house, sandbox, options.minutes, kills, outage, restart, clock)
                over = asyncio.Event()
                loading = asyncio.create_task(load.run(over, updates))
                try:
                    await troubles.run()
                finally:
                    over.set()
                await loading
                await sandbox.clear_faults()
                database = Database(url)
                found = await reckon(database, load)
                await database.close()
                seconds = time.monotonic() - began
            found.refused = await refused_after_kills(sandbox, url, options.strict_kills)
    return tell(options, troubles, found, seconds)


def tell(options: argparse.Namespace, troubles: Troubles, found: Reckoning, seconds: float) -> int:
    """Print the books; 1 where they do not balance."""
    shape = "two of each role" if options.several else "one process"
    print(f"{options.engine}, {shape}: {seconds / 60:.1f} minutes")
    for what, count in sorted(troubles.happened.items()):
        print(f"  {what:28} {count:7,}")
    print(f"  {'updates':28} {found.updates:7,}")
    print(f"  {'counted':28} {found.counted:7,}")
    print(f"  {'failed':28} {found.failed:7,}")
    print(f"  {'messages sent':28} {found.sent:7,}")
    print(f"  {'of them repeats':28} {found.repeats:7,}")
    print(f"  {'429 of a strict server':28} {found.refused:7,}")
    wrong = found.wrong(troubles.happened)
    print("\n".join(f"  WRONG: {what}" for what in wrong) or "  nothing lost, nothing applied twice")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
