"""From an iCalendar file to sessions of the programme, or to all that is wrong with it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from locales import N_
from missions.loading.ics.events import error_at, events
from missions.loading.plan.errors import FileError, MissionFileInvalid
from missions.loading.plan.known import languages
from missions.loading.plan.slots import clock_problem
from missions.loading.plan.values import SessionPlan
from missions.names import fold
from storage.tables import Mission, SessionKind, Venue
from storage.tables.folding import without_ignorable

if TYPE_CHECKING:
    from icalendar import Event

TITLE, DESCRIPTION = 200, 1000
"""Characters, as in the mission file."""

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
    found = events(content)
    reading = _Reading(mission, _places(venues))
    for line, event in found:
        reading.take(line, event)
    if reading.errors:
        raise MissionFileInvalid(reading.errors)
    return CalendarRead(tuple(reading.sessions.values()), frozenset(reading.cancelled))


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
            self.errors.append(error_at(line, wrong.name, wrong.msgid, wrong.values))

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
            try:
                ends = begins + length
            except OverflowError:
                raise _Wrong("DURATION", NOT_A_LENGTH) from None
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
        try:
            return moment.astimezone(self.zone).replace(tzinfo=None)
        except OverflowError:  # of the years 1 and 9999
            raise _Wrong(name, NOT_A_TIME) from None

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
    if isinstance(found, list):
        raise _Wrong(name, TWICE)
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
