"""What changes by itself is read where it stands: an edit touches no message that shows something else by now."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from sqlmodel import col, select

from handlers.core.card_message import CardMessage, message_of
from handlers.core.edits import edited_since
from handlers.core.notices import Reader
from handlers.views.keyboards import Screen
from handlers.views.message import About, NeutralMessage
from storage.tables import Lane, LiveCard


def redrawn(card: LiveCard, place: CardMessage, screen: Screen, lane: Lane) -> NeutralMessage:
    """The message of a card as it reads from now on."""
    text, keyboard = screen
    about = keyboard.about
    card.truth, card.true_until = (about.truth, about.until) if about else ("", None)
    return NeutralMessage(
        text=text,
        buttons=keyboard.rows,
        lane=lane,
        in_place_of=place.row,
        in_place_of_message=place.message_id,
        key=place.key,
        notice=card.notice,
        naming=[f"delegate:{each}" for each in about.names] if about else (),
        when_posted=partial(setattr, card, "drawn_by"),
    )


async def progress(
    reader: Reader, screen: Screen, row: int | None, *, ended: bool, note: Callable[[int], None]
) -> list[NeutralMessage]:
    """How far something is, in the message that shows it; where its reader opened something else there, only its end.

    row: the outbox row of the first message about it, if there was one; note: takes that of a new one.
    """
    about = screen[1].about
    found = await _newest(reader, about) if about else None
    if found is not None:
        return [redrawn(*found, screen, Lane.REPLY)]
    new = NeutralMessage(text=screen[0], buttons=screen[1].rows, lane=Lane.REPLY, notice=False)
    if row is None or (ended and await edited_since(reader.session, row)):
        return [replace(new, about=about, when_posted=note)]
    if await edited_since(reader.session, row):
        return []
    # Sent before there were cards.
    return [replace(new, in_place_of=row, key=f"progress:{row}")]


async def _newest(reader: Reader, about: About) -> tuple[LiveCard, CardMessage] | None:
    """The newest card about this in the reader's chat, and where it is."""
    cards = select(LiveCard).where(
        LiveCard.chat_id == reader.person.telegram_id,
        LiveCard.kind == about.kind,
        LiveCard.thing_id == about.thing_id,
    )
    card = (await reader.session.exec(cards.order_by(col(LiveCard.id).desc()).limit(1))).first()
    place = await message_of(reader.session, card) if card else None
    return (card, place) if card and place else None
