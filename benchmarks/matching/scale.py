"""Time and memory by the size of the mission. `python -m benchmarks.matching.scale COUNT` is one line, by itself."""

from __future__ import annotations

import resource
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from time import perf_counter

from benchmarks.matching.synthetic import mission
from missions.matching import Index, Rules, fair_lists, rank, rank_all

SIZES, FULL = (500, 1000, 2000, 5000), (500, 1000, 2000, 5000, 10_000, 20_000)
HEADS = ("read", "mutual", "fair", "one edited", "memory")


def table(*, full: bool) -> None:
    """Each size in a process of its own: what memory it takes is its own."""
    print(f"  {'delegates':>9}" + "".join(f"{head:>12}" for head in HEADS))
    for size in FULL if full else SIZES:
        subprocess.run([sys.executable, "-m", "benchmarks.matching.scale", str(size)], check=True)  # noqa: S603


def line(count: int) -> str:
    """Seconds to read all texts (once), to rank everyone both ways, fairly, and one edited profile; MiB in all."""
    profiles, vectors = mission(count)
    index = Index(profiles, vectors)
    again = replace(profiles[1], need=profiles[2].need)
    took = (
        timed(lambda: Index(profiles, vectors)),
        timed(lambda: rank_all(index, Rules())),
        timed(lambda: fair_lists(index, Rules())),
        min(timed(lambda: rank(index.edited(again, {}), Rules(), again.id)) for _ in range(5)),
    )
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return f"  {count:>9}" + "".join(f"{seconds:>10.3f} s" for seconds in took) + f"{memory:>8.0f} MiB"


def timed(run: Callable[[], object]) -> float:
    began = perf_counter()
    run()
    return perf_counter() - began


if __name__ == "__main__":
    print(line(int(sys.argv[1])))
