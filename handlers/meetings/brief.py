"""The last reminder of a meeting, as a brief: when, where and who, what they seek, and where the two have met."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from markupsafe import Markup

from handlers.views import fit, on_the_day
from handlers.views.first_line import first_line, soon, spot, who_else
from handlers.views.hours import hour_entity
from handlers.views.keyboards import Screen
from handlers.views.meeting import interpreting, place, state, when, who
from handlers.views.reminder import IN_MINUTES, contact, screen
from locales import Texts
from missions.day.brief import Brief
from missions.meetings.details import Details
from storage.tables import CardKind, Delegate


def view(
    _: Texts,
    found: Details,
    side: Delegate,
    brief: Brief,
    *,
    now: datetime,
    heading: Markup | None = None,
    until: datetime | None = None,
) -> Screen:
    """Without a heading, as it reads once the hour of the reminder is over. until: when the heading becomes untrue."""
    head = [state(_, found, side), _("🗓 {when}", when=when(_, found.slot, found.mission))]
    body = [*_facts(_, found, side, brief), *contact(_, found, side)]
    said = [Markup("\n").join([*top, *body]) for top in ([heading] if heading else head, head)]
    return screen(_, found, side, said, CardKind.BRIEF, now=now, until=until)


def heading(_: Texts, found: Details, side: Delegate, left: timedelta, now: datetime) -> Markup:
    """Hour, place and table, who."""
    moment = soon(_, found.slot.starts_at, found.mission, now)
    if left <= timedelta(minutes=IN_MINUTES):
        moment = hour_entity(_, found.slot.starts_at, found.mission.time_zone)
    return first_line(_, _("⏰ <b>{time}</b>", time=moment), "", spot(_, found), who_else(found, side))


def _facts(_: Texts, found: Details, side: Delegate, brief: Brief) -> Iterator[Markup]:
    other = found.other(side.id)
    yield who(_, other, found.organisation(other))
    if found.venue and found.table:
        yield _("📍 {place}", place=place(_, found.venue, found.table))
    yield from fit.sought(_, found.mission, brief.sought, (brief.need, brief.language))
    if brief.met is not None:
        year = str(brief.met.starts_on.year)
        yield _("🔁 You have met before: {mission}, {year}", mission=brief.met.title, year=year)
    yield from interpreting(_, found)
    yield from on_the_day.lines(_, found, side)
