"""What both sides and the desk read when a changed profile contradicts a confirmed meeting, until it fits again."""

from __future__ import annotations

from markupsafe import Markup

from handlers.core.notices import Reader, Said
from handlers.core.turn import BELOW
from handlers.meetings.data import Act, MeetingPress
from handlers.views.data import MeetingChoice
from handlers.views.first_line import Spot, Who, first_line, soon, true_until
from handlers.views.keyboards import Screen, button, inline, live
from handlers.views.meeting import CLOSED, when
from handlers.views.message import About, NeutralMessage
from locales import N_
from missions.meetings.contradictions import Against, MeetingContradicted, still_against
from missions.meetings.details import Details, details
from storage.tables import CardKind, Delegate, LiveCard, Meeting, MeetingState

WHY = {
    Against.DAYS: N_("{name} has changed the profile and is not there on this day."),
    Against.LANGUAGES: N_("{name} has changed the profile: the two have no common language."),
}
SETTLED = N_("✅ {one} – {other}: nothing left to check")


async def contradicted(notice: MeetingContradicted, reader: Reader) -> Said:
    found = await details(reader.session, await reader.session.get_one(Meeting, notice.meeting_id))
    side = await reader.session.get_one(Delegate, notice.side_id)
    text, keyboard = _view(reader, found, side, notice.against)
    return [NeutralMessage(text=text, buttons=keyboard.rows, about=keyboard.about)]


async def card(card: LiveCard, reader: Reader) -> Screen | None:
    """None once the meeting is closed, or fits the profile."""
    found, side = await _of(card, reader)
    if found is None or side is None or not still_against(found, side, _against(card)):
        return None
    return _view(reader, found, side, _against(card))


async def line(card: LiveCard, reader: Reader) -> Markup:
    """What came of it."""
    found, side = await _of(card, reader)
    if found is None or side is None:
        return reader._(CLOSED[MeetingState.CANCELLED])
    if found.meeting.state in CLOSED:
        return reader._(CLOSED[found.meeting.state])
    if still_against(found, side, _against(card)):
        return reader._(BELOW)
    return reader._(SETTLED, one=side.called, other=found.other(side.id).called)


def _against(card: LiveCard) -> Against:
    return list(Against)[card.day // 2]


async def _of(card: LiveCard, reader: Reader) -> tuple[Details | None, Delegate | None]:
    """The meeting, and the delegate whose profile was changed."""
    meeting = await reader.session.get(Meeting, card.thing_id)
    side = await reader.session.get(Delegate, card.side_id) if card.side_id else None
    return await details(reader.session, meeting) if meeting else None, side


def _view(reader: Reader, found: Details, side: Delegate, against: Against) -> Screen:
    _ = reader._
    other = found.other(side.id)
    pair = {"one": side.called, "other": other.called}
    moment = soon(_, found.slot.starts_at, found.mission, reader.session.now)
    lines = [
        first_line(_, _("⚠️ <b>Check this meeting</b>"), moment, Spot(other.called), Who(side.called)),
        _("⚠️ <b>{when}</b>: {one} – {other}", when=when(_, found.slot, found.mission), **pair),
        _(WHY[against], name=side.called),
        _("The meeting stays until it is moved or cancelled."),
    ]
    if reader.person.id in {side.person_id, other.person_id}:
        does = MeetingPress(act=Act.SHOW, id=found.meeting.id, revision=found.meeting.revision)
        rows = [[button(_.plain("🤝 Open the meeting"), does)]]
    else:
        lines += [_("{name}, 📞 {phone}", name=each.name, phone=each.phone) for each in (side, other) if each.phone]
        rows = [[button(_.plain("🔀 Move it"), MeetingChoice(meeting=found.meeting.id))]]
    about = About(
        CardKind.CONTRADICTION,
        found.meeting.id,
        side.id,
        # Each side's is told of by itself.
        day=2 * list(Against).index(against) + (side.id == found.invitee.id),
        names=frozenset({side.id, other.id}),
        until=true_until(found.slot.starts_at, found.mission, reader.session.now),
    )
    return live((Markup("\n").join(lines), inline(_, rows)), about)
