"""Meetings, agendas and requests as they read now, for the cards about them that stand in chats."""

from __future__ import annotations

from markupsafe import Markup

from handlers.core.notices import Reader
from handlers.meetings import agenda, arrivals, reminders, requests
from handlers.meetings import brief as briefs
from handlers.meetings.view import view
from handlers.views.day_parts import part_of
from handlers.views.keyboards import Keyboard, Screen, button, choice_truth, live, unchanged
from handlers.views.meeting import CLOSED, closed
from handlers.views.message import About, Rows
from handlers.views.venue_pin import PinPress, truth_of
from locales import N_, Texts
from missions.day.agenda import agenda_of
from missions.day.brief import brief_of
from missions.errors import Refusal
from missions.meetings import open_meetings
from missions.meetings.details import Details, details
from missions.meetings.states import side_read_by
from missions.people.whose import number_of
from storage.tables import CardKind, Delegate, LiveCard, Meeting, MeetingState

BELOW = N_("➡️ {name}: see below")
OVER = N_("{name} · {what}")
HELD = N_("🤝 {name}: meeting held")


async def meeting(card: LiveCard, reader: Reader) -> Screen | None:
    found = await reader.session.get(Meeting, card.thing_id)
    side = await _side(card, reader, found) if found else None
    if found is None or side is None:
        return None
    of_it = await details(reader.session, found)
    if not _has_part(of_it, side):
        return None
    return await view(reader._, reader.session, of_it, side, reader.person)


def _has_part(found: Details, side: Delegate) -> bool:
    """Whether it is this delegate's: as one of the two, or beside them, if only asked."""
    return found.is_one_of_two(side.id) or found.companion(side.id) is not None


async def choice(card: LiveCard, reader: Reader) -> Screen | None:
    """Times or reasons to choose from stand as long as the meeting is what it was; then its card comes back."""
    found = await reader.session.get(Meeting, card.thing_id)
    if found is not None and card.truth == choice_truth(found):
        return unchanged(card.truth)
    return await meeting(card, reader)


async def reminder(card: LiveCard, reader: Reader) -> Screen | None:
    """As long as the meeting is to come; what has been moved is reminded of again."""
    found = await reader.session.get(Meeting, card.thing_id)
    side = await reader.session.get(Delegate, card.side_id) if card.side_id else None
    if found is None or side is None or found.state is not MeetingState.CONFIRMED:
        return None
    of_it = await details(reader.session, found)
    return reminders.view(reader._, of_it, side, reader.session.now) if of_it.sits(side.id) else None


async def alone(card: LiveCard, reader: Reader) -> Screen | None:
    """As long as one waits for the other, and the meeting is not over."""
    found = await reader.session.get(Meeting, card.thing_id)
    side = await reader.session.get(Delegate, card.side_id) if card.side_id else None
    if found is None or side is None or found.state is not MeetingState.CONFIRMED:
        return None
    shown = await details(reader.session, found)
    theirs = shown.arrivals.get(shown.other(side.id).id)
    over = not shown.near or (theirs is not None and theirs.here_at is not None)
    return None if over else arrivals.alone(reader._, shown, side)


async def brief(card: LiveCard, reader: Reader) -> Screen | None:
    """The same of the last reminder."""
    found = await reader.session.get(Meeting, card.thing_id)
    side = await reader.session.get(Delegate, card.side_id) if card.side_id else None
    if found is None or side is None or found.state is not MeetingState.CONFIRMED:
        return None
    shown = await details(reader.session, found)
    if not shown.sits(side.id):
        return None
    known = await brief_of(reader.session, side, shown.other(side.id))
    return briefs.view(reader._, shown, side, known, now=reader.session.now)


async def digest(card: LiveCard, reader: Reader) -> Screen | None:
    """Tomorrow, today, and once the day is over the day that it was."""
    side = await reader.session.get(Delegate, card.thing_id)
    if side is None:
        return None
    part, day = part_of(card.day)
    return next(iter((await reminders.day_before(reader, side, day))[part:]), None)


async def is_there(card: LiveCard, reader: Reader) -> bool:
    """Whether the meeting of a pin is not known to be elsewhere."""
    found = await reader.session.get(Meeting, card.thing_id)
    if found is None or found.state is not MeetingState.CONFIRMED:
        return True
    venue = (await details(reader.session, found)).venue
    return venue is None or truth_of(venue) == card.truth


def shown_again(_: Texts, card: LiveCard) -> Rows:
    """Under a pin that is too old to be taken away."""
    return [[button(_.plain("📍 The place has changed"), PinPress(meeting=card.thing_id))]]


async def meeting_line(card: LiveCard, reader: Reader) -> Markup:
    """What is left of a card when a newer one, or none, says the truth."""
    _ = reader._
    found = await reader.session.get(Meeting, card.thing_id)
    side = await _side(card, reader, found) if found else None
    if found is None or side is None:
        return _(CLOSED[MeetingState.CANCELLED])
    of_it = await details(reader.session, found)
    if not _has_part(of_it, side):
        return _("This meeting no longer concerns you.")
    name = of_it.other(side.id).called
    if found.state in CLOSED:
        return _(OVER, name=name, what=_(closed(found)))
    if found.state is MeetingState.HELD:
        return _(HELD, name=name)
    # Not in which state: what is below may be cancelled yet.
    return _(BELOW, name=name)


async def day_of_agenda(card: LiveCard, reader: Reader) -> Screen | None:
    try:
        found = await agenda_of(reader.session, reader.person)
    except Refusal as refusal:
        return _no_longer(card, reader, refusal)
    return agenda.view(reader._, found, card.day) if number_of(found.whose) == card.side_id else None


async def open_requests(card: LiveCard, reader: Reader) -> Screen | None:
    try:
        found = await open_meetings.requests_of(reader.session, reader.person)
    except Refusal as refusal:
        return _no_longer(card, reader, refusal)
    shown = found.delegate.id if found.delegate else None
    return requests.view(reader._, found) if shown == card.side_id else None


def _no_longer(card: LiveCard, reader: Reader, refusal: Refusal) -> Screen:
    """A list that its reader may not see any more, and why."""
    about = About(card.kind, card.thing_id, card.side_id, card.day)
    return live((reader._.message(refusal), Keyboard(inline_keyboard=[])), about)


async def _side(card: LiveCard, reader: Reader, found: Meeting) -> Delegate | None:
    if card.kind is CardKind.MEETING and card.side_id is not None:
        return await reader.session.get(Delegate, card.side_id)
    return await side_read_by(reader.session, reader.person, found)
