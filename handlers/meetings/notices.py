"""What people are told of their requests and meetings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from markupsafe import Markup

from handlers.core.gathering import gather
from handlers.core.notices import Reader, Said
from handlers.meetings import gathered
from handlers.meetings import view as meeting_view
from handlers.views.data import MenuChoice
from handlers.views.first_line import Spot, Who, first_line, of_meeting, soon
from handlers.views.keyboards import button
from handlers.views.meeting import when
from handlers.views.message import NeutralMessage
from handlers.views.reasons import told
from locales import N_
from missions.meetings.details import Details, details
from missions.meetings.endings import APART, CANNOT_COME, GONE, LOST
from missions.meetings.notices import (
    AnswerAwaited,
    AskedAlong,
    ComesAlong,
    MeetingClosed,
    MeetingConfirmed,
    MeetingMoved,
    MeetingNotice,
    MeetingRequested,
    MoveDropped,
    MoveProposed,
    MoveUnderWay,
    NoLongerAsked,
    StaysAway,
    TakesOver,
    TimeProposed,
)
from missions.rules.colleagues import ColleagueAsks
from storage.tables import CardKind, Delegate, Lane, Meeting, MeetingState, Mission, Slot
from storage.tables.called import Called

_MOVE_DROPPED = {
    MeetingState.DECLINED: N_("The new time does not suit: the meeting stays as it is."),
    MeetingState.WITHDRAWN: N_("The proposed new time was withdrawn: the meeting stays as it is."),
    MeetingState.EXPIRED: N_("No answer about the new time: the meeting stays as it is."),
}

_CLOSED = {
    MeetingState.DECLINED: (N_("✖️ <b>Request declined</b>"), N_("<b>{name}</b> declined your request for {when}.")),
    MeetingState.WITHDRAWN: (N_("↩️ <b>Request withdrawn</b>"), N_("<b>{name}</b> withdrew the request for {when}.")),
    MeetingState.CANCELLED: (N_("✖️ <b>Meeting cancelled</b>"), N_("<b>{name}</b> cancelled your meeting of {when}.")),
    MeetingState.MISSED: (
        N_("✖️ <b>Meeting not held</b>"),
        N_("Your meeting with <b>{name}</b>, {when}, did not take place. You can request another time."),
    ),
    MeetingState.EXPIRED: (
        N_("⌛ <b>Request expired</b>"),
        N_("<b>{name}</b> did not answer in time: your request for {when} has expired."),
    ),
}
"""What happened, and by whom."""
_LOST = N_(
    "Your meeting with <b>{name}</b>, {when}, was cancelled by a timetable change, not by either of "
    "you. You can request another time."
)
_CANNOT_COME = N_("🚫 <b>Cannot come</b>")
_APART = N_("The request between you and <b>{name}</b> for {when} is closed: the organisers do not plan this meeting.")
_GONE = N_("<b>{name}</b> no longer takes part: the request for {when} is closed.")
_MEETING_GONE = N_("<b>{name}</b> no longer takes part: your meeting of {when} is cancelled.")
_EXPIRED_BY_ME = N_("The request from <b>{name}</b> for {when} has expired: you did not answer in time.")


async def meeting_requested(notice: MeetingRequested, reader: Reader) -> Said:
    meeting = await reader.session.get_one(Meeting, notice.meeting_id)
    side = await reader.session.get_one(Delegate, notice.side_id)
    if side.person_id != reader.person.id and (earlier := await gathered.open_card(reader, meeting)):
        return [await gathered.add(reader, *earlier)]
    return await _to_answer(notice, reader, reader._("📨 <b>New meeting request</b>"))


async def time_proposed(notice: TimeProposed, reader: Reader) -> Said:
    return await _to_answer(notice, reader, reader._("🕓 <b>A new time is proposed to you</b>"))


async def move_proposed(notice: MoveProposed, reader: Reader) -> Said:
    """The time that is proposed, instead of the present one."""
    _ = reader._
    found, side = await _meeting(notice, reader)
    asks = _(
        "{name} proposes this time instead of {when}.",
        name=found.other(side.id).called,
        when=when(_, found.slot, found.mission),
    )
    return await _to_answer(notice, reader, _("🕓 <b>Move your meeting?</b>"), [asks], slot=found.proposed)


async def move_under_way(notice: MoveUnderWay, reader: Reader) -> Said:
    """To who has joined the two: the time that may come, and the one that holds until then."""
    _ = reader._
    found, _side = await _meeting(notice, reader)
    below = [_("{when} stays until both agree.", when=when(_, found.slot, found.mission))]
    what = _("🕓 <b>New time proposed</b>")
    return [await message_of_meeting(notice, reader, what, below, slot=found.proposed)]


async def answer_awaited(notice: AnswerAwaited, reader: Reader) -> Said:
    found, _side = await _meeting(notice, reader)
    return await _to_answer(notice, reader, reader._("⏳ <b>Please answer this request</b>"), slot=found.proposed)


async def meeting_confirmed(notice: MeetingConfirmed, reader: Reader) -> Said:
    """One card: its buttons hand out the other's contact and the pin."""
    return [await message_of_meeting(notice, reader, reader._("✅ <b>Meeting confirmed</b>"))]


async def meeting_moved(notice: MeetingMoved, reader: Reader) -> Said:
    _ = reader._
    below = []
    if notice.before_slot_id is not None:
        before = await reader.session.get_one(Slot, notice.before_slot_id)
        mission = await reader.session.get_one(Mission, before.mission_id)
        below = [_("Instead of {when}.", when=when(_, before, mission))]
    return [await message_of_meeting(notice, reader, _("✅ <b>New time agreed</b>"), below)]


async def move_dropped(notice: MoveDropped, reader: Reader) -> Said:
    _ = reader._
    return [await message_of_meeting(notice, reader, _("🕓 <b>Time unchanged</b>"), [_(_MOVE_DROPPED[notice.because])])]


async def meeting_closed(notice: MeetingClosed, reader: Reader) -> Said:
    _ = reader._
    slot = await reader.session.get_one(Slot, notice.slot_id)
    mission = await reader.session.get_one(Mission, slot.mission_id)
    side = await reader.session.get_one(Delegate, notice.side_id)
    what, sentence = _what_became(notice)
    other = Called(notice.other_name, notice.other_spelling)
    moment = soon(_, slot.starts_at, mission, reader.session.now)
    lines = [
        first_line(_, _(what), moment, who=Who(other)),
        _(sentence, name=other, when=when(_, slot, mission)),
    ]
    reason = told(_, notice.reason)
    if reason:
        lines.append(_("Reason: <i>{reason}</i>", reason=reason))
    if side.person_id != reader.person.id:
        lines.insert(1, _("👤 For <b>{name}</b>, who is not in the chat", name=side.called))
    text = Markup("\n").join(lines)
    if side.person_id != reader.person.id:
        open_ones = [[button(_.plain("📨 Requests"), MenuChoice(to="requests"))]]
        return [await gather(reader, CardKind.CLOSED, NeutralMessage(text=text, buttons=open_ones))]
    rows = [
        [button(_.plain("🤝 People to meet"), MenuChoice(to="people"))],
        [button(_.plain("📅 My agenda"), MenuChoice(to="agenda"))],
    ]
    return [NeutralMessage(text=text, buttons=rows)]


async def asked_along(notice: AskedAlong, reader: Reader) -> Said:
    """To who is asked: who asks, and the meeting with the buttons to answer."""
    _ = reader._
    found, side = await _meeting(notice, reader)
    asker = await reader.session.get_one(Delegate, notice.colleague_id)
    place = found.companion(side.id)
    if place is not None and place.row.replaces:
        what, asks = _("🔁 <b>Will you take over?</b>"), _("{name} asks you to take their place.", name=asker.called)
    else:
        what, asks = _("👥 <b>Will you come along?</b>"), _("{name} asks you to come along.", name=asker.called)
    return await _to_answer(notice, reader, what, [asks])


async def comes_along(notice: ComesAlong, reader: Reader) -> Said:
    _ = reader._
    who_comes = await reader.session.get_one(Delegate, notice.colleague_id)
    below = [_("{name} comes along.", name=who_comes.called)]
    return [await message_of_meeting(notice, reader, _("👥 <b>One more at your meeting</b>"), below)]


async def stays_away(notice: StaysAway, reader: Reader) -> Said:
    _ = reader._
    who_stays = await reader.session.get_one(Delegate, notice.colleague_id)
    below = [_("{name} does not come. Your meeting stays as it is.", name=who_stays.called)]
    return [await message_of_meeting(notice, reader, _("👥 <b>One fewer at your meeting</b>"), below)]


async def takes_over(notice: TakesOver, reader: Reader) -> Said:
    """To all who sit there, and to the one whose place it was."""
    _ = reader._
    found, side = await _meeting(notice, reader)
    new = await reader.session.get_one(Delegate, notice.colleague_id)
    before = await reader.session.get_one(Delegate, notice.counterpart_id)
    if side.id != before.id:
        below = [_("{name} comes instead of {before}.", name=new.called, before=before.called)]
        return [await message_of_meeting(notice, reader, _("🔁 <b>Someone else comes</b>"), below)]
    moment = soon(_, found.slot.starts_at, found.mission, reader.session.now)
    lines = [
        first_line(_, _("🔁 <b>Handed over</b>"), moment, who=Who(new.called)),
        _("{name} takes your place at the meeting with {other}.", name=new.called, other=found.other(new.id).called),
    ]
    return [_without_card(reader, side, lines)]


async def no_longer_asked(notice: NoLongerAsked, reader: Reader) -> Said:
    _ = reader._
    found, side = await _meeting(notice, reader)
    asker = await reader.session.get_one(Delegate, notice.colleague_id)
    moment = soon(_, found.slot.starts_at, found.mission, reader.session.now)
    lines = [
        first_line(_, _("👥 <b>No longer needed</b>"), moment, who=Who(asker.called)),
        _("{name} no longer asks you to come.", name=asker.called),
    ]
    return [_without_card(reader, side, lines)]


def _without_card(reader: Reader, side: Delegate, lines: Sequence[Markup]) -> NeutralMessage:
    """To a delegate who has no part in the meeting any more."""
    _ = reader._
    if side.person_id != reader.person.id:
        lines = [lines[0], _("👤 For <b>{name}</b>, who is not in the chat", name=side.called), *lines[1:]]
    rows = [[button(_.plain("📅 My agenda"), MenuChoice(to="agenda"))]]
    return NeutralMessage(text=Markup("\n").join(lines), buttons=rows)


def _what_became(notice: MeetingClosed) -> tuple[str, str]:
    what, by_whom = _CLOSED[notice.state]
    if notice.reason == APART:
        return N_("✖️ <b>Request closed</b>"), _APART
    if notice.reason == GONE:
        is_meeting = notice.state is MeetingState.CANCELLED
        return (what, _MEETING_GONE) if is_meeting else (N_("✖️ <b>Request closed</b>"), _GONE)
    if notice.state is MeetingState.CANCELLED and notice.reason == CANNOT_COME:
        what = _CANNOT_COME
    return what, _EXPIRED_BY_ME if notice.mine else _LOST if notice.reason == LOST else by_whom


async def colleague_asks(notice: ColleagueAsks, reader: Reader) -> Said:
    _ = reader._
    colleague = await reader.session.get_one(Delegate, notice.colleague_id)
    counterpart = await reader.session.get_one(Delegate, notice.counterpart_id)
    text = Markup("\n").join(
        (
            first_line(_, _("👥 <b>Two requests</b>"), where=Spot(counterpart.called), who=Who(colleague.called)),
            _(
                "<b>{colleague}</b> from your organisation has just requested a meeting with "
                "<b>{name}</b>, as you did.",
                colleague=colleague.called,
                name=counterpart.called,
            ),
        )
    )
    return [NeutralMessage(text=text, lane=Lane.REMINDER)]


async def _to_answer(
    notice: MeetingNotice, reader: Reader, what: Markup, below: Sequence[Markup] = (), slot: Slot | None = None
) -> Said:
    meeting = await reader.session.get_one(Meeting, notice.meeting_id)
    message = await message_of_meeting(notice, reader, what, below, slot)
    return [replace(message, lane=Lane.REMINDER, expires_at=meeting.expires_at)]


async def message_of_meeting(
    notice: MeetingNotice, reader: Reader, what: Markup, below: Sequence[Markup] = (), slot: Slot | None = None
) -> NeutralMessage:
    """The first line, more of it below, and the card. slot: the time that is proposed for the meeting."""
    found, side = await _meeting(notice, reader)
    first = of_meeting(reader._, what, found, side, reader.session.now, slot)
    heading = Markup("\n").join([first, *below])
    text, keyboard = await meeting_view.view(reader._, reader.session, found, side, reader.person, heading)
    return NeutralMessage(text=text, buttons=keyboard.rows, about=keyboard.about)


async def _meeting(notice: MeetingNotice, reader: Reader) -> tuple[Details, Delegate]:
    """The meeting, and the side that the notice concerns."""
    meeting = await reader.session.get_one(Meeting, notice.meeting_id)
    return await details(reader.session, meeting), await reader.session.get_one(Delegate, notice.side_id)
