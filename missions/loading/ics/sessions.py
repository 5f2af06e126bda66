"""From an iCalendar file to sessions of the programme, or to all that is wrong with it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from missions.loading.plan.errors import FileError, MissionFileInvalid
from missions.loading.plan.known import languages
from missions.loading.plan.slots import clock_problem
from missions.loading.plan.values import SessionPlan
from missions.names import fold
from storage.tables import Mission, SessionKind, Venue
from storage.tables.folding import without_ignorable

if TYPE_CHECKING:
    from icalendar import Event

LARGEST = 5_000_000
"""Bytes: the programme of ten missions; a larger file is another calendar."""
MOST = 2_000
"""Events, likewise."""
TITLE, DESCRIPTION = 200, 1000
"""Characters, as in the mission file."""
_KINDS = {kind.value: kind for kind in SessionKind}


@dataclass(frozen=True, slots=True)
class CalendarRead:
    """sessions: by their key. cancelled: the keys of events that are cancelled."""

    sessions: tuple[SessionPlan, ...]
    cancelled: frozenset[str]


def read_calendar(content: bytes, mission: Mission, venues: Iterable[Venue]) -> CalendarRead:
    """The sessions of a mission in an iCalendar file.

    Raises:
        MissionFileInvalid: with every error that was found, each with the line of its event.
    """
    events = _events(content)
    reading = _Reading(mission, _places(venues))
    for line, event in events:
        reading.take(line, event)
    if reading.errors:
        raise MissionFileInvalid(reading.errors)
    return CalendarRead(tuple(reading.sessions.values()), frozenset(reading.cancelled))


def _events(content: bytes) -> list[tuple[int, Event]]:
    """Each event with the line at which it begins."""
    from icalendar import Calendar, Event  # noqa: PLC0415 - only this command wants it

    if len(content) > LARGEST:
        raise _whole(f"has more than {LARGEST // 1_000_000} million bytes, as no programme has")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise MissionFileInvalid([FileError(line, "", "is not UTF-8: save the file as UTF-8")]) from error
    if not text.lstrip().upper().startswith("BEGIN:VCALENDAR"):
        raise MissionFileInvalid([FileError(1, "", "is no iCalendar file: one begins with BEGIN:VCALENDAR")])
    begins = [n for n, line in enumerate(text.splitlines(), 1) if line.strip().upper() == "BEGIN:VEVENT"]
    if len(begins) > MOST:
        raise _whole(f"has {len(begins)} events; a programme has {MOST} at most")
    try:
        found = [each for each in Calendar.from_ical(text).walk("VEVENT") if isinstance(each, Event)]
    except (ValueError, IndexError, KeyError) as error:
        raise _whole(f"is broken: {error}") from error
    if len(found) != len(begins):
        raise _whole("is broken: not each BEGIN:VEVENT has its END:VEVENT")
    if not found:
        raise _whole("has no event in it")
    return list(zip(begins, found, strict=True))


def _whole(message: str) -> MissionFileInvalid:
    return MissionFileInvalid([FileError(None, "", message)])


def _places(venues: Iterable[Venue]) -> Mapping[str, str]:
    """The key of each venue by all that it may be called."""
    return {fold(name): each.key for each in venues for name in (each.key, *each.title.values()) if name}


class _Wrong(Exception):
    """What is wrong with a property of an event."""

    def __init__(self, name: str, message: str) -> None:
        super().__init__(message)
        self.name = name
        self.message = message


class _Reading:
    def __init__(self, mission: Mission, places: Mapping[str, str]) -> None:
        self.mission = mission
        self.zone = ZoneInfo(mission.time_zone)
        self.places = places
        self.sessions: dict[str, SessionPlan] = {}
        self.cancelled: set[str] = set()
        self.errors: list[FileError] = []

    def take(self, line: int, event: Event) -> None:
        try:
            self._take(line, event)
        except _Wrong as wrong:
            self.errors.append(FileError(line, wrong.name, wrong.message))

    def _take(self, line: int, event: Event) -> None:
        uid = _text(event, "UID", 255)
        if not uid:
            raise _Wrong("UID", "is missing: by it the event is known when the file is loaded again")
        key = f"ics:{uid}"
        if key in self.sessions or key in self.cancelled:
            raise _Wrong("UID", f'"{uid}" is there already')
        if _text(event, "STATUS", 40).upper() == "CANCELLED":
            self.cancelled.add(key)
            return
        for name in ("RRULE", "RDATE", "RECURRENCE-ID"):
            if name in event:
                raise _Wrong(name, "the event repeats: write each session as an event of its own")
        title, language = _text(event, "SUMMARY", TITLE), self.mission.default_language
        if not title:
            raise _Wrong("SUMMARY", "is missing")
        begins, ends = self._hours(event)
        description = _text(event, "DESCRIPTION", DESCRIPTION)
        session = SessionPlan(
            key=key,
            kind=_kind(event),
            title={_language(event, "SUMMARY", language): title},
            day=begins.date(),
            begins=begins.time(),
            ends=ends.time(),
            venue=self._venue(event),
            description={_language(event, "DESCRIPTION", language): description} if description else {},
            place="DTSTART",
            line=line,
        )
        if problem := clock_problem(session, self.zone):
            raise _Wrong("DTSTART", problem.message)
        self.sessions[key] = session

    def _hours(self, event: Event) -> tuple[datetime, datetime]:
        """Begin and end on the mission's wall."""
        begins = self._moment(event, "DTSTART")
        if "DTEND" in event:
            ends = self._moment(event, "DTEND")
        else:
            length = _value(event, "DURATION", timedelta, "a length, as PT90M")
            ends = begins + length
        if not begins < ends:
            raise _Wrong("DTEND", "is not after DTSTART")
        if begins.date() != ends.date():
            raise _Wrong("DTEND", "is on another day: a session stays within one day, in the mission's time zone")
        first, last = self.mission.starts_on, self.mission.ends_on
        if not first <= begins.date() <= last:
            raise _Wrong("DTSTART", f"{begins:%Y-%m-%d} is not a day of the mission: from {first} to {last}")
        return begins, ends

    def _moment(self, event: Event, name: str) -> datetime:
        moment = _value(event, name, date, "a date with a time, as 20270714T093000")
        if not isinstance(moment, datetime):
            raise _Wrong(name, "is a whole day: give the session its hours")
        if moment.tzinfo is None:
            zone = event[name].params.get("TZID")
            if zone and zone != self.mission.time_zone:
                raise _Wrong(name, f'"{zone}" is a time zone that is not known')
            return moment
        return moment.astimezone(self.zone).replace(tzinfo=None)

    def _venue(self, event: Event) -> str | None:
        location = _text(event, "LOCATION", 300)
        if not location:
            return None
        # Calendars write the address behind the name.
        for name in (location, location.partition(",")[0]):
            if found := self.places.get(fold(name)):
                return found
        raise _Wrong("LOCATION", f'"{location[:60]}" is no venue of the mission: write its name or its key')


def _value(event: Event, name: str, kind: type, right: str) -> Any:  # noqa: ANN401 - of that kind
    """The value of a property."""
    if name not in event:
        raise _Wrong(name, f"is missing; write {right}")
    found = event[name]
    try:
        value = found.dt if hasattr(found, "dt") else None
    except ValueError:
        value = None
    if not isinstance(value, kind):
        raise _Wrong(name, f"is not {right}")
    return value


def _text(event: Event, name: str, limit: int) -> str:
    found = event.get(name, "")
    if isinstance(found, list):
        raise _Wrong(name, "is there twice")
    text = without_ignorable(str(found)).strip()
    if len(text) > limit:
        raise _Wrong(name, f"has {len(text)} characters; at most {limit} can be shown")
    if any(ord(sign) < ord(" ") and sign not in "\n\t" for sign in text):
        raise _Wrong(name, "has a control character in it; take it out")
    return text


def _language(event: Event, name: str, default: str) -> str:
    code = str(event[name].params.get("LANGUAGE", default)).partition("-")[0].lower()
    return code if code in languages() else default


def _kind(event: Event) -> SessionKind:
    """That which a category names; a seminar where none does."""
    found = event.get("CATEGORIES", [])
    lists = found if isinstance(found, list) else [found]
    said = (str(each).strip().lower() for one in lists for each in getattr(one, "cats", []))
    return next((_KINDS[each] for each in said if each in _KINDS), SessionKind.SEMINAR)
