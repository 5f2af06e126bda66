"""A calendar as iCalendar has it (RFC 5545), in its reader's language."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from icalendar import Alarm, Event, Timezone, TimezoneDaylight, TimezoneStandard
from icalendar import Calendar as VCalendar

from handlers.views.item import what, where
from locales import Texts
from missions.day.calendar import Calendar
from missions.day.items import Item, ItemState
from timekeeping.offsets import changes

MIME = "text/calendar"
REFRESH = timedelta(hours=1)
"""How often a calendar application is asked to look again."""
STATUS = {ItemState.SET: "CONFIRMED", ItemState.PLANNED: "TENTATIVE", ItemState.CANCELLED: "CANCELLED"}


def path(token: str) -> str:
    """Where a calendar is read, below the public address."""
    return f"/calendar/{token}.ics"


def written(_: Texts, calendar: Calendar, stamp: datetime, *, cancels: bool = False) -> bytes:
    """The calendar as a file. stamp: when what it says was so. cancels: whether it takes its items out of a calendar.

    An item keeps its UID for good; its SEQUENCE grows with each change of the meeting.
    """
    file = VCalendar()
    file.add("prodid", "-//Wasl//Wasl//EN")
    file.add("version", "2.0")
    file.add("method", "CANCEL" if cancels else "PUBLISH")
    file.add("x-wr-calname", _.choose(calendar.title))
    file.add("x-wr-timezone", calendar.zone)
    file.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    file.add("x-published-ttl", f"PT{REFRESH // timedelta(hours=1)}H")
    years = [day.year for day in (calendar.first, calendar.last, *(each.starts_at for each in calendar.items))]
    file.add_component(_zone(ZoneInfo(calendar.zone), min(years) - 1, max(years) + 1))
    for item in calendar.items:
        file.add_component(_event(_, calendar, item, stamp))
    return bytes(file.to_ical())


@lru_cache(maxsize=64)
def _zone(zone: ZoneInfo, first: int, last: int) -> Timezone:
    """The rules of a zone in these years, both included: applications keep the first that they read of a zone.

    Kept by the zone and not by its name: with other rules it is another one.

    The library's own `from_tzinfo` begins summer time an hour late.
    """
    begins, ends = datetime(first, 1, 1, tzinfo=UTC), datetime(last + 1, 1, 1, tzinfo=UTC)
    component = Timezone()
    component.add("tzid", zone.key)
    component.add_component(_offset(begins, zone, begins))
    for change in changes(zone, begins, ends):
        component.add_component(_offset(change, zone, change - timedelta(seconds=1)))
    return component


def _offset(since: datetime, zone: ZoneInfo, before: datetime) -> TimezoneStandard | TimezoneDaylight:
    """What the zone's clock shows from an instant on, which is written as the clock showed it until then."""
    local, earlier = since.astimezone(zone), before.astimezone(zone).utcoffset() or timedelta()
    part = TimezoneDaylight() if local.dst() else TimezoneStandard()
    part.add("dtstart", (since + earlier).replace(tzinfo=None))
    part.add("tzoffsetfrom", earlier)
    part.add("tzoffsetto", local.utcoffset())
    part.add("tzname", local.tzname())
    return part


def _event(_: Texts, calendar: Calendar, item: Item, stamp: datetime) -> Event:
    event = Event()
    key = f"session-{item.session_id}" if item.is_session else f"meeting-{item.meeting_id}"
    event.add("uid", f"{key}.{calendar.house}@wasl")
    event.add("sequence", item.revision)
    event.add("dtstamp", stamp)
    event.add("dtstart", _local(item.starts_at, calendar.zone))
    event.add("dtend", _local(item.ends_at, calendar.zone))
    event.add("summary", _one_line(what(_, item)))
    if lines := _description(_, item):
        event.add("description", "\n".join(map(_one_line, lines)))
    event.add("status", STATUS[item.state])
    if place := where(_, item):
        event.add("location", _one_line(", ".join([place, *([item.address] if item.address else [])])))
    if item.latitude is not None and item.longitude is not None:
        event.add("geo", (item.latitude, item.longitude))
    if item.is_sure:
        for minutes in calendar.lead_minutes:
            event.add_component(_alarm(_, item, minutes))
    return event


def _local(moment: datetime, zone: str) -> datetime:
    """By the wall clock of the mission; in UTC in the hour that comes twice, which iCalendar means the first time."""
    local = moment.astimezone(ZoneInfo(zone))
    return moment.astimezone(UTC) if local.fold else local


def _description(_: Texts, item: Item) -> Sequence[str]:
    lines = []
    if item.position:
        lines.append(_.plain("{position}, {organisation}", position=item.position, organisation=item.organisation))
    if item.interpreter:
        lines.append(_.plain("🗣 Interpreter: {name}", name=item.interpreter))
    if item.state is ItemState.PLANNED:
        lines.append(_.plain("🧩 Not yet confirmed by both"))
    return lines


def _alarm(_: Texts, item: Item, minutes: int) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", _one_line(what(_, item)))
    alarm.add("trigger", timedelta(minutes=-minutes))
    return alarm


def _one_line(text: str) -> str:
    """Some applications end a line at signs that end none in iCalendar, as U+2028."""
    return " ".join(text.split())
