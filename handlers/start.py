"""What holds at any step: /start, /language, /cancel, /help."""

from __future__ import annotations

from aiogram import F, Router
from aiogram.filters import Command, CommandStart
from aiogram.filters.callback_data import CallbackData
from aiogram.types import ReplyKeyboardRemove
from markupsafe import Markup

from handlers.core.questions import ask_again, forget_set_aside, resume, waits
from handlers.core.turn import Turn
from handlers.views import help_page, menu
from handlers.views.data import MenuChoice
from handlers.views.keyboards import Keyboard, button, inline
from locales import Texts, catalogues
from missions.people import person
from missions.people.home import home_of


class LanguageChoice(CallbackData, prefix="lang"):
    code: str


def router() -> Router:
    basics = Router(name="basics")
    basics.message.register(start, CommandStart(magic=~F.args))
    basics.message.register(ask_language, Command("language"))
    basics.callback_query.register(ask_language, MenuChoice.filter(F.to == "language"))
    basics.callback_query.register(choose_language, LanguageChoice.filter(F.code.in_(catalogues().codes)))
    basics.message.register(cancel, Command("cancel"))
    basics.message.register(show_help, Command("help"))
    basics.callback_query.register(show_help, MenuChoice.filter(F.to == "help"))
    return basics


async def start(_message: object, turn: Turn) -> None:
    if await resume(turn):
        await ask_again(turn)
    else:
        await turn.finish()
        _ = turn._
        text, keyboard = menu.view(_, await home_of(turn.session, turn.person))
        keyboard.inline_keyboard.extend(languages(_).inline_keyboard)
        hello = _("👋 Hello, I am Wasl, your companion on trade missions.")
        await turn.greet(Markup("\n\n").join([hello, text]), keyboard)


async def ask_language(_event: object, turn: Turn) -> None:
    await turn.show(turn._("🌐 Choose your language"), languages(turn._))


async def choose_language(_query: object, callback_data: LanguageChoice, turn: Turn) -> None:
    person.choose_language(turn.person, callback_data.code)
    turn = turn.speaking(catalogues().texts(callback_data.code).on_phone(turn.person.phone_zone))
    said = turn._("✅ Language: English")
    if await turn.state.get_state() is None:
        text, keyboard = menu.view(turn._, await home_of(turn.session, turn.person))
        await turn.show(Markup("\n\n").join([said, text]), keyboard)
    else:
        await turn.show(said)
        await ask_again(turn.below())


async def cancel(_message: object, turn: Turn) -> None:
    _ = turn._
    state = await turn.state.get_state()
    question = turn.questions.get(state or "")
    lasting = bool(question and question.lasting) or (state is None and await forget_set_aside(turn))
    if state is None and not lasting:
        await turn.say(_("There is nothing to cancel. /menu shows what you can do."), ReplyKeyboardRemove())
        return
    await turn.finish()
    if lasting:
        await turn.say(
            _("Cancelled; nothing was sent. Your invitation link brings you back here. /menu shows what you can do.")
        )
    else:
        await turn.say(_("Cancelled. /menu shows what you can do."))


async def show_help(_event: object, turn: Turn) -> None:
    home, waiting = await home_of(turn.session, turn.person), await waits(turn)
    await turn.show(*help_page.view(turn._, home, turn.person, waiting=waiting))


def languages(_: Texts) -> Keyboard:
    """A button for each language, in its own name."""
    return inline(
        _, [[button(language.name, LanguageChoice(code=language.code)) for language in catalogues().languages]]
    )
