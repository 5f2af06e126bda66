"""`python -m benchmarks [--full] [NAME …]`: all of them without a name."""

from __future__ import annotations

import argparse
import asyncio
import importlib
import os
import platform

from bot import logs

NAMES = (
    "start",
    "intake",
    "statements",
    "latency",
    "pushes",
    "delivery",
    "size",
    "roles",
    "b2bsop",
    "matching",
    "timetable",
    "planned",
    "load",
    "day",
    "session",
    "cannot_come",
    "shift",
    "sheets",
)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Ratios, side by side in one run.")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"which: {', '.join(NAMES)}")
    parser.add_argument("--full", action="store_true", help="as long and as large as the promises are stated for")
    chosen = parser.parse_args()
    if unknown := set(chosen.names) - set(NAMES):
        parser.error(f"there is no {', '.join(sorted(unknown))}: {', '.join(NAMES)}")
    logs.configure("warning")
    print(f"{platform.platform()}, Python {platform.python_version()}, {os.cpu_count()} cores\n")
    for name in chosen.names or NAMES:
        benchmark = importlib.import_module(f"benchmarks.{name}")
        asyncio.run(benchmark.run(full=chosen.full))
        print()


if __name__ == "__main__":
    main()
