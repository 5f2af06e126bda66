"""/menu: what one can do here."""

from __future__ import annotations

from aiogram import F, Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from handlers.core.questions import waits
from handlers.core.turn import Turn
from handlers.views.data import MenuChoice
from handlers.views.menu import view
from missions.people.home import home_of


def router() -> Router:
    menu = Router(name="menu")
    menu.message.register(show, Command("menu"))
    menu.callback_query.register(show, MenuChoice.filter(F.to == "menu"))
    return menu


async def show(_event: Message | CallbackQuery, turn: Turn) -> None:
    await turn.show(*view(turn._, await home_of(turn.session, turn.person), unfinished=await waits(turn)))
