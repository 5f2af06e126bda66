"""Reminders and digests, as their reader sees them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from operator import itemgetter

from markupsafe import Markup

from handlers.core.message_text import parts
from handlers.core.notices import Reader, Said
from handlers.meetings import brief
from handlers.views.attended import line_of
from handlers.views.data import MenuChoice
from handlers.views.day_parts import in_parts, next_edge, posted
from handlers.views.first_line import Spot, Who, first_line, of_meeting, spot, true_until, who_else
from handlers.views.hours import hour_entity, hours_entity
from handlers.views.keyboards import Screen, button
from handlers.views.meeting import card, company, interpreting, place
from handlers.views.message import About
from handlers.views.reminder import IN_MINUTES, contact, reminding, screen
from locales import Texts
from missions import local_time
from missions.day.brief import brief_of
from missions.meetings.details import Details, details, sides
from missions.meetings.digests import Digest, meetings_of_day
from missions.meetings.reminders import Reminder
from missions.sessions.of_person import AttendedSession, sessions_of
from storage.tables import CardKind, Delegate, Meeting, Mission


async def remind(notice: Reminder, reader: Reader) -> Said:
    _ = reader._
    found = await details(reader.session, await reader.session.get_one(Meeting, notice.meeting_id))
    side = await reader.session.get_one(Delegate, notice.delegate_id)
    now = reader.session.now
    left, until = notice.starts_at - now, true_until(found.slot.starts_at, found.mission, now)
    if notice.is_last:
        known = await brief_of(reader.session, side, found.other(side.id))
        head = brief.heading(_, found, side, left, now)
        text, keyboard = brief.view(_, found, side, known, now=now, heading=head, until=until)
    else:
        text, keyboard = view(_, found, side, now, _heading(_, found, side, left, now), until)
    return [reminding(text, keyboard, notice.once, notice.starts_at)]


def view(
    _: Texts,
    found: Details,
    side: Delegate,
    now: datetime,
    heading: Markup | None = None,
    until: datetime | None = None,
) -> Screen:
    """Without a heading, as it reads once the hour of the reminder is over. until: when the heading becomes untrue."""
    said = [Markup("\n").join([card(_, found, side, each), *contact(_, found, side)]) for each in (heading, None)]
    return screen(_, found, side, said, CardKind.REMINDER, now=now, until=until)


def _heading(_: Texts, found: Details, side: Delegate, left: timedelta, now: datetime) -> Markup:
    minutes = -(-left // timedelta(minutes=1))
    if minutes > IN_MINUTES:
        return of_meeting(_, _("⏰ <b>Your meeting</b>"), found, side, now)
    what = _.ngettext("⏰ <b>Meeting in {n} minute</b>", "⏰ <b>Meeting in {n} minutes</b>", minutes)
    moment = hour_entity(_, found.slot.starts_at, found.mission.time_zone)
    return first_line(_, what, moment, spot(_, found), who_else(found, side))


async def digest(notice: Digest, reader: Reader) -> Said:
    side = await reader.session.get_one(Delegate, notice.delegate_id)
    return posted(await day_before(reader, side, notice.day), notice.once, notice.expires_at)


async def day_before(reader: Reader, side: Delegate, day: date) -> Sequence[Screen]:
    """A delegate's day in as many messages as it takes, the last with the button; each follows the day."""
    _ = reader._
    mission = await reader.session.get_one(Mission, side.mission_id)
    meetings = await meetings_of_day(reader.session, side, mission, day)
    begins, ends = local_time.bounds(day, local_time.zone(mission))
    is_over = ends <= reader.session.now
    since = begins if is_over else max(begins, reader.session.now)
    attended = await sessions_of(reader.session, side.id, since, ends)
    if meetings or attended or day != mission.starts_on or is_over:
        lines = [(each.slot.starts_at, _line(_, each, side)) for each in meetings]
        lines += [(each.starts_at, line_of(_, each, mission)) for each in attended]
        today = local_time.local_date(reader.session.now, local_time.zone(mission))
        head = _which_day(_, day, today, None if attended and not meetings else len(meetings))
        if day >= today:
            first = _with_first(_, head, [*meetings, *attended], mission, side)
            head = Markup("\n").join((first, _("<i>{day}</i>", day=_.day(day))))
        texts = parts(head, [line for _at, line in sorted(lines, key=itemgetter(0))])
        choice = button(_.plain("📅 My agenda"), MenuChoice(to="agenda"))
    else:
        texts = [_nothing_yet(_, mission, begun=begins <= reader.session.now)]
        choice = button(_.plain("🤝 People to meet"), MenuChoice(to="people"))
    until = next_edge((begins, ends), reader.session.now)
    about = About(CardKind.DIGEST, side.id, side.id, day.toordinal(), names=sides(meetings), until=until)
    return in_parts(_, texts, choice, about)


def _which_day(_: Texts, on: date, today: date, meetings: int | None) -> Markup:
    """The day and how many meetings it has; None where it has sessions only."""
    if on < today:
        if meetings is None:
            return _("📅 <b>{day}</b>", day=_.day(on))
        return _.ngettext("📅 <b>{day}: {n} meeting</b>", "📅 <b>{day}: {n} meetings</b>", meetings, day=_.day(on))
    if on == today:
        if meetings is None:
            return _("📅 <b>Today</b>")
        return _.ngettext("📅 <b>Today: {n} meeting</b>", "📅 <b>Today: {n} meetings</b>", meetings)
    if meetings is None:
        return _("🌙 <b>Tomorrow</b>")
    return _.ngettext("🌙 <b>Tomorrow: {n} meeting</b>", "🌙 <b>Tomorrow: {n} meetings</b>", meetings)


def _with_first(
    _: Texts, what: Markup, items: Sequence[Details | AttendedSession], mission: Mission, side: Delegate
) -> Markup:
    """The same, with what comes first on the day."""
    if not items:
        return what
    first = min(items, key=_begins)
    moment = hour_entity(_, _begins(first), mission.time_zone)
    if isinstance(first, Details):
        return first_line(_, what, moment, spot(_, first), who_else(first, side))
    venue = Spot(_.choose(first.venue_title)) if first.venue_title else None
    return first_line(_, what, moment, venue, Who(_.choose(first.title)))


def _begins(item: Details | AttendedSession) -> datetime:
    return item.slot.starts_at if isinstance(item, Details) else item.starts_at


def _line(_: Texts, found: Details, side: Delegate) -> Markup:
    other = found.other(side.id)
    lines = [
        _(
            "<b>{hours}</b> {name}, {organisation}",
            hours=hours_entity(_, found.slot.starts_at, found.slot.ends_at, found.mission.time_zone),
            name=other.called,
            organisation=found.organisation(other).name,
        )
    ]
    if found.venue and found.table:
        lines.append(_("📍 {place}", place=place(_, found.venue, found.table)))
    lines += [*company(_, found, side), *interpreting(_, found)]
    return Markup("\n").join(lines)


def _nothing_yet(_: Texts, mission: Mission, *, begun: bool) -> Markup:
    """On the eve of the mission, and on its first day, when the message of the eve still stands."""
    if begun:
        return _(
            "📅 <b>{mission}</b> starts today. You have no meeting on the first day yet: /people "
            "shows who you could meet.",
            mission=mission.title,
        )
    return _(
        "🌙 <b>{mission}</b> starts tomorrow. You have no meeting on the first day yet: /people shows "
        "who you could meet.",
        mission=mission.title,
    )
