"""Pairs of delegates as keys: both ids, the smaller first, as in "12-34".

`Meeting.pair`, the solver's wishes and the keys of notices are such keys; they are built and taken apart only here.
"""

from __future__ import annotations


def pair_of(one: int, other: int) -> str:
    return f"{min(one, other)}-{max(one, other)}"


def people_of(pair: str) -> tuple[int, int]:
    """The two ids, the smaller first."""
    one, other = pair.split("-")
    return int(one), int(other)
