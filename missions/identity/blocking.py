"""Pairs among many that may be one, without comparing each with each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from missions.identity.sameness import Sameness

Value = TypeVar("Value", bound=Hashable)
CROWDED = 400
"""Values of one key from which it says nothing any more: other keys find their pairs."""


@dataclass(frozen=True, slots=True)
class Pair(Generic[Value]):
    """Two that are perhaps one."""

    one: Value
    other: Value
    verdict: Sameness


def between(
    new: Sequence[Value],
    known: Sequence[Value],
    keys: Callable[[Value], Iterable[Hashable]],
    compare: Callable[[Value, Value], Sameness],
) -> Iterator[Pair[Value]]:
    """Each new one with each known one that it is, or may be; the surest first for each."""
    index = _index(known, keys)
    for one in new:
        places = sorted({place for key in keys(one) for place in index.get(key, ())})
        found = [Pair(one, known[place], compare(one, known[place])) for place in places]
        yield from sorted((pair for pair in found if pair.verdict), key=lambda pair: -pair.verdict)


def among(
    values: Sequence[Value],
    keys: Callable[[Value], Iterable[Hashable]],
    compare: Callable[[Value, Value], Sameness],
) -> Iterator[Pair[Value]]:
    """Pairs within one list that are, or may be, one."""
    index = _index(values, keys)
    for place, one in enumerate(values):
        others = sorted({each for key in keys(one) for each in index.get(key, ()) if each > place})
        for other in others:
            if verdict := compare(one, values[other]):
                yield Pair(one, values[other], verdict)


def _index(values: Sequence[Value], keys: Callable[[Value], Iterable[Hashable]]) -> dict[Hashable, list[int]]:
    index: defaultdict[Hashable, list[int]] = defaultdict(list)
    for place, value in enumerate(values):
        for key in keys(value):
            index[key].append(place)
    return {key: places for key, places in index.items() if len(places) <= CROWDED}


def grouped(pairs: Iterable[tuple[Value, Value]]) -> list[list[Value]]:
    """Values that pairs connect, each group in the order in which they are met."""
    leader: dict[Value, Value] = {}

    def first(value: Value) -> Value:
        while leader.setdefault(value, value) != value:
            value = leader[value]
        return value

    for one, other in pairs:
        leader[first(other)] = first(one)
    groups: defaultdict[Value, list[Value]] = defaultdict(list)
    for value in [*leader]:
        groups[first(value)].append(value)
    return [*groups.values()]
