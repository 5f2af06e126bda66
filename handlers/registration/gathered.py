"""Registrations that come in a burst are gathered: the card about the first becomes the list of those who wait."""

from __future__ import annotations

from sqlmodel import col, select, update

from handlers.core.card_message import CardMessage
from handlers.core.gathering import lately
from handlers.core.notices import Reader
from handlers.core.standing import redrawn
from handlers.views import waiting
from handlers.views.message import NeutralMessage
from missions.registration.waiting import waiting_list
from storage.tables import CardKind, Delegate, DelegateStatus, Lane, LiveCard


async def open_card(reader: Reader, delegate: Delegate) -> tuple[LiveCard, CardMessage] | None:
    """The newest card of the reader about others who wait, where it came lately and shows them still."""
    others = select(Delegate.id).where(
        Delegate.mission_id == delegate.mission_id,
        Delegate.status == DelegateStatus.PENDING,
        col(Delegate.id) != delegate.id,
    )
    of_one = (col(LiveCard.kind) == CardKind.REGISTRATION) & col(LiveCard.thing_id).in_(others)
    of_all = (col(LiveCard.kind) == CardKind.WAITING) & (col(LiveCard.thing_id) == delegate.mission_id)
    return await lately(reader, of_one | of_all)


async def add(reader: Reader, card: LiveCard, message: CardMessage, mission_id: int) -> NeutralMessage:
    """The message reads as the list of all who wait, from now on; older lists give way to it."""
    found = await waiting_list(reader.session, mission_id)
    card.kind, card.thing_id, card.side_id, card.stale = CardKind.WAITING, mission_id, None, False
    older = (
        update(LiveCard)
        .where(
            col(LiveCard.chat_id) == card.chat_id,
            col(LiveCard.kind) == CardKind.WAITING,
            col(LiveCard.thing_id) == mission_id,
            col(LiveCard.id) < card.id,
        )
        .values(stale=True)
    )
    await reader.session.exec(older)
    return redrawn(card, message, waiting.view(reader._, found), Lane.CHANGE)
