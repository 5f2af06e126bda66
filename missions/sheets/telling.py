"""Keys that tell a few among thousands from the others: what half of all firms are called says nothing of one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping
from typing import TypeVar

Value = TypeVar("Value", bound=Hashable)
MOST = 40
"""Values of one key that are compared with each other."""


def telling(keys: Mapping[Value, Iterable[Hashable]]) -> Mapping[Value, frozenset[Hashable]]:
    """For each value its keys that few others have; where all are common, its rarest."""
    sets = {value: frozenset(each) for value, each in keys.items()}
    counts = Counter(key for each in sets.values() for key in each)
    made = {}
    for value, each in sets.items():
        rare = frozenset(key for key in each if counts[key] <= MOST)
        made[value] = rare or frozenset(sorted(each, key=lambda key: (counts[key], str(key)))[:1])
    return made
