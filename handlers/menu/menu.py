"""/menu: what one can do here."""

from __future__ import annotations

from aiogram import F, Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from handlers.core.questions import waits
from handlers.core.turn import Turn
from handlers.views.data import MenuChoice
from handlers.views.menu import missions_to_choose, view
from handlers.views.mission_switch import LIST
from missions.people.home import home_of
from missions.people.mission_meant import parts_of


def router() -> Router:
    menu = Router(name="menu")
    menu.message.register(show, Command("menu"))
    menu.callback_query.register(show, MenuChoice.filter(F.to == "menu"))
    menu.callback_query.register(choose_mission, MenuChoice.filter(F.to.startswith(LIST)))
    return menu


async def show(_event: Message | CallbackQuery, turn: Turn) -> None:
    await turn.show(*view(turn._, await home_of(turn.session, turn.person), unfinished=await waits(turn)))


async def choose_mission(_query: CallbackQuery, callback_data: MenuChoice, turn: Turn) -> None:
    """The missions of a person who has more than two: the one that they choose opens the screen they came from."""
    parts = await parts_of(turn.session, turn.person)
    await turn.show(*missions_to_choose(turn._, parts, callback_data.to.removeprefix(LIST)))
