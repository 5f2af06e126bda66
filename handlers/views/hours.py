"""Hours in the mission's time, and beside it on the phone's clock where that shows another."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from markupsafe import Markup

from handlers.views.zones import city
from locales import Texts
from timekeeping.offsets import differ


def hour(_: Texts, moment: datetime, zone: str) -> str:
    """ "13:00", or "13:00 (14:00 on your phone)"."""
    return _both(_, moment, zone, _.time(moment, zone))


def hours(_: Texts, start: datetime, end: datetime, zone: str) -> str:
    """ "13:00–13:25", or "13:00–13:25 (14:00 on your phone)"."""
    return _both(_, start, zone, _.period(start, end, zone))


def both_hours(_: Texts, moment: datetime, zone: str) -> str:
    """The same where there is little room: "13:00", or "13:00 (14:00)"."""
    here = _.time(moment, zone)
    if not _differs(_, moment, zone):
        return here
    return _.plain("{time} ({other})", time=here, other=_there(_, moment, zone))


def legend(_: Texts, moment: datetime, zone: str) -> Sequence[Markup]:
    """What says which is which where hours are as `both_hours` has them."""
    return [_("<i>In brackets: the time of your phone.</i>")] if _differs(_, moment, zone) else []


def apart(_: Texts, moment: datetime, zone: str) -> Sequence[str]:
    """What is said once over hours of the mission alone: where they are, and by how much the phone differs."""
    if not _differs(_, moment, zone):
        return []
    ahead = _offset(moment, _.phone_zone) - _offset(moment, zone)
    hours, minutes = divmod(abs(ahead) // timedelta(minutes=1), 60)
    # Our fonts have no U+2212.
    shift = f"{'–' if ahead < timedelta() else '+'}{hours}" + (f":{minutes:02}" if minutes else "")
    return [_.plain("Hours of {city}; your phone: {shift} h", city=city(_, zone), shift=shift)]


def hour_entity(_: Texts, moment: datetime, zone: str) -> Markup:
    """The same in a message: where the app knows date-time entities, a tap shows the hour as the phone has it."""
    return _entity(moment, hour(_, moment, zone))


def hours_entity(_: Texts, start: datetime, end: datetime, zone: str) -> Markup:
    """The same of a period, by its beginning."""
    return _entity(start, hours(_, start, end, zone))


def _entity(moment: datetime, text: str) -> Markup:
    return Markup('<tg-time unix="{}">{}</tg-time>').format(int(moment.timestamp()), text)


def _both(_: Texts, moment: datetime, zone: str, here: str) -> str:
    if not _differs(_, moment, zone):
        return here
    return _.plain("{time} ({other} on your phone)", time=here, other=_there(_, moment, zone))


def _differs(_: Texts, moment: datetime, zone: str) -> bool:
    return bool(_.phone_zone) and differ(ZoneInfo(_.phone_zone), ZoneInfo(zone), moment)


def _offset(moment: datetime, zone: str) -> timedelta:
    return moment.astimezone(ZoneInfo(zone)).utcoffset() or timedelta()


def _there(_: Texts, moment: datetime, zone: str) -> str:
    """With the day, where the phone shows another."""
    there, here = (moment.astimezone(ZoneInfo(each)).date() for each in (_.phone_zone, zone))
    time = _.time(moment, _.phone_zone)
    return time if there == here else _.plain("{day} {time}", day=_.brief_day(there), time=time)
