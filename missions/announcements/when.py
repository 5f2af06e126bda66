"""Times to send at, typed or chosen by an organiser, in the mission's time zone."""

from __future__ import annotations

import re
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from locales import N_
from missions.errors import Refusal
from missions.names import bare

UNREADABLE = N_("Please type the time as 14:30, or with the day as 12/07 14:30.")
PAST = N_("This time has passed: it is {now} now, mission time. Please choose a later one.")
NO_SUCH_TIME = N_("The clocks change then, and this time does not exist. Please choose another one.")
TOO_FAR = N_("This is more than a year away. Please choose an earlier time.")

_TYPED = re.compile(
    r"(?:(?P<day>\d{1,2})[/.-](?P<month>\d{1,2})(?:[/.-](?P<year>\d{4}))?[\s,]+)?(?P<hour>\d{1,2})\s*[:hH.]\s*(?P<minute>\d{2})?"
)
_A_YEAR = timedelta(days=366)
_LONG_PAST = timedelta(days=180)


def typed(text: str, now: datetime, zone: str) -> datetime:
    """The instant of "14:30", "14h30", "12/07 14:30" or "12/07/2027 14:30"; without a day it is today.

    A day without a year that is long past is meant next year.

    Raises:
        Refusal: it cannot be read, is past or too far away, or does not exist since the clocks change.
    """
    match = _TYPED.fullmatch(bare(text))
    if match is None:
        raise Refusal(UNREADABLE)
    here = now.astimezone(ZoneInfo(zone))
    numbers = {name: int(value) for name, value in match.groupdict(default="").items() if value}
    day, month, year = (numbers.get(name, getattr(here, name)) for name in ("day", "month", "year"))
    try:
        local = datetime(year, month, day, numbers["hour"], numbers.get("minute", 0))  # noqa: DTZ001 - zoned below
        if "day" in numbers and "year" not in numbers and local < here.replace(tzinfo=None) - _LONG_PAST:
            local = local.replace(year=year + 1)
    except ValueError:
        raise Refusal(UNREADABLE) from None
    return checked(local, now, zone)


def today_at(hour: int, now: datetime, zone: str) -> datetime:
    """This hour of today.

    Raises:
        Refusal: as typed.
    """
    return _at(0, hour, now, zone)


def tomorrow_at(hour: int, now: datetime, zone: str) -> datetime:
    """This hour of tomorrow.

    Raises:
        Refusal: as typed.
    """
    return _at(1, hour, now, zone)


def _at(days: int, hour: int, now: datetime, zone: str) -> datetime:
    day = now.astimezone(ZoneInfo(zone)).date() + timedelta(days=days)
    return checked(datetime.combine(day, time(hour)), now, zone)


def checked(local: datetime, now: datetime, zone: str) -> datetime:
    """The instant of a wall clock's time at the mission; where it comes twice, the first of both.

    Raises:
        Refusal: past, too far away, or left out when the clocks change.
    """
    there = ZoneInfo(zone)
    # In UTC: an hour that comes twice compares with nothing while it is in its own zone.
    instant = local.replace(tzinfo=there).astimezone(UTC)
    back = instant.astimezone(there)
    if back.replace(tzinfo=None) != local:
        raise Refusal(NO_SUCH_TIME)
    if instant <= now:
        raise Refusal(PAST, now=f"{now.astimezone(there):%H:%M}")
    if instant > now + _A_YEAR:
        raise Refusal(TOO_FAR)
    return instant
