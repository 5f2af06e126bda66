"""A calendar as iCalendar has it (RFC 5545), in its reader's language."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from icalendar import Calendar as VCalendar
from icalendar import Timezone, TimezoneDaylight, TimezoneStandard

from handlers.views.item import what, where
from locales import Texts
from missions.day.calendar import Calendar
from missions.day.items import Item, ItemState
from timekeeping.offsets import changes

MIME = "text/calendar"
REFRESH = timedelta(hours=1)
"""How often a calendar application is asked to look again."""
STATUS = {ItemState.SET: "CONFIRMED", ItemState.PLANNED: "TENTATIVE", ItemState.CANCELLED: "CANCELLED"}
_END = b"END:VCALENDAR\r\n"
_UTC = "%Y%m%dT%H%M%SZ"
_LONGEST_LINE = 75
"""Bytes (RFC 5545, 3.1)."""
_GOES_ON = 0x80
"""The first two bits of a byte of UTF-8 that begins no letter."""
_ESCAPED = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})


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
    zone = _zone(ZoneInfo(calendar.zone), min(years) - 1, max(years) + 1)
    events = [_event(_, calendar, item, stamp) for item in calendar.items]
    return b"".join([bytes(file.to_ical()).removesuffix(_END), zone, *events, _END])


@lru_cache(maxsize=64)
def _zone(zone: ZoneInfo, first: int, last: int) -> bytes:
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
    return bytes(component.to_ical())


def _offset(since: datetime, zone: ZoneInfo, before: datetime) -> TimezoneStandard | TimezoneDaylight:
    """What the zone's clock shows from an instant on, which is written as the clock showed it until then."""
    local, earlier = since.astimezone(zone), before.astimezone(zone).utcoffset() or timedelta()
    part = TimezoneDaylight() if local.dst() else TimezoneStandard()
    part.add("dtstart", (since + earlier).replace(tzinfo=None))
    part.add("tzoffsetfrom", earlier)
    part.add("tzoffsetto", local.utcoffset())
    part.add("tzname", local.tzname())
    return part


def _event(_: Texts, calendar: Calendar, item: Item, stamp: datetime) -> bytes:
    """Line by line: the library takes half a millisecond for each event, and calendars are asked for every hour."""
    key = f"session-{item.session_id}" if item.is_session else f"meeting-{item.meeting_id}"
    name = _one_line(what(_, item))
    lines = [
        "BEGIN:VEVENT",
        _text("SUMMARY", name),
        f"DTSTART{_local(item.starts_at, calendar.zone)}",
        f"DTEND{_local(item.ends_at, calendar.zone)}",
        f"DTSTAMP:{stamp.astimezone(UTC):{_UTC}}",
        f"UID:{key}.{calendar.house}@wasl",
        f"SEQUENCE:{item.revision}",
        f"STATUS:{STATUS[item.state]}",
    ]
    if described := _description(_, item):
        lines.append(_text("DESCRIPTION", "\n".join(map(_one_line, described))))
    if place := where(_, item):
        lines.append(_text("LOCATION", _one_line(", ".join([place, *([item.address] if item.address else [])]))))
    if item.latitude is not None and item.longitude is not None:
        lines.append(f"GEO:{item.latitude};{item.longitude}")
    if item.is_sure:
        for minutes in calendar.lead_minutes:
            lines += [
                "BEGIN:VALARM",
                "ACTION:DISPLAY",
                _text("DESCRIPTION", name),
                f"TRIGGER:-PT{minutes}M",
                "END:VALARM",
            ]
    return b"".join(map(_folded, [*lines, "END:VEVENT"]))


def _folded(line: str) -> bytes:
    """A line with its end; one that is too long in parts, none of which ends within a letter (RFC 5545, 3.1)."""
    rest, parts = line.encode(), []
    while len(rest) > _LONGEST_LINE:
        end = _LONGEST_LINE
        while rest[end] & 0xC0 == _GOES_ON:
            end -= 1
        parts.append(rest[:end])
        rest = b" " + rest[end:]
    return b"\r\n".join([*parts, rest, b""])


def _text(name: str, value: str) -> str:
    """A property of text, whose own signs are escaped (RFC 5545, 3.3.11)."""
    return f"{name}:{value.translate(_ESCAPED)}"


def _local(moment: datetime, zone: str) -> str:
    """By the wall clock of the mission; in UTC in the hour that comes twice, which iCalendar means the first time."""
    local = moment.astimezone(ZoneInfo(zone))
    return f":{moment.astimezone(UTC):{_UTC}}" if local.fold else f";TZID={zone}:{local:%Y%m%dT%H%M%S}"


def _description(_: Texts, item: Item) -> Sequence[str]:
    lines = []
    if item.position:
        lines.append(_.plain("{position}, {organisation}", position=item.position, organisation=item.organisation))
    if item.also:
        lines.append(_.plain("👥 With {names}", names=_.list(item.also)))
    if item.interpreter:
        lines.append(_.plain("🗣 Interpreter: {name}", name=item.interpreter))
    if item.state is ItemState.PLANNED:
        lines.append(_.plain("🧩 Not yet confirmed by both"))
    return lines


def _one_line(text: str) -> str:
    """Some applications end a line at signs that end none in iCalendar, as U+2028."""
    return " ".join(text.split())
