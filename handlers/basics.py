"""What holds at any step: /start, /menu, /cancel, /language, /help."""

from __future__ import annotations

from aiogram import F, Router
from aiogram.filters import Command, CommandStart
from aiogram.filters.callback_data import CallbackData
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, InlineKeyboardMarkup, Message

from handlers.keyboards import button, inline
from locales import Texts, catalogues
from missions import people
from storage.tables import Person


class LanguageChoice(CallbackData, prefix="lang"):
    code: str


def router() -> Router:
    basics = Router(name="basics")
    basics.message.register(start, CommandStart())
    basics.message.register(ask_language, Command("language"))
    basics.callback_query.register(choose_language, LanguageChoice.filter(F.code.in_(catalogues().codes)))
    basics.message.register(cancel, Command("cancel"))
    return basics


async def start(message: Message, _: Texts) -> None:
    await message.answer(_("Hello, I am Wasl."), reply_markup=languages(_))


async def ask_language(message: Message, _: Texts) -> None:
    await message.answer(_("Which language shall we speak?"), reply_markup=languages(_))


async def choose_language(query: CallbackQuery, callback_data: LanguageChoice, person: Person) -> None:
    people.choose_language(person, callback_data.code)
    _ = catalogues().texts(callback_data.code)
    if isinstance(query.message, Message):
        await query.message.edit_text(_("We now speak English."))


async def cancel(message: Message, state: FSMContext, _: Texts) -> None:
    await state.clear()
    await message.answer(_("Stopped. /menu shows what you can do."))


def languages(_: Texts) -> InlineKeyboardMarkup:
    return inline(
        _, [[button(language.name, LanguageChoice(code=language.code)) for language in catalogues().languages]]
    )
