"""A clock that can be set: where it stands, how fast it runs, and what is refused."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from timekeeping import clock
from timekeeping.clock import ClockInvalid, Setting

NEXT_YEAR = datetime(2027, 3, 4, 9, 30, tzinfo=UTC)
SOON = timedelta(seconds=30)


@pytest.fixture(autouse=True)
def real_again() -> Iterator[None]:
    yield
    clock.follow(None)


def test_it_is_the_machines_until_a_file_sets_it_and_after(tmp_path: Path) -> None:
    clock.follow(tmp_path / "clock")
    assert not clock.is_set()
    assert abs(clock.now() - datetime.now(UTC)) < SOON

    clock.move(NEXT_YEAR)
    assert clock.is_set()
    assert NEXT_YEAR <= clock.now() < NEXT_YEAR + SOON
    clock.move(NEXT_YEAR + timedelta(days=1))
    assert NEXT_YEAR + timedelta(days=1) <= clock.now()

    clock.release()
    assert not clock.is_set()
    assert abs(clock.now() - datetime.now(UTC)) < SOON


def test_a_process_that_follows_the_file_sees_each_change(tmp_path: Path) -> None:
    file = tmp_path / "clock"
    clock.follow(file)
    clock.move(NEXT_YEAR)
    clock.now()
    other = Setting(NEXT_YEAR + timedelta(days=9), datetime.now(UTC))
    part = tmp_path / "part"
    part.write_text(f'{{"at": "{other.at.isoformat()}", "since": {other.since.timestamp()}}}')
    part.replace(file)

    assert clock.now() >= other.at


def test_it_may_run_faster_or_not_at_all() -> None:
    set_at = datetime(2026, 12, 1, tzinfo=UTC)
    later = set_at + timedelta(minutes=1)

    assert Setting(NEXT_YEAR, set_at, 60.0).shown(later) == NEXT_YEAR + timedelta(hours=1)
    assert Setting(NEXT_YEAR, set_at, 0.0).shown(later) == NEXT_YEAR


@pytest.mark.parametrize(
    "text",
    [
        "",
        "null",
        "[]",
        "{}",
        '{"at": "2027-03-04T09:30:00", "since": 0}',
        '{"at": "2027-03-04T09:30:00Z"}',
        '{"at": "2027-03-04T09:30:00Z", "since": "x"}',
        '{"at": "2027-03-04T09:30:00Z", "since": 1e300}',
        '{"at": "2027-03-04T09:30:00Z", "since": 0, "speed": NaN}',
        '{"at": "0001-01-01T00:00:00Z", "since": 0}',
        "[" * 100_000,
    ],
)
def test_a_file_that_sets_nothing_is_refused(tmp_path: Path, text: str) -> None:
    file = tmp_path / "clock"
    file.write_text(text)

    with pytest.raises(ClockInvalid):
        clock.read(file)
