"""Two ways of doing the same thing, measured in turns: A B A B … The machine's own ups and downs meet both alike."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from statistics import median

Trial = Callable[[], Awaitable[float]]
"""One measurement: what came out, in whatever unit both sides share."""


async def compare(name: str, unit: str, ours: Trial, theirs: Trial, *, rounds: int) -> float:
    """Measure both in turns, `rounds` times; print the medians and the median of the rounds' ratios, and give it back.

    One trial of each goes before and is not counted: connections are opened then, and statements compiled.
    """
    await ours()
    await theirs()
    pairs = [(await ours(), await theirs()) for _ in range(rounds)]
    ratio = median(a / b for a, b in pairs)
    ours_median, theirs_median = (median(side) for side in zip(*pairs, strict=True))
    spread = " ".join(f"{a / b:.2f}" for a, b in pairs)
    print(f"  {name:<44} {ours_median:8.1f} : {theirs_median:8.1f} {unit:<10} ratio {ratio:5.2f}   ({spread})")
    return ratio


def percentile(values: list[float], part: float) -> float:
    """The value below which this part of all lies: 0.5 is the median."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(part * len(ordered)))]
