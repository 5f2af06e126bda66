"""Cards are live: what stands in a chat about a thing is redrawn when the thing has changed, whoever changed it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta

from markupsafe import Markup
from sqlalchemy import bindparam
from sqlmodel import col, select

from handlers.announcements import cards as announcements
from handlers.changes import call_cards
from handlers.changes import cards as changes
from handlers.core.card_message import CardMessage, message_of
from handlers.core.notices import Reader, Said
from handlers.core.standing import redrawn
from handlers.day import cards as day
from handlers.desk import cards as desk
from handlers.interpreters import cards as interpreters
from handlers.meetings import cards as meetings
from handlers.meetings import contradictions, interest, organisation
from handlers.programme import cards as programme
from handlers.proposals import cards as proposals
from handlers.refills import cards as refills
from handlers.registration import cards as registration
from handlers.timetables import cards as timetables
from handlers.views.keyboards import Keyboard, Screen, unchanged
from handlers.views.message import NeutralMessage, Rows
from locales import Texts
from missions.cards.stale import CardStale
from storage.tables import CardKind, Lane, LiveCard

DELETABLE = timedelta(hours=47)
"""Telegram lets a bot delete its messages of the last 48 hours."""

Draw = Callable[[LiveCard, Reader], Awaitable[Screen | None]]
"""The card as it reads now; None where nothing of it can be done any more."""
Fold = Callable[[LiveCard, Reader], Awaitable[Markup]]
"""One line, without buttons, that stays true."""
IsThere = Callable[[LiveCard, Reader], Awaitable[bool]]
"""Whether what a pin is about is not known to be elsewhere."""
ShownAgain = Callable[[Texts, LiveCard], Rows]
"""The buttons under a pin that is no longer true, and too old to be taken away."""


# Asked for each card that is redrawn: built once.
_NEWER = select(LiveCard).where(
    col(LiveCard.chat_id) == bindparam("chat"),
    col(LiveCard.kind) == bindparam("kind"),
    col(LiveCard.thing_id) == bindparam("thing"),
    col(LiveCard.day) == bindparam("day"),
    col(LiveCard.id) > bindparam("card"),
)


async def as_it_is(card: LiveCard, _reader: Reader) -> Screen:
    """Of what happened, nothing becomes untrue."""
    return unchanged(card.truth)


DRAWN: dict[CardKind, tuple[Draw, Fold]] = {
    CardKind.MEETING: (meetings.meeting, meetings.meeting_line),
    CardKind.CHOICE: (meetings.choice, meetings.meeting_line),
    CardKind.REMINDER: (meetings.reminder, meetings.meeting_line),
    CardKind.ALONE: (meetings.alone, meetings.meeting_line),
    CardKind.BRIEF: (meetings.brief, meetings.meeting_line),
    CardKind.ORGANISATION: (organisation.card, organisation.card_line),
    CardKind.SUGGESTION: (proposals.suggestion, proposals.line),
    CardKind.INTEREST: (interest.card, interest.line),
    CardKind.CONTRADICTION: (contradictions.card, contradictions.line),
    CardKind.REFILL: (refills.refill, refills.line),
    CardKind.AGENDA: (meetings.day_of_agenda, timetables.below),
    CardKind.DIGEST: (meetings.digest, timetables.below),
    CardKind.REQUESTS: (meetings.open_requests, timetables.below),
    CardKind.MY_DAY: (day.my_day, day.over),
    CardKind.PINNED_DAY: (day.my_day, day.over),
    CardKind.DAY: (timetables.planned_day, timetables.below),
    CardKind.DRAFT: (timetables.draft, timetables.below),
    CardKind.CHANGE: (changes.receipt, changes.changed_again),
    CardKind.CALL_SHEET: (call_cards.call_sheet, timetables.below),
    CardKind.CALL: (call_cards.call, call_cards.call_line),
    CardKind.REGISTRATION: (registration.to_decide, registration.decided),
    CardKind.ASKED: (registration.asked, registration.decided),
    CardKind.PROFILE: (desk.profile, registration.decided),
    CardKind.ROLE: (registration.role, registration.answered),
    CardKind.WAITING: (registration.waiting, registration.gathered_below),
    CardKind.CLAIMS: (registration.claims, timetables.below),
    CardKind.UNREACHABLE: (as_it_is, timetables.below),
    CardKind.CLOSED: (as_it_is, timetables.below),
    CardKind.ANNOUNCEMENT: (announcements.announcement, timetables.below),
    CardKind.INTERPRETED: (interpreters.interpreted, interpreters.line),
    CardKind.INTERPRETER_REMINDER: (interpreters.reminded, interpreters.line),
    CardKind.INTERPRETER_BRIEF: (interpreters.brief, timetables.below),
    CardKind.INTERPRETER_CHANGE: (interpreters.change, interpreters.changed_again),
    CardKind.INTERPRETER_OUT: (interpreters.out, timetables.below),
    CardKind.SESSION: (programme.session, programme.session_line),
    CardKind.PROGRAMME: (programme.day, timetables.below),
    CardKind.SESSION_DESK: (programme.at_desk, programme.session_line),
}


PINS: dict[CardKind, tuple[IsThere, ShownAgain]] = {
    CardKind.PIN: (meetings.is_there, meetings.shown_again),
    CardKind.SESSION_PIN: (programme.is_there, programme.shown_again),
}
"""Places on the map, which cannot be edited."""


async def redraw(notice: CardStale, reader: Reader) -> Said:
    """The newest card about a thing shows the truth, with its buttons; older ones become a line."""
    session = reader.session
    card = await session.get(LiveCard, notice.card_id)
    if card is None:
        return []
    place = await message_of(session, card)
    elsewhere, here = await _newer(reader, card, place.message_id) if place else (False, False)
    if place is None or here:
        await session.delete(card)
        return []
    lane = Lane.REMINDER if notice.few else Lane.BULK
    if card.kind in PINS:
        is_there, _shown_again = PINS[card.kind]
        return [] if await is_there(card, reader) else [await _taken_away(card, place, reader, lane)]
    return await _shown(card, place, reader, lane, newest=not elsewhere)


async def _shown(card: LiveCard, place: CardMessage, reader: Reader, lane: Lane, *, newest: bool) -> Said:
    draw, fold = DRAWN[card.kind]
    screen = await draw(card, reader) if newest else None
    if screen is None:
        await reader.session.delete(card)
        folded = redrawn(card, place, (await fold(card, reader), Keyboard(inline_keyboard=[])), lane)
        return [replace(folded, when_posted=None)]
    about = screen[1].about
    if about is None or about.truth == card.truth:
        return []
    now = redrawn(card, place, screen, lane)
    if about.kind is card.kind:
        return [now]
    # A choice that is over: its meeting's card is in its place, and the newest.
    await reader.session.delete(card)
    return [replace(now, about=about, when_posted=None)]


async def _taken_away(card: LiveCard, place: CardMessage, reader: Reader, lane: Lane) -> NeutralMessage:
    """A message that cannot be edited, as a place on the map: it goes, or has a button once it is too old for that."""
    await reader.session.delete(card)
    old = reader.session.now - card.created_at > DELETABLE
    return NeutralMessage(
        buttons=PINS[card.kind][1](reader._, card) if old else [],
        gone=not old,
        in_place_of=place.row,
        in_place_of_message=place.message_id,
        key=place.key,
        lane=lane,
    )


async def _newer(reader: Reader, card: LiveCard, number: int | None) -> tuple[bool, bool]:
    """Whether there is a newer card about the same thing in a message below this one; and whether in this one.

    Of one that was opened in a message above, nothing here says "see below".
    """
    same = {"chat": card.chat_id, "kind": card.kind, "thing": card.thing_id, "day": card.day, "card": card.id}
    places = []
    for each in (await reader.session.exec(_NEWER, params=same)).all():
        place = await message_of(reader.session, each)
        if place is None:
            await reader.session.delete(each)
        else:
            places.append(place.message_id)
    below = any(each is None or number is None or each > number for each in places)
    return below, number is not None and number in places
