"""The first line of a notice: what, hour, place, who, within what a lock screen shows of it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta

from markupsafe import Markup

from handlers.views.hours import hour
from handlers.views.table import table_at, table_name
from locales import Texts
from missions import local_time
from missions.meetings.details import Details
from storage.tables import Delegate, Mission, Slot

ROOM = 78
"""Characters of the first line. Lock screens show about eighty; a mark of direction may come before them."""
_TAG = re.compile("<[^>]*>")
BETWEEN = Markup(" · ")


@dataclass(frozen=True, slots=True)
class Spot:
    """Where something is: the venue, which may be cut, and the table, which may not."""

    venue: str
    table: str = ""

    def said(self, _: Texts) -> str:
        if not self.table:
            return _.plain("{venue}", venue=self.venue)
        if not self.venue:
            return table_name(_, self.table)
        return table_at(_, self.venue, self.table)


@dataclass(frozen=True, slots=True)
class Who:
    """A person, whose name may be cut; their organisation is said where there is room for it."""

    name: str
    organisation: str = ""

    def said(self, _: Texts) -> str:
        if not self.organisation:
            return _.plain("{name}", name=self.name)
        return _.plain("{name}, {organisation}", name=self.name, organisation=self.organisation)


def first_line(_: Texts, what: Markup, when: str = "", where: Spot | None = None, who: Who | None = None) -> Markup:
    """The parts that there are, in this order; where they are too long, the venue and the name are cut."""
    whole = _joined(_, what, when, where, who)
    if _length(whole) <= ROOM:
        return whole
    who = replace(who, organisation="") if who else None
    line = _joined(_, what, when, where, who)
    excess = _length(line) - ROOM
    if excess <= 0:
        return line
    venue, name = _cut_both(where.venue if where else "", who.name if who else "", excess)
    return _joined(_, what, when, replace(where, venue=venue) if where else None, Who(name) if who else None)


def of_meeting(
    _: Texts, what: Markup, found: Details, side: Delegate, now: datetime, slot: Slot | None = None
) -> Markup:
    """Of a notice about a meeting. slot: the time that is proposed for it, whose place is not known yet."""
    moment = soon(_, (slot or found.slot).starts_at, found.mission, now)
    if found.meeting.any_time and slot is None:
        moment = _.plain("any time when both are free")
    return first_line(_, what, moment, spot(_, found) if slot is None else None, who_else(found, side))


def spot(_: Texts, found: Details) -> Spot | None:
    """Where a meeting is, once it has a place."""
    return Spot(_.choose(found.venue.title), found.table.label) if found.venue and found.table else None


def who_else(found: Details, side: Delegate) -> Who:
    """The other delegate of a meeting."""
    other = found.other(side.id)
    return Who(other.called, found.organisation(other).name)


def soon(_: Texts, moment: datetime, mission: Mission, now: datetime) -> str:
    """Today, tomorrow or the day, by the mission's clock, and the hour."""
    zone = local_time.zone(mission)
    time_of_day = hour(_, moment, mission.time_zone)
    match (local_time.local_date(moment, zone) - local_time.local_date(now, zone)).days:
        case 0:
            return _.plain("today {time}", time=time_of_day)
        case 1:
            return _.plain("tomorrow {time}", time=time_of_day)
        case _other:
            return _.plain("{day} {time}", day=_.brief_day(moment, zone), time=time_of_day)


def true_until(moment: datetime, mission: Mission, now: datetime) -> datetime | None:
    """Until when "today" or "tomorrow" is true of this moment; None where `soon` names the day."""
    zone = local_time.zone(mission)
    today = local_time.local_date(now, zone)
    if local_time.local_date(moment, zone) - today not in (timedelta(), timedelta(days=1)):
        return None
    return local_time.instant(today + timedelta(days=1), time(), zone)


def _joined(_: Texts, what: Markup, when: str, where: Spot | None, who: Who | None) -> Markup:
    parts = [when, where.said(_) if where else "", who.said(_) if who else ""]
    return BETWEEN.join([what, *(part for part in parts if part)])


def _length(line: Markup) -> int:
    return len(Markup(_TAG.sub("", line)).unescape())  # noqa: S704 - only to unescape it


def _cut_both(one: str, other: str, excess: int) -> tuple[str, str]:
    """Two texts cut by so much together: the longer one alone, as long as it stays the longer one."""
    left = max(len(one) + len(other) - excess, 0)
    shorter = min(len(one), len(other), left // 2)
    if len(one) <= len(other):
        return _cut(one, shorter), _cut(other, left - shorter)
    return _cut(one, left - shorter), _cut(other, shorter)


def _cut(text: str, width: int) -> str:
    """Nothing where there is no room: a sign in its place would take some."""
    if len(text) <= width:
        return text
    return text[: width - 1].rstrip(" ,") + "…" if width > 0 else ""
