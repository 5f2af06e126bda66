"""A session on a delegate's screen: its card, and the buttons for what they can do with it now."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from markupsafe import Markup

from handlers.views.calendar_press import CalendarAct, CalendarPress
from handlers.views.data import ProgrammePress, SessionAct, SessionPress
from handlers.views.first_line import true_until
from handlers.views.hours import hour, hours
from handlers.views.keyboards import Keyboard, Screen, button, inline, live
from handlers.views.message import About, Button, Rows
from handlers.views.session import facts, head, map_button
from locales import N_, Texts
from missions import local_time
from missions.meetings.details import sides
from missions.sessions.clashes import Clashes, clashes_with
from missions.sessions.programme import ListedSession
from storage.database import UnitSession
from storage.tables import CardKind, Delegate, Mission, ProgrammeSession, SignUpState

STANDS = {
    SignUpState.SIGNED_UP: N_("✅ You are signed up."),
    SignUpState.WAITING: N_("⏳ You are on the waiting list. When a place becomes free, it is offered to you here."),
}
CANCELLED = N_("✖️ This session was cancelled.")
NOT_INVITED = N_("✉️ This session is by invitation.")


async def view(
    _: Texts, session: UnitSession, delegate: Delegate, listed: ListedSession, heading: Markup | None = None
) -> Screen:
    """The session as this delegate sees it. heading: what led to it."""
    mission = await session.get_one(Mission, listed.row.mission_id)
    clashes = await clashes_with(session, delegate, listed.row)
    parts = [_about(_, listed, mission)]
    if not _is_over(listed.row, session.now):
        parts += [*stands(_, listed, mission), *clash_lines(_, clashes, delegate, mission)]
    truth = Markup("\n\n").join(parts)
    shown = Markup("\n\n").join([heading, *parts]) if heading is not None else truth
    about = About(CardKind.SESSION, listed.row.id, delegate.id, names=sides(clashes.meetings))
    if heading is not None:
        about = replace(about, until=true_until(listed.row.starts_at, mission, session.now))
    return live((shown, keyboard(_, listed, mission, session.now)), about, truth)


def question(_: Texts, delegate: Delegate, listed: ListedSession, clashes: Clashes, mission: Mission) -> Screen:
    """What the delegate has at that time, before they sign up for a session too."""
    row = listed.row
    parts = [_about(_, listed, mission), *clash_lines(_, clashes, delegate, mission), _("Sign up all the same?")]
    rows = [
        [button(_.plain("✅ Sign up all the same"), press(SessionAct.ANYWAY, row))],
        [button(_.plain("‹ Back"), press(SessionAct.SHOW, row))],
    ]
    about = About(CardKind.SESSION, row.id, delegate.id, names=sides(clashes.meetings))
    return live((Markup("\n\n").join(parts), inline(_, rows)), about)


def press(act: SessionAct, row: ProgrammeSession) -> SessionPress:
    """A press on the session as it is now."""
    return SessionPress(act=act, id=row.id, revision=row.revision)


def keyboard(_: Texts, listed: ListedSession, mission: Mission, now: datetime) -> Keyboard:
    row = listed.row
    rows: Rows = []
    if row.cancelled_at is None and row.starts_at > now:
        rows += _acts(_, listed)
    elif row.cancelled_at is not None and listed.was_signed_up:
        rows.append([_from_calendar(_, listed)])
    rows.append(map_button(_, row, listed.venue) if row.cancelled_at is None else [])
    day = local_time.local_date(row.starts_at, local_time.zone(mission))
    rows.append([button(_.plain("‹ Programme, {day}", day=_.brief_day(day)), ProgrammePress(day=day.toordinal()))])
    return inline(_, rows)


def stands(_: Texts, listed: ListedSession, mission: Mission) -> list[Markup]:
    """What the delegate has to do with the session now."""
    row, sign_up = listed.row, listed.sign_up
    if row.cancelled_at is not None:
        return [_(CANCELLED)]
    if sign_up is not None and listed.state is SignUpState.OFFERED and sign_up.offered_until is not None:
        until, zone = sign_up.offered_until, mission.time_zone
        return [_("🎟 A place is kept for you until {day}, {time}.", day=_.day(until, zone), time=hour(_, until, zone))]
    if listed.state in STANDS:
        return [_(STANDS[listed.state])]
    if not listed.is_invited:
        return [_(NOT_INVITED)]
    return [_("🔒 This session is full.")] if row.is_full else []


def clash_lines(_: Texts, clashes: Clashes, delegate: Delegate, mission: Mission) -> list[Markup]:
    """Meetings and other sessions at the same time."""
    zone = mission.time_zone
    lines = [
        _(
            "• {hours} · {what}",
            hours=hours(_, each.slot.starts_at, each.slot.ends_at, zone),
            what=each.other(delegate.id).called,
        )
        for each in clashes.meetings
    ]
    lines += [
        _("• {hours} · {what}", hours=hours(_, each.starts_at, each.ends_at, zone), what=_.choose(each.title))
        for each in clashes.sessions
    ]
    return [Markup("\n").join([_("⚠️ <b>At the same time you have</b>"), *lines])] if lines else []


def _about(_: Texts, listed: ListedSession, mission: Mission) -> Markup:
    row = listed.row
    lines = [head(_, row), *facts(_, row, listed.venue, mission)]
    if row.description:
        lines += [Markup(), _("{text}", text=row.description)]
    return Markup("\n").join(lines)


def _acts(_: Texts, listed: ListedSession) -> Rows:
    row = listed.row
    match listed.state:
        case SignUpState.SIGNED_UP:
            to_calendar = CalendarPress(act=CalendarAct.SESSION, id=row.id)
            return [
                [button(_.plain("↩️ Give up my place"), press(SessionAct.LEAVE, row))],
                [button(_.plain("🗓 Add to calendar"), to_calendar)],
            ]
        case SignUpState.WAITING:
            return [[button(_.plain("↩️ Leave the waiting list"), press(SessionAct.LEAVE, row))]]
        case SignUpState.OFFERED:
            return [
                [button(_.plain("✅ Take the place"), press(SessionAct.SIGN, row))],
                [button(_.plain("✖️ Leave it to the next person"), press(SessionAct.LEAVE, row))],
            ]
    gone = [_from_calendar(_, listed)] if listed.was_signed_up else []
    if not listed.is_invited:
        return [gone]
    label = _.plain("⏳ Join the waiting list") if row.is_full else _.plain("✅ Sign up")
    return [[button(label, press(SessionAct.SIGN, row))], gone]


def _from_calendar(_: Texts, listed: ListedSession) -> Button:
    return button(_.plain("🗓 Remove from calendar"), CalendarPress(act=CalendarAct.SESSION, id=listed.row.id))


def _is_over(row: ProgrammeSession, now: datetime) -> bool:
    return row.ends_at <= now and row.cancelled_at is None
