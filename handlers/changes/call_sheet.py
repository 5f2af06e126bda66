"""The call sheet of a mission: how many are to be called, who next, who is with which organiser."""

from __future__ import annotations

from datetime import datetime

from markupsafe import Markup

from handlers.changes.card import interpreter
from handlers.changes.data import CallPress
from handlers.core.notices import Reader, Said
from handlers.views.data import DeskChoice
from handlers.views.first_line import soon
from handlers.views.keyboards import Screen, button, inline, live
from handlers.views.message import About, NeutralMessage, Rows
from handlers.views.place import said
from locales import Texts
from missions.changes import CallsWaiting
from missions.changes.calls.queue import CallSheet, CallToMake, sheet
from missions.changes.preview import pairs_in
from missions.people.reach import Reach
from storage.tables import CardKind, Change, Mission

LISTED = 10


async def calls_waiting(notice: CallsWaiting, reader: Reader) -> Said:
    """The sheet itself, headed by the change that put people on it."""
    session = reader.session
    mission = await session.get_one(Mission, notice.mission_id)
    change = await session.get_one(Change, notice.change_id)
    found = await sheet(session, mission.id)
    if not found.waiting and not found.without_number:
        return []
    pairs = await pairs_in(session, [change.detail])
    heading = reader._("🔀 {change}: some people have not seen it.", change=said(reader._, change.detail, pairs))
    text, keyboard = view(reader._, mission, found, session.now, heading)
    return [NeutralMessage(text=text, buttons=keyboard.rows, about=keyboard.about, notice=False)]


def view(_: Texts, mission: Mission, found: CallSheet, now: datetime, heading: Markup | None = None) -> Screen:
    """heading: what led to it."""
    lines = [_head(_, len(found.waiting))]
    lines += [_line(_, each, mission, now) for each in found.waiting[:LISTED]]
    if n := max(0, len(found.waiting) - LISTED):
        lines.append(_.ngettext("… and {n} more", "… and {n} more", n))
    if found.without_number:
        lines += [Markup(), _("<b>Without a number that works</b>")]
        lines += [_apart(_, each) for each in found.without_number[:LISTED]]
        if n := max(0, len(found.without_number) - LISTED):
            lines.append(_.ngettext("… and {n} more", "… and {n} more", n))
    if found.interpreters:
        lines += [Markup(), _("<b>Interpreters to call</b>"), *(interpreter(_, each) for each in found.interpreters)]
    truth = Markup("\n").join(lines)
    text = Markup("\n\n").join([heading, truth]) if heading is not None else truth
    rows: Rows = [[button(_.plain("📞 Call the next person"), CallPress(act="next"))]] if found.waiting else []
    rows += [
        [button(_.plain("✅ Reached: {name}", name=each.interpreter.name), CallPress(act="voice", delegate=each.id))]
        for each in found.interpreters[:LISTED]
    ]
    rows.append([button(_.plain("‹ Back"), DeskChoice(to="changes"))])
    everyone = [*found.waiting, *found.without_number]
    about = About(
        CardKind.CALL_SHEET,
        mission.id,
        names=frozenset(each.delegate.id for each in everyone),
        until=_until(everyone, now),
    )
    return live((text, inline(_, rows)), about, truth)


def _head(_: Texts, n: int) -> Markup:
    if not n:
        return _("📞 <b>Call sheet</b>: no one is left to call.")
    return _.ngettext("📞 <b>Call sheet</b>: {n} person to call", "📞 <b>Call sheet</b>: {n} people to call", n)


def _line(_: Texts, each: CallToMake, mission: Mission, now: datetime) -> Markup:
    who = _("{name}, {organisation}", name=each.delegate.called, organisation=each.organisation)
    line = _("• by {time}: {who}", time=soon(_, each.needed_at, mission, now), who=who)
    marks = []
    if each.people > 1:
        marks.append(_.ngettext("{n} person meets them", "{n} people meet them", each.people))
    if each.reach is Reach.WITHOUT_CHAT:
        marks.append(_("✉️ not in the chat yet"))
    if each.reach is Reach.UNREACHABLE:
        marks.append(_("🔕 unreachable"))
    if each.noted is not None and each.noted.claimed_until is not None and each.noted.claimed_until > now:
        marks.append(_("📞 being called"))
    elif each.noted is not None and each.noted.again_at is not None and each.noted.again_at > now:
        again = _.time(each.noted.again_at, mission.time_zone)
        marks.append(_("📵 no answer, again at {time}", time=again))
    return Markup(" · ").join([line, *marks])


def _apart(_: Texts, each: CallToMake) -> Markup:
    who = _("{name}, {organisation}", name=each.delegate.called, organisation=each.organisation)
    if not each.delegate.phone:
        return _("• {who} (no number)", who=who)
    return _("• {who} ({phone} is wrong)", who=who, phone=each.delegate.phone)


def _until(calls: list[CallToMake], now: datetime) -> datetime | None:
    """When what it says of a call becomes untrue by itself."""
    moments = [
        moment for each in calls if each.noted for moment in (each.noted.again_at, each.noted.claimed_until) if moment
    ]
    moments += [each.needed_at for each in calls]
    return min((each for each in moments if each > now), default=None)
