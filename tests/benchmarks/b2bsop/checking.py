"""Whether a plan keeps the benchmark's rules, read off the description alone; and the best plan of a small one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from tests.benchmarks.b2bsop.described import Described


def breaks_of(instance: Described, slots: Sequence[int]) -> list[int]:
    """The breaks of each participant when the meetings take these slots: runs of free slots between two meetings."""
    breaks = []
    for who in range(1, instance.participants + 1):
        busy = {slot for slot, row in zip(slots, instance.requested, strict=True) if who in row[:2]}
        day = "".join("x" if slot in busy else " " for slot in range(1, instance.slots + 1))
        breaks.append(max(0, len(day.split()) - 1))
    return breaks


def broken(instance: Described, slots: Sequence[int], fairness: int) -> list[str]:
    """The rules that a plan with these slots breaks."""
    wrong = []
    for number, (row, slot) in enumerate(zip(instance.requested, slots, strict=True), start=1):
        one, other, part = row
        if not 1 <= slot <= instance.slots:
            wrong.append(f"meeting {number} has slot {slot}")
        if (part == 1 and slot > instance.morning) or (part == 2 and slot <= instance.morning):
            wrong.append(f"meeting {number} is at the wrong part of the day")
        if instance.fixed[number - 1] not in {0, slot}:
            wrong.append(f"meeting {number} is not in its fixed slot")
        if slot in instance.forbidden[one - 1] | instance.forbidden[other - 1]:
            wrong.append(f"meeting {number} is in a forbidden slot")
        if any(slots[before - 1] >= slot for before in instance.precedences[number - 1]):
            wrong.append(f"meeting {number} comes too early")
    held = Counter(slots)
    wrong += [f"slot {slot} has {number} meetings" for slot, number in held.items() if number > instance.tables]
    met = Counter((who, slot) for row, slot in zip(instance.requested, slots, strict=True) for who in row[:2])
    wrong += [f"participant {who} is twice in slot {slot}" for (who, slot), number in met.items() if number > 1]
    breaks = breaks_of(instance, slots)
    if breaks and max(breaks) - min(breaks) > fairness:
        wrong.append(f"breaks are unfair: {breaks}")
    return wrong


def fewest_breaks(instance: Described, fairness: int) -> int | None:
    """The breaks of the best plan, by trying every one; None if there is no plan."""
    best: int | None = None
    plans: list[tuple[int, ...]] = [()]
    while plans:
        plan = plans.pop()
        if len(plan) == len(instance.requested):
            if not broken(instance, plan, fairness):
                total = sum(breaks_of(instance, plan))
                best = total if best is None else min(best, total)
            continue
        row = instance.requested[len(plan)]
        taken = {slot for slot, other in zip(plan, instance.requested, strict=False) if {*row[:2]} & {*other[:2]}}
        plans += [(*plan, slot) for slot in range(1, instance.slots + 1) if slot not in taken]
    return best
