"""When the clocks of zones are changed."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from timekeeping.offsets import changes

YEAR = (datetime(2027, 1, 1, tzinfo=UTC), datetime(2028, 1, 1, tzinfo=UTC))


def test_summer_time_begins_and_ends_to_the_second() -> None:
    found = [*changes(ZoneInfo("Europe/Madrid"), *YEAR)]

    assert found == [datetime(2027, 3, 28, 1, tzinfo=UTC), datetime(2027, 10, 31, 1, tzinfo=UTC)]
    assert not [*changes(ZoneInfo("Africa/Abidjan"), *YEAR)]
    assert not [*changes(ZoneInfo("Europe/Madrid"), found[0], found[0])]
