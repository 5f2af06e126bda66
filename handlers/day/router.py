"""/today, and the message that the person keeps pinned."""

from __future__ import annotations

from datetime import date

from aiogram import F, Router
from aiogram.filters import Command
from aiogram.methods import PinChatMessage, UnpinChatMessage
from aiogram.types import CallbackQuery, Message
from sqlmodel import col, select

from handlers.core import edits
from handlers.core.card_message import message_of
from handlers.core.turn import Turn
from handlers.day.data import DayAct, DayPress
from handlers.day.view import view
from handlers.views.data import MenuChoice, SheetPress
from missions.day import sheets
from missions.day.my_day import my_day
from missions.people.whose import require_whose
from storage.tables import CardKind, LiveCard


def router() -> Router:
    today = Router(name="today")
    today.message.register(show, Command("today"))
    today.callback_query.register(show, MenuChoice.filter(F.to == "today"))
    today.callback_query.register(pin, DayPress.filter(F.act == DayAct.PIN))
    today.callback_query.register(unpin, DayPress.filter(F.act == DayAct.UNPIN))
    today.callback_query.register(have_drawn, SheetPress.filter())
    return today


async def show(_event: Message | CallbackQuery, turn: Turn) -> None:
    await turn.state.clear()
    await turn.show(*view(turn._, await my_day(turn.session, turn.person)))


async def pin(query: CallbackQuery, turn: Turn) -> None:
    """The pressed message stays at the top of the chat, instead of an earlier one."""
    day = await my_day(turn.session, turn.person)
    await _unpin(turn)
    await edits.show(query, turn.box, *view(turn._, day, pinned=True))
    number = turn.pressed.message_id if turn.pressed else 0
    call = PinChatMessage(chat_id=turn.chat_id, message_id=number, disable_notification=True)
    await turn.box.post(call, after_id=None if number else turn.box.shown[turn.chat_id])
    await turn.toast(turn._.plain("Pinned. This message keeps itself up to date."))


async def unpin(query: CallbackQuery, turn: Turn) -> None:
    day = await my_day(turn.session, turn.person)
    await _unpin(turn)
    await edits.show(query, turn.box, *view(turn._, day))


async def have_drawn(_query: CallbackQuery, callback_data: SheetPress, turn: Turn) -> None:
    """Drawn aside, and sent in a moment."""
    whose = await require_whose(turn.session, turn.person)
    day = date.fromordinal(max(1, min(callback_data.day, date.max.toordinal())))
    await sheets.ask(turn.session, whose, day, callback_data.kind)
    await turn.toast(turn._.plain("Coming in a moment."))


async def _unpin(turn: Turn) -> None:
    """Of several cards, the newest is the one that is pinned."""
    cards = select(LiveCard).where(LiveCard.chat_id == turn.chat_id, LiveCard.kind == CardKind.PINNED_DAY)
    card = (await turn.session.exec(cards.order_by(col(LiveCard.id).desc()).limit(1))).first()
    place = await message_of(turn.session, card) if card is not None else None
    if place is not None:
        call = UnpinChatMessage(chat_id=turn.chat_id, message_id=place.message_id or 0)
        await turn.box.post(call, after_id=place.row)
