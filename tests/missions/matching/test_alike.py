"""What the other tests take for the same list, and what they do not."""

from __future__ import annotations

import pytest

from tests.missions.matching.alike import Ranked, alike

LIST = [("a", 0.5), ("b", 0.3002), ("c", 0.3001), ("d", 0.0801)]


@pytest.mark.parametrize(
    "other",
    [
        LIST,
        [("a", 0.4999), ("c", 0.3001), ("b", 0.3001), ("d", 0.0801)],
        LIST[:3],
    ],
)
def test_the_last_digit_makes_no_other_list(other: Ranked) -> None:
    assert alike(LIST, other)
    assert alike(other, LIST)


@pytest.mark.parametrize(
    "other",
    [
        [("a", 0.501), *LIST[1:]],
        [LIST[1], LIST[0], *LIST[2:]],
        LIST[:2],
        [*LIST[:3], ("e", 0.0901)],
        [],
    ],
)
def test_anything_more_does(other: Ranked) -> None:
    assert not alike(LIST, other)
    assert not alike(other, LIST)
