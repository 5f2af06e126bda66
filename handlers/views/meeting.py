"""How a meeting reads: when, where, with whom, and in which state."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from handlers.views import on_the_day
from handlers.views.hours import hours
from handlers.views.table import table_at
from locales import N_, Texts
from missions.meetings import endings
from missions.meetings.details import Beside, Details
from missions.meetings.states import apart
from missions.people.languages import share_a_language
from storage.tables import Delegate, Meeting, MeetingState, MeetingTable, Mission, Organisation, Slot, Venue

CLOSED = {
    MeetingState.DECLINED: N_("This request was declined."),
    MeetingState.WITHDRAWN: N_("This request was withdrawn."),
    MeetingState.CANCELLED: N_("This meeting was cancelled."),
    MeetingState.EXPIRED: N_("This request expired without an answer."),
    MeetingState.MISSED: N_("This meeting did not take place."),
}

APART = N_("The organisers have closed this request.")
GONE = N_("This request was closed: one of the two no longer takes part.")
MEETING_GONE = N_("This meeting was cancelled: one of the two no longer takes part.")


def closed(meeting: Meeting) -> str:
    """What became of one that is open no longer, as a message id."""
    if meeting.reason == endings.APART:
        return APART
    if meeting.reason == endings.GONE:
        return MEETING_GONE if meeting.state is MeetingState.CANCELLED else GONE
    return CLOSED[meeting.state]


def when(_: Texts, slot: Slot, mission: Mission) -> str:
    """Day and hours in the mission's time: "Tuesday 13 July, 10:00–10:25"."""
    day = _.day(slot.starts_at, mission.time_zone)
    return _.plain("{day}, {hours}", day=day, hours=hours(_, slot.starts_at, slot.ends_at, mission.time_zone))


def place(_: Texts, venue: Venue, table: MeetingTable) -> str:
    """The venue in the reader's language, and the table."""
    return table_at(_, venue.title, table.label)


def who(_: Texts, delegate: Delegate, organisation: Organisation) -> Markup:
    """Name in both scripts where it has two, position and organisation, on two lines."""
    if delegate.position:
        return _(
            "<b>{name}</b>\n{position}, {organisation}",
            name=_.both(delegate.called),
            position=delegate.position,
            organisation=organisation.name,
        )
    return _("<b>{name}</b>\n{organisation}", name=_.both(delegate.called), organisation=organisation.name)


def card(
    _: Texts, details: Details, side: Delegate, heading: Markup | None = None, for_whom: Markup | None = None
) -> Markup:
    """A meeting as one of its two delegates sees it. for_whom: said below the heading."""
    other = details.other(side.id)
    lines = [
        heading or state(_, details, side),
        *([for_whom] if for_whom else []),
        Markup(),
        who(_, other, details.organisation(other)),
        _("🗓 Any time when you are both free: it is set once the request is confirmed.")
        if details.meeting.any_time
        else _("🗓 {when}", when=when(_, details.slot, details.mission)),
    ]
    if details.venue and details.table:
        lines.append(_("📍 {place}", place=place(_, details.venue, details.table)))
        if details.venue.address:
            lines.append(_("<i>{address}</i>", address=details.venue.address))
    lines += [*company(_, details, side), *interpreting(_, details)]
    lines += on_the_day.lines(_, details, side)
    if details.meeting.note:
        asked_by_me = details.requester.id == side.id
        lines.append(Markup())
        lines.append(_note(_, details, asked_by_me=asked_by_me))
    if details.proposed is not None:
        lines.append(Markup())
        lines.append(_proposed(_, details, details.proposed, side))
    return Markup("\n").join(lines)


def company(_: Texts, details: Details, side: Delegate) -> Sequence[Markup]:
    """Who else sits there."""
    also = details.also(side.id)
    return [_("👥 With {names}", names=_.list([each.called for each in also]))] if also else []


def interpreting(_: Texts, details: Details) -> Sequence[Markup]:
    """The interpreter; of a request, that there will be one."""
    if details.interpreter is not None:
        return [_("🗣 Interpreter: {name}", name=details.interpreter.name)]
    is_asked = details.meeting.state is MeetingState.REQUESTED
    if is_asked and not share_a_language(details.requester, details.invitee):
        return [_("🗣 No common language: an interpreter will be there.")]
    return []


def state(_: Texts, details: Details, side: Delegate) -> Markup:
    """Its state, in one line."""
    meeting, beside = details.meeting, details.companion(side.id)
    if beside is not None and not beside.has_joined:
        return _asked(_, beside)
    if meeting.state is MeetingState.REQUESTED:
        answers = meeting.awaits_id == side.id and apart(side, details.other(side.id)) is None
        asks = _("📨 <b>Meeting request: please answer</b>") if answers else None
        return asks or _("⏳ <b>Meeting request: waiting for an answer</b>")
    if meeting.state is MeetingState.HELD:
        return _("🤝 <b>Meeting held</b> · {time}", time=_held(_, details))
    if meeting.state is not MeetingState.CONFIRMED:
        return _(closed(meeting))
    if not meeting.is_agreed:
        return _("🧩 <b>Set by the timetable</b>: not yet accepted by both")
    return _("✅ <b>Meeting confirmed</b>")


def _asked(_: Texts, beside: Beside) -> Markup:
    if beside.row.replaces:
        return _("🔁 <b>Will you take over?</b>")
    return _("👥 <b>Will you come along?</b>")


def true_now(_: Texts, details: Details, side: Delegate) -> str:
    """The answer to an old button: the present state, in a sentence for an alert."""
    meeting, moment = details.meeting, when(_, details.slot, details.mission)
    if meeting.state is MeetingState.CONFIRMED and details.venue and details.table:
        where = place(_, details.venue, details.table)
        if details.proposed is not None:
            new = when(_, details.proposed, details.mission)
            return _.plain(
                "This meeting is {when}, {place}. A new time is proposed: {new}.", when=moment, place=where, new=new
            )
        return _.plain("This meeting is now {when}, {place}.", when=moment, place=where)
    if meeting.state is MeetingState.HELD:
        return _.plain("This meeting was held at {time}.", time=_held(_, details))
    if meeting.state is not MeetingState.REQUESTED:
        return _.plain(closed(meeting))
    return _asked_now(_, details, side)


def _asked_now(_: Texts, details: Details, side: Delegate) -> str:
    """The same of a request."""
    moment = when(_, details.slot, details.mission)
    if details.meeting.any_time:
        return _.plain("This request has no time yet: it is set once the request is confirmed.")
    if details.meeting.awaits_id == side.id:
        return _.plain("This request is now for {when}. Please answer.", when=moment)
    return _.plain("This request is now for {when} and is waiting for an answer.", when=moment)


def _held(_: Texts, details: Details) -> str:
    """The hour at which both were seated."""
    return _.time(details.meeting.held_at or details.slot.starts_at, details.mission.time_zone)


def _note(_: Texts, details: Details, *, asked_by_me: bool) -> Markup:
    if asked_by_me:
        return _("Your note: <i>{note}</i>", note=details.meeting.note)
    return _("Note: <i>{note}</i>", note=details.meeting.note)


def _proposed(_: Texts, details: Details, slot: Slot, side: Delegate) -> Markup:
    moment = when(_, slot, details.mission)
    if details.meeting.awaits_id == side.id:
        return _("🕓 New time proposed: <b>{when}</b>", when=moment)
    if details.is_one_of_two(side.id):
        return _(
            "🕓 You proposed a new time: <b>{when}</b>. Until it is accepted, the meeting stays as it is.", when=moment
        )
    proposer = details.invitee if details.meeting.awaits_id == details.requester.id else details.requester
    return _("🕓 {name} proposes a new time: <b>{when}</b>", name=proposer.called, when=moment)
