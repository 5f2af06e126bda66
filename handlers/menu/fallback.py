"""Whatever no journey took: answered all the same."""

from __future__ import annotations

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from handlers.core.turn import Turn


def router() -> Router:
    fallback = Router(name="fallback")
    fallback.message.register(not_understood)
    fallback.edited_message.register(edited)
    fallback.callback_query.register(old_button)
    return fallback


async def not_understood(_message: Message, turn: Turn) -> None:
    await turn.say(turn._("I did not understand. /menu shows what you can do, /help whom to ask."))


async def edited(_message: Message, turn: Turn) -> None:
    """An edit reaches nobody: what was sent first has been taken as it was."""
    await turn.say(turn._("An edited message is not read again. Please send the correction as a new message."))


async def old_button(_query: CallbackQuery, turn: Turn) -> None:
    await turn.alert(turn._.plain("This button is no longer in use. /menu shows what you can do."))
