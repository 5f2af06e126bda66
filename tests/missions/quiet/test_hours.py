"""Quiet hours as instants, held to the clock on the wall."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from missions.quiet.hours import LONGEST, DailyHours, free_from
from missions.quiet.rules import QuietTimes

MADRID = ZoneInfo("Europe/Madrid")
ZONES = tuple(map(ZoneInfo, ("Europe/Madrid", "Africa/Casablanca", "Africa/Abidjan", "America/New_York")))
NIGHT = DailyHours(time(22), time(7))
hours = st.builds(DailyHours, st.times(), st.times()).filter(lambda each: each.begins != each.ends)
moments = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 1), timezones=st.just(UTC))  # noqa: DTZ001 - zoned here


def _shows(each: DailyHours, moment: datetime, zone: ZoneInfo) -> bool:
    """Whether the clock on the wall shows one of these hours."""
    wall = moment.astimezone(zone).time()
    if each.begins < each.ends:
        return each.begins <= wall < each.ends
    return wall >= each.begins or wall < each.ends


@given(st.lists(hours, max_size=2), moments, st.sampled_from(ZONES))
def test_nothing_is_free_while_the_wall_shows_a_quiet_hour(
    quiet: list[DailyHours], moment: datetime, zone: ZoneInfo
) -> None:
    free = QuietTimes(zone, tuple(quiet)).free_from(moment)

    assert moment <= free <= moment + LONGEST
    if free < moment + LONGEST:
        assert not any(_shows(each, free, zone) for each in quiet)
    if not any(_shows(each, moment, zone) for each in quiet):
        # A day on which the clocks change may count an hour that comes twice, or is skipped, as quiet.
        changes = any(
            (moment + timedelta(hours=n)).astimezone(zone).utcoffset() != moment.astimezone(zone).utcoffset()
            for n in (-26, 26)
        )
        assert free == moment or changes


@given(st.lists(hours, min_size=1, max_size=2), moments, st.sampled_from(ZONES))
def test_what_is_free_stays_free(quiet: list[DailyHours], moment: datetime, zone: ZoneInfo) -> None:
    times = QuietTimes(zone, tuple(quiet))
    free = times.free_from(moment)

    if free < moment + LONGEST:
        assert times.free_from(free) == free


def test_a_night_ends_in_the_morning_of_the_wall() -> None:
    times = QuietTimes(MADRID, (NIGHT,))

    assert times.free_from(datetime(2027, 7, 12, 21, 30, tzinfo=UTC)) == datetime(2027, 7, 13, 5, tzinfo=UTC)
    assert times.free_from(datetime(2027, 7, 12, 12, tzinfo=UTC)) == datetime(2027, 7, 12, 12, tzinfo=UTC)


def test_the_nights_in_which_the_clocks_change_have_another_length() -> None:
    times = QuietTimes(MADRID, (NIGHT,))
    before_summer, before_winter = datetime(2027, 3, 27, 22, tzinfo=MADRID), datetime(2027, 10, 30, 22, tzinfo=MADRID)

    assert times.free_from(before_summer.astimezone(UTC)) - before_summer.astimezone(UTC) == timedelta(hours=8)
    assert times.free_from(before_winter.astimezone(UTC)) - before_winter.astimezone(UTC) == timedelta(hours=10)


def test_an_hour_that_comes_twice_is_quiet_both_times() -> None:
    begins, ends = DailyHours(time(2, 30), time(2, 45)).on(date(2027, 10, 31), MADRID)

    assert begins == datetime(2027, 10, 31, 0, 30, tzinfo=UTC)
    assert ends == datetime(2027, 10, 31, 1, 45, tzinfo=UTC)


def test_stretches_that_follow_each_other_are_one() -> None:
    at = [datetime(2027, 7, 12, hour, tzinfo=UTC) for hour in range(6)]

    assert free_from(at[1], [(at[2], at[4]), (at[0], at[2]), (at[3], at[5])]) == at[5]
    assert free_from(at[2], [(at[0], at[2])]) == at[2]
