"""Whatever no journey took: answered all the same."""

from __future__ import annotations

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from locales import Texts


def router() -> Router:
    fallback = Router(name="fallback")
    fallback.message.register(not_understood)
    fallback.callback_query.register(old_button)
    return fallback


async def not_understood(message: Message, _: Texts) -> None:
    await message.answer(_("I did not understand. /menu shows what you can do, /help whom to ask."))


async def old_button(query: CallbackQuery, _: Texts) -> None:
    await query.answer(_.plain("This button is no longer in use. /menu shows what you can do."), show_alert=True)
