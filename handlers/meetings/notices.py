"""What people are told of their requests and meetings."""

from __future__ import annotations

from markupsafe import Markup

from handlers.core.notices import Reader, Said
from handlers.meetings import view as meeting_view
from handlers.views import contact_card
from handlers.views.data import AskAct, AskPress, CardAct, CardPress, MenuChoice
from handlers.views.fit import asked_line, lines
from handlers.views.keyboards import Keyboard, button
from handlers.views.meeting import when, who
from handlers.views.message import NeutralMessage
from handlers.views.reasons import told
from locales import N_
from missions.meetings.details import details
from missions.meetings.endings import LOST
from missions.meetings.notices import (
    AnswerAwaited,
    BothInterested,
    MeetingClosed,
    MeetingConfirmed,
    MeetingMoved,
    MeetingNotice,
    MeetingRequested,
    MoveDropped,
    MoveProposed,
    TimeProposed,
)
from missions.proposals import proposals
from missions.rules import colleagues
from missions.rules.colleagues import ColleagueAsks
from storage.tables import Delegate, Lane, Meeting, MeetingState, Mission, Organisation, Slot

_MOVE_DROPPED = {
    MeetingState.DECLINED: N_("🕓 <b>The other time does not suit.</b> The meeting stays as it is."),
    MeetingState.WITHDRAWN: N_("🕓 <b>The proposal of another time was taken back.</b> The meeting stays as it is."),
    MeetingState.EXPIRED: N_("🕓 <b>Nobody agreed to the other time.</b> The meeting stays as it is."),
}

_CLOSED = {
    MeetingState.DECLINED: N_("✖️ <b>{name}</b> declined your request for {when}."),
    MeetingState.WITHDRAWN: N_("↩️ <b>{name}</b> took back the request for {when}."),
    MeetingState.CANCELLED: N_("✖️ <b>{name}</b> cancelled your meeting of {when}."),
    MeetingState.EXPIRED: N_("⌛ <b>{name}</b> did not answer in time: your request for {when} has lapsed."),
}
_LOST = N_(
    "✖️ Your meeting with <b>{name}</b>, {when}, has lost its place in the timetable and is cancelled. Neither of you "
    "wanted it so: you can ask for another time."
)
_LAPSED_BY_ME = N_("⌛ The request of <b>{name}</b> for {when} has lapsed: it was not answered in time.")


async def meeting_requested(notice: MeetingRequested, reader: Reader) -> Said:
    _ = reader._
    meeting = await reader.session.get_one(Meeting, notice.meeting_id)
    side = await reader.session.get_one(Delegate, notice.side_id)
    requester = await reader.session.get_one(Delegate, meeting.requester_id)
    mission = await reader.session.get_one(Mission, meeting.mission_id)
    found = lines(_, mission, await proposals.fit(reader.session, side, requester))
    found += [asked_line(_, each) for each in await colleagues.courting(reader.session, side, requester)]
    reasons = Markup("\n").join(found) if found else None
    heading = _("📨 <b>A meeting request for you</b>")
    shown = await details(reader.session, meeting)
    text, keyboard = meeting_view.view(_, shown, side, reader.person, reader.session.now, heading, reasons=reasons)
    return [_to_be_answered(meeting, text, keyboard)]


async def time_proposed(notice: TimeProposed, reader: Reader) -> Said:
    return await _to_answer(notice, reader, reader._("🕓 <b>Another time is proposed to you</b>"))


async def move_proposed(notice: MoveProposed, reader: Reader) -> Said:
    return await _to_answer(notice, reader, reader._("🕓 <b>The other side would like to move your meeting</b>"))


async def answer_awaited(notice: AnswerAwaited, reader: Reader) -> Said:
    return await _to_answer(notice, reader, reader._("⏳ <b>Your answer is still awaited</b>"))


async def meeting_confirmed(notice: MeetingConfirmed, reader: Reader) -> Said:
    """When and where, then the pin and the other's contact."""
    found = await details(reader.session, await reader.session.get_one(Meeting, notice.meeting_id))
    side = await reader.session.get_one(Delegate, notice.side_id)
    return [*await _say(notice, reader, None), contact_card.going_with(reader._, found, side, Lane.CHANGE)]


async def meeting_moved(notice: MeetingMoved, reader: Reader) -> Said:
    return await _say(notice, reader, reader._("✅ <b>The new time is agreed</b>"))


async def move_dropped(notice: MoveDropped, reader: Reader) -> Said:
    return await _say(notice, reader, reader._(_MOVE_DROPPED[notice.because]))


async def meeting_closed(notice: MeetingClosed, reader: Reader) -> Said:
    _ = reader._
    slot = await reader.session.get_one(Slot, notice.slot_id)
    mission = await reader.session.get_one(Mission, slot.mission_id)
    side = await reader.session.get_one(Delegate, notice.side_id)
    sentence = _LAPSED_BY_ME if notice.mine else _LOST if notice.reason == LOST else _CLOSED[notice.state]
    lines = [_(sentence, name=notice.other_name, when=when(_, slot, mission))]
    reason = told(_, notice.reason)
    if reason:
        lines.append(_("Reason: <i>{reason}</i>", reason=reason))
    if side.person_id != reader.person.id:
        lines.insert(0, _("👤 For <b>{name}</b>, who is not in the chat", name=side.name))
    text = Markup("\n").join(lines)
    if side.person_id != reader.person.id:
        return [NeutralMessage(text=text)]
    rows = [
        [button(_.plain("🤝 Whom to meet"), MenuChoice(to="people"))],
        [button(_.plain("📅 My agenda"), MenuChoice(to="agenda"))],
    ]
    return [NeutralMessage(text=text, buttons=rows)]


async def both_interested(notice: BothInterested, reader: Reader) -> Said:
    _ = reader._
    other = await reader.session.get_one(Delegate, notice.other_id)
    organisation = await reader.session.get_one(Organisation, other.organisation_id)
    text = _(
        "⭐ <b>You both wish to meet</b>\n\n{who}\n\nChoose a time now, while both of you are free.",
        who=who(_, other, organisation),
    )
    rows = [
        [button(_.plain("🤝 Ask for a meeting"), AskPress(act=AskAct.WHEN, id=other.id))],
        [button(_.plain("👤 Who is it?"), CardPress(act=CardAct.SHOW, id=other.id))],
    ]
    return [NeutralMessage(text=text, buttons=rows, lane=Lane.REMINDER)]


async def colleague_asks(notice: ColleagueAsks, reader: Reader) -> Said:
    _ = reader._
    colleague = await reader.session.get_one(Delegate, notice.colleague_id)
    counterpart = await reader.session.get_one(Delegate, notice.counterpart_id)
    text = _(
        "👥 <b>{colleague}</b> of your organisation has just asked <b>{name}</b> for a meeting, as you did.",
        colleague=colleague.name,
        name=counterpart.name,
    )
    return [NeutralMessage(text=text, lane=Lane.REMINDER)]


async def _to_answer(notice: MeetingNotice, reader: Reader, heading: Markup) -> Said:
    return [_to_be_answered(*await _view(notice, reader, heading))]


def _to_be_answered(meeting: Meeting, text: Markup, keyboard: Keyboard) -> NeutralMessage:
    return NeutralMessage(
        text=text, buttons=keyboard.rows, about=keyboard.about, lane=Lane.REMINDER, expires_at=meeting.expires_at
    )


async def _say(notice: MeetingNotice, reader: Reader, heading: Markup | None) -> Said:
    _meeting, text, keyboard = await _view(notice, reader, heading)
    return [NeutralMessage(text=text, buttons=keyboard.rows, about=keyboard.about)]


async def _view(notice: MeetingNotice, reader: Reader, heading: Markup | None) -> tuple[Meeting, Markup, Keyboard]:
    meeting = await reader.session.get_one(Meeting, notice.meeting_id)
    side = await reader.session.get_one(Delegate, notice.side_id)
    found = await details(reader.session, meeting)
    return meeting, *meeting_view.view(reader._, found, side, reader.person, reader.session.now, heading)
