"""From an iCalendar file to sessions of the programme, or to all that is wrong with it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from locales import N_
from missions.loading.plan.errors import FileError, FileMessage, MissionFileInvalid
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
REASON = 80
"""Characters of what the parser says."""
TITLE, DESCRIPTION = 200, 1000
"""Characters, as in the mission file."""

TOO_LARGE = N_("has more than {n} million bytes, as no programme has")
NOT_UTF8 = N_("is not UTF-8: save the file as UTF-8")
NO_CALENDAR = N_("is no iCalendar file: one begins with BEGIN:VCALENDAR")
TOO_MANY = N_("has {n} events; a programme has {most} at most")
BROKEN = N_("is broken: {error}")
UNEVEN = N_("is broken: not each BEGIN has its END")
NO_EVENT = N_("has no event in it")
NO_UID = N_("is missing: by it the event is known when the file is loaded again")
SAME_UID = N_('"{uid}" is there already')
REPEATS = N_("the event repeats: write each session as an event of its own")
MISSING = N_("is missing")
CLOCKS = N_("is not on the clock: {problem}")
NO_LENGTH = N_("is missing; write a length, as PT90M")
NOT_A_LENGTH = N_("is not a length, as PT90M")
BACKWARDS = N_("is not after DTSTART")
OVERNIGHT = N_("is on another day: a session stays within one day, in the time zone of the mission")
OUTSIDE = N_("{day} is not a day of the mission: from {first} to {last}")
NO_TIME = N_("is missing; write a date with a time, as 20270714T093000")
NOT_A_TIME = N_("is not a date with a time, as 20270714T093000")
WHOLE_DAY = N_("is a whole day: give the session its hours")
UNKNOWN_ZONE = N_('"{zone}" is a time zone that is not known')
NO_VENUE = N_('"{location}" is no venue of the mission: write its name or its key')
TWICE = N_("is there twice")
TOO_LONG = N_("has {n} characters; at most {limit} can be shown")
CONTROL = N_("has a control character in it; take it out")

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
    from icalendar.timezone import tzp  # noqa: PLC0415 - as above

    if len(content) > LARGEST:
        raise _whole(TOO_LARGE, n=LARGEST // 1_000_000)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise _whole(NOT_UTF8, line) from error
    if not text.lstrip().upper().startswith("BEGIN:VCALENDAR"):
        raise _whole(NO_CALENDAR, 1)
    begins = [n for n, line in enumerate(text.splitlines(), 1) if line.strip().upper() == "BEGIN:VEVENT"]
    if len(begins) > MOST:
        raise _whole(TOO_MANY, n=len(begins), most=MOST)
    if (broken := _unbalanced(text)) is not None:
        raise _whole(UNEVEN, broken)
    tzp.use_default()  # The library keeps the zones of one file and reads the next by them.
    try:
        found = [each for each in Calendar.from_ical(text).walk("VEVENT") if isinstance(each, Event)]
    except (ValueError, IndexError, KeyError) as error:
        raise _whole(BROKEN, error=" ".join(str(error).split())[:REASON]) from error
    if len(found) != len(begins):
        raise _whole(UNEVEN)
    if not found:
        raise _whole(NO_EVENT)
    return list(zip(begins, found, strict=True))


def _unbalanced(text: str) -> int | None:
    """The first line whose END is of something else than the last BEGIN, or whose BEGIN has no END."""
    inside: list[tuple[str, int]] = []
    for number, line in enumerate(text.splitlines(), 1):
        word, colon, name = line.rstrip().upper().partition(":")
        if colon and word == "BEGIN":
            inside.append((name, number))
        elif colon and word == "END" and (not inside or inside.pop()[0] != name):
            return number
    return inside[-1][1] if inside else None


def _whole(msgid: str, line: int | None = None, **values: object) -> MissionFileInvalid:
    return MissionFileInvalid([_error(line, "", msgid, values)])


def _error(line: int | None, name: str, msgid: str, values: Mapping[str, object]) -> FileError:
    return FileError(line, name, msgid.format(**values), FileMessage(msgid, values))


def _places(venues: Iterable[Venue]) -> Mapping[str, str]:
    """The key of each venue by all that it may be called."""
    return {fold(name): each.key for each in venues for name in (each.key, *each.title.values()) if name}


class _Wrong(Exception):
    """What is wrong with a property of an event."""

    def __init__(self, name: str, msgid: str, **values: object) -> None:
        super().__init__(msgid)
        self.name = name
        self.msgid = msgid
        self.values = values


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
            self.errors.append(_error(line, wrong.name, wrong.msgid, wrong.values))

    def _take(self, line: int, event: Event) -> None:
        uid = _text(event, "UID", 255)
        if not uid:
            raise _Wrong("UID", NO_UID)
        key = f"ics:{uid}"
        if key in self.sessions or key in self.cancelled:
            raise _Wrong("UID", SAME_UID, uid=uid)
        if _text(event, "STATUS", 40).upper() == "CANCELLED":
            self.cancelled.add(key)
            return
        for name in ("RRULE", "RDATE", "RECURRENCE-ID"):
            if name in event:
                raise _Wrong(name, REPEATS)
        title, language = _text(event, "SUMMARY", TITLE), self.mission.default_language
        if not title:
            raise _Wrong("SUMMARY", MISSING)
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
            raise _Wrong("DTSTART", CLOCKS, problem=problem.message)
        self.sessions[key] = session

    def _hours(self, event: Event) -> tuple[datetime, datetime]:
        """Begin and end on the mission's wall."""
        begins = self._moment(event, "DTSTART")
        if "DTEND" in event:
            ends = self._moment(event, "DTEND")
        else:
            length = _value(event, "DURATION", timedelta, (NO_LENGTH, NOT_A_LENGTH))
            ends = begins + length
        if not begins < ends:
            raise _Wrong("DTEND", BACKWARDS)
        if begins.date() != ends.date():
            raise _Wrong("DTEND", OVERNIGHT)
        first, last = self.mission.starts_on, self.mission.ends_on
        if not first <= begins.date() <= last:
            raise _Wrong("DTSTART", OUTSIDE, day=begins.date(), first=first, last=last)
        return begins, ends

    def _moment(self, event: Event, name: str) -> datetime:
        moment = _value(event, name, date, (NO_TIME, NOT_A_TIME))
        if not isinstance(moment, datetime):
            raise _Wrong(name, WHOLE_DAY)
        if moment.tzinfo is None:
            zone = event[name].params.get("TZID")
            if zone and zone != self.mission.time_zone:
                raise _Wrong(name, UNKNOWN_ZONE, zone=zone)
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
        raise _Wrong("LOCATION", NO_VENUE, location=location[:60])


def _value(event: Event, name: str, kind: type, wrong: tuple[str, str]) -> Any:  # noqa: ANN401 - of that kind
    """The value of a property. wrong: what is said where it is missing, or of another kind."""
    missing, other = wrong
    if name not in event:
        raise _Wrong(name, missing)
    found = event[name]
    try:
        value = found.dt if hasattr(found, "dt") else None
    except ValueError:
        value = None
    if not isinstance(value, kind):
        raise _Wrong(name, other)
    return value


def _text(event: Event, name: str, limit: int) -> str:
    found = event.get(name, "")
    if isinstance(found, list):
        raise _Wrong(name, TWICE)
    text = without_ignorable(str(found)).strip()
    if len(text) > limit:
        raise _Wrong(name, TOO_LONG, n=len(text), limit=limit)
    if any(ord(sign) < ord(" ") and sign not in "\n\t" for sign in text):
        raise _Wrong(name, CONTROL)
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
