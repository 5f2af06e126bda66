"""Hours in the mission's time, and beside it on the phone's clock where that shows another."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from locales import Texts
from timekeeping.offsets import differ


def hour(_: Texts, moment: datetime, zone: str) -> str:
    """ "13:00", or "13:00 (14:00 on your phone)"."""
    here = _.time(moment, zone)
    if not _differs(_, moment, zone):
        return here
    return _.plain("{time} ({other} on your phone)", time=here, other=_there(_, moment, zone))


def hours(_: Texts, start: datetime, end: datetime, zone: str) -> str:
    """ "13:00–13:25", or "13:00–13:25 (14:00 on your phone)"."""
    here = _.period(start, end, zone)
    if not _differs(_, start, zone):
        return here
    return _.plain("{time} ({other} on your phone)", time=here, other=_there(_, start, zone))


def _differs(_: Texts, moment: datetime, zone: str) -> bool:
    return bool(_.phone_zone) and differ(ZoneInfo(_.phone_zone), ZoneInfo(zone), moment)


def _there(_: Texts, moment: datetime, zone: str) -> str:
    """With the day, where the phone shows another."""
    there, here = (moment.astimezone(ZoneInfo(each)).date() for each in (_.phone_zone, zone))
    time = _.time(moment, _.phone_zone)
    return time if there == here else _.plain("{day} {time}", day=_.brief_day(there), time=time)
