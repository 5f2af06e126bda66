"""What both sides and the desk read when a changed profile contradicts a confirmed meeting."""

from __future__ import annotations

from markupsafe import Markup

from handlers.core.notices import Reader, Said
from handlers.meetings.data import Act, MeetingPress
from handlers.views.data import MeetingChoice
from handlers.views.first_line import Spot, Who, first_line, soon
from handlers.views.keyboards import button
from handlers.views.meeting import when
from handlers.views.message import NeutralMessage
from locales import N_
from missions.meetings.contradictions import Against, MeetingContradicted
from missions.meetings.details import details
from storage.tables import Delegate, Meeting

WHY = {
    Against.DAYS: N_("{name} has changed the profile and is not there on this day."),
    Against.LANGUAGES: N_("{name} has changed the profile: the two have no common language."),
}


async def contradicted(notice: MeetingContradicted, reader: Reader) -> Said:
    _ = reader._
    found = await details(reader.session, await reader.session.get_one(Meeting, notice.meeting_id))
    side = await reader.session.get_one(Delegate, notice.side_id)
    other = found.other(side.id)
    pair = {"one": side.name, "other": other.name}
    moment = soon(_, found.slot.starts_at, found.mission, reader.session.now)
    lines = [
        first_line(_, _("⚠️ <b>Check this meeting</b>"), moment, Spot(other.name), Who(side.name)),
        _("⚠️ <b>{when}</b>: {one} – {other}", when=when(_, found.slot, found.mission), **pair),
        _(WHY[notice.against], name=side.name),
        _("The meeting stays until it is moved or cancelled."),
    ]
    if reader.person.id in {side.person_id, other.person_id}:
        does = MeetingPress(act=Act.SHOW, id=found.meeting.id, revision=found.meeting.revision)
        rows = [[button(_.plain("🤝 Open the meeting"), does)]]
    else:
        lines += [_("{name}, 📞 {phone}", name=each.name, phone=each.phone) for each in (side, other) if each.phone]
        rows = [[button(_.plain("🔀 Move it"), MeetingChoice(meeting=found.meeting.id))]]
    return [NeutralMessage(text=Markup("\n").join(lines), buttons=rows)]
