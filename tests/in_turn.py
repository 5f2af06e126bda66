"""A walk in several languages, or on several engines: one of them in `make test`, in turn, the others in `make slow`.

What a walk is about holds in each of them. Each has its turn with some of the walks.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any
from zlib import crc32

import pytest


def in_turn(walk: str, among: Sequence[Any]) -> list[Any]:
    """The same parameters, of which all but one are slow. walk: the test's name, which chooses."""
    turn = crc32(walk.encode()) % len(among)
    return [each if place == turn else _slow(each) for place, each in enumerate(among)]


def each_in_turn(names: str | tuple[str, ...], among: Sequence[Any]) -> Callable[..., Any]:
    """`pytest.mark.parametrize`, with one in turn."""

    def marked(walk: Callable[..., Any]) -> Callable[..., Any]:
        marked_walk: Callable[..., Any] = pytest.mark.parametrize(names, in_turn(walk.__name__, among))(walk)
        return marked_walk

    return marked


def _slow(parameters: Any) -> Any:  # noqa: ANN401 - what parametrize takes
    if hasattr(parameters, "marks"):
        return pytest.param(*parameters.values, marks=[*parameters.marks, pytest.mark.slow], id=parameters.id)
    values = parameters if isinstance(parameters, tuple) else (parameters,)
    return pytest.param(*values, marks=pytest.mark.slow)
