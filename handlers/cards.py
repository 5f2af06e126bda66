"""Cards are live: what stands in a chat about a thing is redrawn when the thing has changed, whoever changed it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from functools import partial

from markupsafe import Markup
from sqlmodel import col, select

from handlers.announcements import cards as announcements
from handlers.changes import cards as changes
from handlers.core.notices import Reader, Said
from handlers.meetings import cards as meetings
from handlers.registration import cards as registration
from handlers.timetables import cards as timetables
from handlers.views.keyboards import Screen
from handlers.views.message import NeutralMessage, Rows
from missions.cards.stale import CardStale
from storage.tables import CardKind, Lane, LiveCard, OutboxRow, OutboxState

Draw = Callable[[LiveCard, Reader], Awaitable[Screen | None]]
"""The card as it reads now; None where nothing of it can be done any more."""
Fold = Callable[[LiveCard, Reader], Awaitable[Markup]]
"""One line, without buttons, that stays true."""

DRAWN: dict[CardKind, tuple[Draw, Fold]] = {
    CardKind.MEETING: (meetings.meeting, meetings.meeting_line),
    CardKind.CHOICE: (meetings.choice, meetings.meeting_line),
    CardKind.REMINDER: (meetings.reminder, meetings.meeting_line),
    CardKind.AGENDA: (meetings.day_of_agenda, timetables.below),
    CardKind.REQUESTS: (meetings.open_requests, timetables.below),
    CardKind.DAY: (timetables.planned_day, timetables.below),
    CardKind.DRAFT: (timetables.draft, timetables.below),
    CardKind.CHANGE: (changes.receipt, changes.changed_again),
    CardKind.REGISTRATION: (registration.to_decide, registration.decided),
    CardKind.ROLE: (registration.role, registration.answered),
    CardKind.ANNOUNCEMENT: (announcements.announcement, timetables.below),
}


@dataclass(frozen=True, slots=True)
class _Standing:
    """Where a card's message is: the number of the message, or the outbox row that has still to send it."""

    message_id: int | None
    row: int | None
    key: str


async def redraw(notice: CardStale, reader: Reader) -> Said:
    """The newest card about a thing shows the truth, with its buttons; older ones become a line."""
    session = reader.session
    card = await session.get(LiveCard, notice.card_id)
    standing = await _standing(reader, card) if card else None
    if card is None or standing is None:
        if card is not None:
            await session.delete(card)
        return []
    elsewhere, here = await _newer(reader, card, standing.message_id)
    if here:
        await session.delete(card)
        return []
    draw, fold = DRAWN[card.kind]
    screen = None if elsewhere else await draw(card, reader)
    edit = NeutralMessage(
        lane=Lane.REMINDER if notice.few else Lane.BULK,
        in_place_of=standing.row,
        in_place_of_message=standing.message_id,
        key=standing.key,
    )
    if screen is None:
        await session.delete(card)
        return [_reading(edit, await fold(card, reader))]
    text, keyboard = screen
    about = keyboard.about
    if about is None or about.truth == card.truth:
        return []
    card.truth = about.truth
    return [_reading(edit, text, keyboard.rows, partial(setattr, card, "drawn_by"))]


def _reading(
    edit: NeutralMessage, text: Markup, rows: Rows | None = None, when_posted: Callable[[int], None] | None = None
) -> NeutralMessage:
    return replace(edit, text=text, buttons=rows or [], when_posted=when_posted)


async def _standing(reader: Reader, card: LiveCard) -> _Standing | None:
    """None where the message shows something else by now, or was never sent."""
    number = card.message_id
    if number is None:
        sent = await reader.session.get(OutboxRow, card.sent_row)
        if sent is None or sent.state not in (OutboxState.PENDING, OutboxState.SENT):
            return None
        if sent.state is OutboxState.PENDING:
            return _Standing(None, sent.id, f"card:{sent.id}")
        number = sent.message_id
    key = f"edit:{card.chat_id}:{number}"
    later = select(OutboxRow.id).where(
        OutboxRow.chat_id == card.chat_id,
        OutboxRow.key == key,
        col(OutboxRow.id) > card.drawn_by,
        col(OutboxRow.state).in_((OutboxState.PENDING, OutboxState.SENT)),
    )
    shows_another = (await reader.session.exec(later.limit(1))).first() is not None
    return None if shows_another or number is None else _Standing(number, None, key)


async def _newer(reader: Reader, card: LiveCard, number: int | None) -> tuple[bool, bool]:
    """Whether there is a newer card about the same thing in another message; and whether in this one."""
    newer = (
        select(LiveCard.message_id, OutboxRow.message_id)
        .outerjoin(OutboxRow, col(OutboxRow.id) == col(LiveCard.sent_row))
        .where(
            LiveCard.chat_id == card.chat_id,
            LiveCard.kind == card.kind,
            LiveCard.thing_id == card.thing_id,
            LiveCard.day == card.day,
            col(LiveCard.id) > card.id,
        )
    )
    numbers = [known or sent for known, sent in (await reader.session.exec(newer)).all()]
    return any(each is None or each != number for each in numbers), number is not None and number in numbers
