"""What the other of a meeting and the desk read on the day: who comes, who is late, who waits alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from markupsafe import Markup

from handlers.core.notices import Reader, Said
from handlers.meetings.notices import message_of_meeting
from handlers.views.first_line import Who, first_line, spot
from handlers.views.keyboards import Screen, button, inline, live
from handlers.views.meeting import place
from handlers.views.meeting_press import Act, MeetingPress
from handlers.views.message import About, NeutralMessage
from locales import N_, Texts
from missions.meetings.after_all import ComesAfterAll
from missions.meetings.arriving import DelegateComes, OtherComes
from missions.meetings.details import Details, details, sides
from missions.meetings.notices import MeetingNotice
from missions.meetings.seating import CodeAwaited
from missions.meetings.waiting_alone import AreYouComing, LeftAlone
from storage.tables import CardKind, Delegate, Meeting, Says, Slot

COMES = {
    Says.ON_THE_WAY: N_("🚶 <b>On the way</b>"),
    Says.LATE: N_("⏳ <b>10 minutes late</b>"),
}


async def other_comes(notice: OtherComes, reader: Reader) -> Said:
    """Without the place in the first line: who it is has the room."""
    return [await _until_it_is_over(notice, reader, reader._(COMES[notice.says]), placed=False)]


async def comes_after_all(notice: ComesAfterAll, reader: Reader) -> Said:
    return [await _until_it_is_over(notice, reader, reader._("✅ <b>Coming after all</b>"))]


async def delegate_comes(notice: DelegateComes, reader: Reader) -> Said:
    """To the interpreter: who, and of which meeting."""
    _ = reader._
    found = await details(reader.session, await reader.session.get_one(Meeting, notice.meeting_id))
    side = await reader.session.get_one(Delegate, notice.side_id)
    who = Who(side.called, found.organisation(side).name)
    hour = _.time(found.slot.starts_at, found.mission.time_zone)
    lines = [
        first_line(_, _(COMES[notice.says]), hour, who=who),
        _("🗣 {one} – {other}", one=found.requester.called, other=found.invitee.called),
    ]
    if found.venue and found.table:
        lines.append(_("📍 {place}", place=place(_, found.venue, found.table)))
    return [NeutralMessage(text=Markup("\n").join(lines), expires_at=found.slot.ends_at)]


async def code_awaited(notice: CodeAwaited, reader: Reader) -> Said:
    _ = reader._
    below = [_("Press “We are seated” and give the code that you are shown.")]
    return [await _until_it_is_over(notice, reader, _("🪑 <b>Your code is awaited</b>"), below)]


async def are_you_coming(notice: AreYouComing, reader: Reader) -> Said:
    return [await _until_it_is_over(notice, reader, reader._("🪑 <b>You are awaited at the table</b>"))]


async def _until_it_is_over(
    notice: MeetingNotice, reader: Reader, what: Markup, below: Sequence[Markup] = (), *, placed: bool = True
) -> NeutralMessage:
    """A message that is pointless once the meeting is over."""
    meeting = await reader.session.get_one(Meeting, notice.meeting_id)
    slot = await reader.session.get_one(Slot, meeting.slot_id)
    message = await message_of_meeting(notice, reader, what, below, None if placed else slot)
    return replace(message, expires_at=slot.ends_at)


async def left_alone(notice: LeftAlone, reader: Reader) -> Said:
    """To the desk: whom to call, and the button that frees the place."""
    found = await details(reader.session, await reader.session.get_one(Meeting, notice.meeting_id))
    side = await reader.session.get_one(Delegate, notice.side_id)
    text, keyboard = alone(reader._, found, side)
    return [NeutralMessage(text=text, buttons=keyboard.rows, about=keyboard.about, expires_at=found.slot.ends_at)]


def alone(_: Texts, found: Details, side: Delegate) -> Screen:
    """side waits, the other does not come."""
    other, zone = found.other(side.id), found.mission.time_zone
    hour = _.time(found.slot.starts_at, zone)
    lines = [first_line(_, _("⚠️ <b>Waits alone</b>"), hour, spot(_, found), Who(side.called))]
    if (row := found.arrivals.get(side.id)) is not None and row.here_at is not None:
        lines.append(_("{name} has been at the table since {time}.", name=side.called, time=_.time(row.here_at, zone)))
    lines.append(_("{name} has not come, and does not answer.", name=other.called))
    lines += [_("{name}, 📞 {phone}", name=each.name, phone=each.phone) for each in (other, side) if each.phone]
    stop = MeetingPress(act=Act.STOP_WAITING, id=found.meeting.id, revision=found.meeting.revision)
    about = About(CardKind.ALONE, found.meeting.id, side.id, names=sides([found]), until=found.slot.ends_at)
    screen = Markup("\n").join(lines), inline(_, [[button(_.plain("✖️ Free the place"), stop)]])
    return live(screen, about)
