"""The sandbox's flood control is as strict as what Telegram says of its own."""

from __future__ import annotations

import pytest

from sandbox.flood import Second


@pytest.mark.parametrize("begin", [0.0, 0.7])
def test_no_second_holds_more_wherever_it_begins(begin: float) -> None:
    second = Second(30)
    for number in range(30):
        now = begin + number / 60
        assert second.wait(now) == 0
        second.count(now)

    assert second.wait(begin + 0.9) == pytest.approx(0.1)
    assert second.wait(begin + 1.0) == pytest.approx(0.0)


def test_less_than_one_a_second_is_one_in_so_many() -> None:
    second = Second(0.5)
    second.count(10.0)

    assert second.wait(11.0) == pytest.approx(1.0)
    assert second.wait(12.0) == 0
