"""The programme at the desk: its days with counts, a session with its lists."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from aiogram import F, Router
from aiogram.types import CallbackQuery
from markupsafe import Markup

from handlers.core.turn import Turn
from handlers.programme.card import CANCELLED
from handlers.programme.data import (
    AddAct,
    AddPress,
    CalendarFileAct,
    CalendarFilePress,
    DeskAct,
    DeskDay,
    DeskSession,
    DetailAct,
    DetailPress,
)
from handlers.views.data import AnnounceToSession, DeskChoice
from handlers.views.keyboards import Screen, button, columns, inline, live
from handlers.views.message import About, Button, Rows
from handlers.views.session import SIGNS, facts, head
from locales import Texts
from missions import local_time
from missions.people import access
from missions.people.reach import Reach
from missions.sessions import desk
from missions.sessions.desk import Counted, SignedUp
from storage.database import UnitSession
from storage.tables import HOLDING, CardKind, Mission, Person, SignUpState

PAGE = 20
"""People of a list on one screen."""
PARTS = (DeskAct.SHOW, DeskAct.PEOPLE, DeskAct.WAITING, DeskAct.HEADS)
"""Screens of a session that follow it."""


def router() -> Router:
    lists = Router(name="programme at the desk")
    lists.callback_query.register(show_programme, DeskChoice.filter(F.to == "programme"))
    lists.callback_query.register(show_day, DeskDay.filter())
    lists.callback_query.register(show_session, DeskSession.filter(F.act == DeskAct.SHOW))
    lists.callback_query.register(show_people, DeskSession.filter(F.act.in_({DeskAct.PEOPLE, DeskAct.WAITING})))
    return lists


async def show_programme(_query: CallbackQuery, turn: Turn) -> None:
    await _show_day(turn, None)


async def show_day(_query: CallbackQuery, callback_data: DeskDay, turn: Turn) -> None:
    await _show_day(turn, callback_data.day)


async def show_session(_query: CallbackQuery, callback_data: DeskSession, turn: Turn) -> None:
    await turn.state.clear()
    await show(turn, callback_data.id)


async def show_people(_query: CallbackQuery, callback_data: DeskSession, turn: Turn) -> None:
    await turn.show(*await people(turn._, turn.session, turn.person, callback_data))


async def people(_: Texts, session: UnitSession, person: Person, choice: DeskSession) -> Screen:
    """Who has a place, or waits for one.

    Raises:
        Refusal: the person is no organiser, or the session is gone.
    """
    _mission, counted = await desk.find(session, person, choice.id)
    states = (SignUpState.WAITING,) if choice.act is DeskAct.WAITING else HOLDING
    return _people(_, counted, await desk.attendees(session, counted.row.id, states), choice)


async def show(turn: Turn, session_id: int, heading: Markup | None = None) -> None:
    """The card of a session at the desk."""
    mission, counted = await desk.find(turn.session, turn.person, session_id)
    await turn.show(*view(turn._, mission, counted, turn.session.now, heading))


async def _show_day(turn: Turn, ordinal: int | None) -> None:
    mission = await access.require_organiser(turn.session, turn.person)
    await turn.state.clear()
    days = await desk.programme(turn.session, mission)
    today = local_time.local_date(turn.session.now, local_time.zone(mission))
    asked = [day for day in days if day.toordinal() == ordinal]
    day = next(iter([*asked, *(each for each in days if each >= today), *reversed(list(days))]), None)
    await turn.show(*_day(turn._, mission, days, day))


def _day(_: Texts, mission: Mission, days: Mapping[date, Sequence[Counted]], day: date | None) -> Screen:
    ways = [
        [button(_.plain("➕ Add a session"), AddPress(act=AddAct.BEGIN))],
        [button(_.plain("📥 Load a calendar (.ics)"), CalendarFilePress(act=CalendarFileAct.ASK))],
        [button(_.plain("‹ Desk"), DeskChoice(to="home"))],
    ]
    if day is None:
        return _("📋 <b>Programme</b>\nNo sessions yet. Add one, or write them in the mission file."), inline(_, ways)
    text = _("📋 <b>Programme, {day}</b>\nChoose a session.", day=_.day(day))
    rows = [[_open(_, each, mission)] for each in days[day]]
    others = [
        button(f"· {_.brief_day(each)} ·" if each == day else _.brief_day(each), DeskDay(day=each.toordinal()))
        for each in days
    ]
    return text, inline(_, [*rows, *(columns(others, 3) if len(others) > 1 else []), *ways])


def _open(_: Texts, each: Counted, mission: Mission) -> Button:
    row = each.row
    time = _.time(row.starts_at, mission.time_zone)
    sign = "✖️" if row.cancelled_at is not None else SIGNS[row.kind]
    if row.capacity:
        label = _.plain(
            "{sign} {time} {title} · {n}/{all}",
            sign=sign,
            time=time,
            title=row.title,
            n=_.number(each.placed),
            all=_.number(row.capacity),
        )
    else:
        label = _.plain("{sign} {time} {title} · {n}", sign=sign, time=time, title=row.title, n=_.number(each.placed))
    return button(label, DeskSession(act=DeskAct.SHOW, id=row.id))


def view(_: Texts, mission: Mission, counted: Counted, now: datetime, heading: Markup | None = None) -> Screen:
    """A session for its organisers. heading: what led to it."""
    row = counted.row
    lines = [head(_, row), *facts(_, row, counted.venue, mission), Markup(), *_counts(_, counted)]
    if row.cancelled_at is not None:
        lines += [Markup(), _(CANCELLED)]
    truth = Markup("\n").join(lines)
    text = Markup("\n\n").join([heading, truth]) if heading is not None else truth
    return live((text, inline(_, _rows(_, mission, counted, now))), About(CardKind.SESSION_DESK, row.id), truth)


def press(act: DeskAct, counted: Counted, arg: int = 0) -> DeskSession:
    """A press on the session as it is now."""
    return DeskSession(act=act, id=counted.row.id, revision=counted.row.revision, arg=arg)


def _counts(_: Texts, counted: Counted) -> list[Markup]:
    lines = [_.ngettext("✅ {n} person signed up", "✅ {n} people signed up", counted.placed)]
    if n := counted.offered:
        lines.append(_.ngettext("🎟 {n} of them has not answered yet", "🎟 {n} of them have not answered yet", n))
    if n := counted.waiting:
        lines.append(_.ngettext("⏳ {n} person on the waiting list", "⏳ {n} people on the waiting list", n))
    if counted.present:
        count = {"n": _.number(counted.present), "all": _.number(counted.placed)}
        lines.append(_("🙋 {n} of {all} counted", **count))
    return lines


def _rows(_: Texts, mission: Mission, counted: Counted, now: datetime) -> Rows:
    row = counted.row
    lists = []
    if counted.placed:
        lists.append(button(f"✅ {_.number(counted.placed)}", press(DeskAct.PEOPLE, counted)))
    if counted.waiting:
        lists.append(button(f"⏳ {_.number(counted.waiting)}", press(DeskAct.WAITING, counted)))
    rows: Rows = [lists]
    if counted.placed and row.cancelled_at is None:
        rows.append([button(_.plain("🙋 Head count"), press(DeskAct.HEADS, counted))])
    if counted.placed:
        rows.append([button(_.plain("📣 Write to them"), AnnounceToSession(session=row.id))])
    if row.cancelled_at is None and row.ends_at > now:
        rows += [
            [button(_.plain("✏️ Edit the texts and the invitation"), DetailPress(act=DetailAct.EDIT, arg=row.id))],
            [
                button(_.plain("🕓 Change the hours"), press(DeskAct.HOURS, counted)),
                button(_.plain("🏛 Change the venue"), press(DeskAct.VENUES, counted)),
            ],
            [button(_.plain("👥 Change the number of places"), press(DeskAct.PLACES, counted))],
            [button(_.plain("✖️ Cancel the session"), press(DeskAct.CANCEL, counted))],
        ]
    day = local_time.local_date(row.starts_at, local_time.zone(mission))
    return [*rows, [button(_.plain("‹ Programme, {day}", day=_.brief_day(day)), DeskDay(day=day.toordinal()))]]


def _people(_: Texts, counted: Counted, found: Sequence[SignedUp], choice: DeskSession) -> Screen:
    shown = found[choice.arg : choice.arg + PAGE]
    waits = choice.act is DeskAct.WAITING
    heading = _("⏳ <b>On the waiting list</b>, in this order") if waits else _("✅ <b>Signed up</b>, by name")
    lines = [head(_, counted.row), heading, Markup(), *(line(_, each) for each in shown)]
    if not shown:
        lines.append(_("No one."))
    turning = []
    if choice.arg:
        turning.append(button("‹", press(choice.act, counted, max(choice.arg - PAGE, 0))))
    if len(found) > choice.arg + PAGE:
        turning.append(button(_.plain("Show more"), press(choice.act, counted, choice.arg + PAGE)))
    back = [button(_.plain("‹ Back"), press(DeskAct.SHOW, counted))]
    screen = Markup("\n").join(lines), inline(_, [turning, back])
    names = frozenset(each.delegate.id for each in shown)
    return live(screen, About(CardKind.SESSION_DESK, counted.row.id, day=part_of(choice), names=names))


def part_of(choice: DeskSession) -> int:
    """Which part of a session's desk a screen is, for its card: 0 the session itself."""
    return choice.arg * len(PARTS) + PARTS.index(choice.act)


def choice_of(session_id: int, part: int) -> DeskSession:
    """The press that opens that part."""
    arg, act = divmod(part, len(PARTS))
    return DeskSession(act=PARTS[act], id=session_id, arg=arg)


def line(_: Texts, each: SignedUp) -> Markup:
    """Name and organisation; how to reach one whom the chat does not."""
    who = _("{name}, {organisation}", name=each.delegate.called, organisation=each.organisation)
    if each.reach is not Reach.REACHED and each.delegate.phone:
        who = _("{who}, 📞 {phone}", who=who, phone=each.delegate.phone)
    if each.reach is Reach.WITHOUT_CHAT:
        return _("• {who} (✉️ not in the chat yet)", who=who)
    if each.reach is Reach.UNREACHABLE:
        return _("• {who} (🔕 unreachable)", who=who)
    return _("• {who}", who=who)
