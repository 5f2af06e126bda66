"""The "Seen" button under a change."""

from __future__ import annotations

from aiogram import Router
from aiogram.methods import EditMessageReplyMarkup
from aiogram.types import CallbackQuery

from handlers.changes.data import SeenPress
from handlers.core.turn import Turn
from handlers.views.keyboards import Keyboard, button, inline
from locales import Texts
from missions import changes
from storage.tables import Change, ChangeReceipt, Mission


def router() -> Router:
    seen = Router(name="seen")
    seen.callback_query.register(see, SeenPress.filter())
    return seen


async def see(_query: CallbackQuery, callback_data: SeenPress, turn: Turn) -> None:
    _ = turn._
    receipt, first = await changes.see(turn.session, turn.person, callback_data.receipt)
    change = await turn.session.get_one(Change, receipt.change_id)
    mission = await turn.session.get_one(Mission, change.mission_id)
    if first and turn.pressed is not None:
        await turn.box.post(
            EditMessageReplyMarkup(
                chat_id=turn.chat_id,
                message_id=turn.pressed.message_id,
                reply_markup=seen_button(_, receipt, mission),
            )
        )
    await turn.toast(_.plain("Thank you. The organisers can see that you have read it."))


def seen_button(_: Texts, receipt: ChangeReceipt, mission: Mission) -> Keyboard:
    """The button; once pressed, it says when."""
    label = _.plain("✓ Seen")
    if receipt.seen_at is not None:
        label = _.plain("✓ Seen {time}", time=_.time(receipt.seen_at, mission.time_zone))
    if receipt.by_phone:
        label = _.plain("✓ Told by telephone")
    return inline(_, [[button(label, SeenPress(receipt=receipt.id))]])
