"""A meeting on the screen of one person: its card, and the buttons for what they can do with it now."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from markupsafe import Markup

from handlers.meetings.data import Act, MeetingPress, PlaceAct, PlacePress
from handlers.views.calendar_press import CalendarAct, CalendarPress
from handlers.views.data import AgendaPress, DeskList, MenuChoice, PlanAct, PlanPress
from handlers.views.first_line import true_until
from handlers.views.fit import asked_line, lines
from handlers.views.hours import hour
from handlers.views.keyboards import Keyboard, Screen, button, inline, live
from handlers.views.meeting import card
from handlers.views.message import About, Button
from handlers.views.on_the_day import changes_at, first_of
from handlers.views.on_the_day import rows as hour_rows
from handlers.views.person import offers_and_needs
from handlers.views.venue_pin import pin_button
from locales import N_, Texts
from missions.meetings.after_all import undone_until
from missions.meetings.details import Beside, Details, sides
from missions.meetings.mission_frame import local_day
from missions.meetings.states import apart
from missions.proposals import proposals
from missions.rules import colleagues
from storage.database import UnitSession
from storage.tables import LIVE_STATES, CardKind, Delegate, Meeting, MeetingState, Person

Row = list[Button]

BRIEF = 300
"""Characters of an offer or a need under a request: the card fits on a phone's screen."""

NEED_BOTH = frozenset({Act.CONFIRM, Act.WHEN, Act.COMPANY, Act.AFTER_ALL, PlanAct.ACCEPT})
"""Acts that are refused while one of the two takes no part."""

IN_CALENDARS = {
    MeetingState.CONFIRMED: N_("🗓 Add to calendar"),
    MeetingState.HELD: N_("🗓 Add to calendar"),
    MeetingState.CANCELLED: N_("🗓 Remove from calendar"),
}


async def view(
    _: Texts, session: UnitSession, found: Details, side: Delegate, person: Person, heading: Markup | None = None
) -> Screen:
    """The meeting as this side has it; person is who reads it: the side, or an organiser who speaks for it."""
    more = await _of_the_asking(_, session, found, side)
    shown = text(_, found, side, person, more, heading), keyboard(_, found, side, person, session.now)
    truth = text(_, found, side, person, more) if heading is not None else None
    until = first_of(changes_at(found, session.now), _undone_until(found, side, session.now))
    if heading is not None:
        until = first_of(until, true_until((found.proposed or found.slot).starts_at, found.mission, session.now))
    about = About(CardKind.MEETING, found.meeting.id, side.id, names=sides([found]), until=until)
    return live(shown, about, truth)


def _undone_until(found: Details, side: Delegate, now: datetime) -> datetime | None:
    until = undone_until(found.meeting, found.arrivals.get(side.id))
    return until if until is not None and until > now else None


def text(
    _: Texts, found: Details, side: Delegate, person: Person, more: Sequence[Markup], heading: Markup | None = None
) -> Markup:
    for_whom = _for_whom(_, side) if side.person_id != person.id else None
    parts = [card(_, found, side, heading, for_whom), *more]
    until = found.meeting.expires_at
    if found.meeting.state is MeetingState.REQUESTED and (why := apart(side, found.other(side.id))) is not None:
        parts.append(_.message(why))
    elif found.meeting.state is MeetingState.REQUESTED and until is not None:
        zone = found.mission.time_zone
        day, time = _.day(until, zone), hour(_, until, zone)
        if found.meeting.awaits_id == side.id:
            parts.append(_("Please answer by {day}, {time}.", day=day, time=time))
        else:
            name = found.other(side.id).called
            parts.append(_("{name} can answer until {day}, {time}.", name=name, day=day, time=time))
    return Markup("\n\n").join(parts)


async def _of_the_asking(_: Texts, session: UnitSession, found: Details, side: Delegate) -> list[Markup]:
    """To the side that has to answer a request: why to meet, and what the other offers and looks for."""
    if found.meeting.state is not MeetingState.REQUESTED or found.meeting.awaits_id != side.id:
        return []
    other = found.other(side.id)
    why = lines(_, found.mission, await proposals.fit(session, side, other))
    why += [asked_line(_, each) for each in await colleagues.courting(session, side, other)]
    parts = [_("<b>Why</b>\n{why}", why=Markup("\n").join(why))] if why else []
    return [*parts, *offers_and_needs(_, other, BRIEF)]


def keyboard(_: Texts, found: Details, side: Delegate, person: Person, now: datetime) -> Keyboard:
    meeting = found.meeting
    rows: list[Row] = []
    own = side.person_id == person.id
    if (mine := found.companion(side.id)) is not None:
        rows = _beside(_, found, mine, begun=found.slot.starts_at <= now)
    elif meeting.state is MeetingState.REQUESTED:
        rows = (
            _answering(_, meeting, None if own else side) if meeting.awaits_id == side.id else _asking(_, found, side)
        )
    elif meeting.state is MeetingState.CANCELLED:
        rows = _undo(_, found, side, now)
    elif meeting.state is MeetingState.HELD:
        rows = [[*_contact(_, meeting), *pin_button(_, found)]]
    elif meeting.state is MeetingState.CONFIRMED:
        rows = _confirmed(_, found, side, begun=found.slot.starts_at <= now)
    if apart(side, found.other(side.id)) is not None:
        rows = _without_refused(rows)
    if own and meeting.state in IN_CALENDARS:
        label = _.plain(IN_CALENDARS[meeting.state])
        rows.append([button(label, CalendarPress(act=CalendarAct.MEETING, id=meeting.id))])
    rows.append(_ways(_, found) if own else [button(_.plain("‹ Answers for others"), DeskList(of="for_others"))])
    return inline(_, rows)


def _for_whom(_: Texts, side: Delegate) -> Markup:
    """The delegate in whose place an organiser answers, and how to ask them."""
    lines = [_("👤 For <b>{name}</b>, who is not in the chat", name=side.called)]
    if side.phone:
        lines.append(_("📞 {phone}", phone=side.phone))
    return Markup("\n").join(lines)


def press(_: Texts, label: str, act: Act, meeting: Meeting, arg: int = 0) -> Button:
    """A button on this meeting as it is now."""
    return button(label, MeetingPress(act=act, id=meeting.id, revision=meeting.revision, arg=arg))


def _without_refused(rows: Sequence[Row]) -> list[Row]:
    """While one of the two takes no part, a meeting can only stay as it is, or end."""
    kept = [[each for each in row if not _needs_both(each)] for row in rows]
    return [row for row in kept if row]


def _needs_both(each: Button) -> bool:
    return isinstance(each.does, MeetingPress | PlanPress) and each.does.act in NEED_BOTH


def _answering(_: Texts, meeting: Meeting, absent: Delegate | None) -> list[Row]:
    """absent: the delegate for whom an organiser answers."""
    if absent is None:
        confirm, decline = _.plain("✅ Confirm"), _.plain("✖️ Decline")
    else:
        confirm = _.plain("✅ Confirm for {name}", name=absent.called)
        decline = _.plain("✖️ Decline for {name}", name=absent.called)
    when = press(_, _.plain("🕓 Choose another time"), Act.WHEN, meeting)
    return [
        [press(_, confirm, Act.CONFIRM, meeting)],
        [when, press(_, decline, Act.DECLINE, meeting)],
        [press(_, _.plain("🔁 A colleague instead"), Act.COMPANY, meeting)],
    ]


def _asking(_: Texts, found: Details, side: Delegate) -> list[Row]:
    meeting = found.meeting
    rows = [
        [
            press(_, _.plain("🕓 Choose another time"), Act.WHEN, meeting),
            press(_, _.plain("↩️ Withdraw"), Act.WITHDRAW, meeting),
        ]
    ]
    if found.requester.id == side.id:
        rows.append([press(_, _.plain("✏️ Correct the note"), Act.NOTE, meeting)])
    return rows


def _beside(_: Texts, found: Details, mine: Beside, *, begun: bool) -> list[Row]:
    """Of who comes along, or is asked to."""
    if found.meeting.state not in LIVE_STATES:
        return []
    place = mine.row.id
    if mine.has_joined:
        contact = [press(_, _.plain("📇 Contact"), Act.CONTACT, found.meeting)] if found.meeting.is_agreed else []
        leave = button(_.plain("🚪 Leave this meeting"), PlacePress(act=PlaceAct.LEAVE, id=place))
        return [[*contact, *pin_button(_, found)], *([] if begun else [[leave]])]
    if begun:
        return []
    come = _.plain("✅ I take over") if mine.row.replaces else _.plain("✅ I come along")
    return [
        [button(come, PlacePress(act=PlaceAct.COME, id=place))],
        [button(_.plain("✖️ I cannot"), PlacePress(act=PlaceAct.REFUSE, id=place)), *pin_button(_, found)],
    ]


def _confirmed(_: Texts, found: Details, side: Delegate, *, begun: bool) -> list[Row]:
    meeting = found.meeting
    rows: list[Row] = [*hour_rows(_, found, side)]
    if found.proposed is not None and not begun:
        if meeting.awaits_id == side.id:
            rows.append([press(_, _.plain("✅ Accept the new time"), Act.CONFIRM, meeting)])
            rows.append([press(_, _.plain("↩️ Keep the current time"), Act.DECLINED, meeting)])
        else:
            rows.append([press(_, _.plain("↩️ Keep the current time"), Act.WITHDRAW, meeting)])
    if found.unanswered_by(side.id) and not begun:
        day = local_day(found.mission, found.slot).toordinal()
        on = PlanPress(act=PlanAct.ACCEPT, day=day, id=meeting.id, revision=meeting.revision)
        rows.append([button(_.plain("✅ Accept"), on)])
    rows.append([*_contact(_, meeting), *pin_button(_, found)])
    if not begun:
        rows.append(
            [
                press(_, _.plain("🕓 Move"), Act.WHEN, meeting),
                press(_, _.plain("✖️ Cancel"), Act.CANCEL, meeting),
            ]
        )
        rows.append([press(_, _.plain("👥 Who comes along"), Act.COMPANY, meeting)])
    return rows


def _undo(_: Texts, found: Details, side: Delegate, now: datetime) -> list[Row]:
    """For some minutes, of who said that they cannot come."""
    if _undone_until(found, side, now) is None:
        return []
    return [[press(_, _.plain("↩️ Undo: I am coming"), Act.AFTER_ALL, found.meeting)]]


def _contact(_: Texts, meeting: Meeting) -> Row:
    return [press(_, _.plain("📇 Contact"), Act.CONTACT, meeting)] if meeting.is_agreed else []


def _ways(_: Texts, found: Details) -> Row:
    if found.meeting.state in LIVE_STATES:
        day = local_day(found.mission, found.slot)
        requests = button(_.plain("📨 Requests"), MenuChoice(to="requests"))
        return [button(_.plain("📅 {day}", day=_.brief_day(day)), AgendaPress(day=day.toordinal())), requests]
    return [
        button(_.plain("🤝 People to meet"), MenuChoice(to="people")),
        button(_.plain("‹ Menu"), MenuChoice(to="menu")),
    ]
