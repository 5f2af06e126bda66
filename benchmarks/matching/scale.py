"""Time and memory by the size of the mission."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from time import process_time

from benchmarks.matching.synthetic import mission
from missions.matching import Index, Rules, fair_lists, rank, rank_all

SIZES, FULL = (500, 1000, 2000, 5000), (500, 1000, 2000, 5000, 10_000, 20_000)
ONE_SIZE = "import sys; from benchmarks.matching.scale import line; print(line(int(sys.argv[1])))"
HEADS = ("read", "mutual", "fair", "one edited", "memory")


def table(*, full: bool) -> None:
    """Each size in a process of its own: what memory it takes is its own."""
    print(f"  {'delegates':>9}" + "".join(f"{head:>12}" for head in HEADS))
    for size in FULL if full else SIZES:
        subprocess.run([sys.executable, "-c", ONE_SIZE, str(size)], check=True)  # noqa: S603 - our own


def line(count: int) -> str:
    """Seconds of processor to read all texts (once), to rank everyone both ways, fairly, one edited profile; MiB."""
    profiles, vectors = mission(count)
    index = Index(profiles, vectors)
    again = replace(profiles[1], need=profiles[2].need)
    took = (
        timed(lambda: Index(profiles, vectors)),
        timed(lambda: rank_all(index, Rules())),
        timed(lambda: fair_lists(index, Rules())),
        min(timed(lambda: rank(index.edited(again, {}), Rules(), again.id)) for _ in range(5)),
    )
    # Not what getrusage tells: that begins with what the process was started from.
    most = next(x for x in Path("/proc/self/status").read_text(encoding="ascii").splitlines() if x.startswith("VmHWM"))
    memory = int(most.split()[1]) / 1024
    return f"  {count:>9}" + "".join(f"{seconds:>10.3f} s" for seconds in took) + f"{memory:>8.0f} MiB"


def timed(run: Callable[[], object]) -> float:
    """Seconds of processor, of all threads together: the clock on the wall also tells what others do."""
    began = process_time()
    run()
    return process_time() - began
