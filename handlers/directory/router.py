"""/directory: pages, people, and free words."""

from __future__ import annotations

from aiogram import F, Router
from aiogram.filters import Command
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from handlers.core.turn import Turn
from handlers.directory import inline_query, pages
from handlers.directory.data import DirectoryPress, WhoPress
from handlers.views.data import MenuChoice
from handlers.views.person import found_person
from missions.directory import directory
from missions.people import access
from missions.proposals.counterpart import look_up


class Looking(StatesGroup):
    """In the directory, what is typed is looked for."""

    words = State()


def router() -> Router:
    found = Router(name="directory")
    found.message.register(open_directory, Command("directory"))
    found.callback_query.register(open_directory, MenuChoice.filter(F.to == "directory"))
    found.callback_query.register(turn_page, DirectoryPress.filter())
    found.callback_query.register(show_person, WhoPress.filter())
    found.message.register(search, Looking.words, F.text & ~F.text.startswith("/"))
    found.message.register(only_words, Looking.words, ~F.text)
    found.inline_query.register(inline_query.answer)
    return found


async def open_directory(_event: Message | CallbackQuery, turn: Turn) -> None:
    delegate = await access.require_delegate(turn.session, turn.person)
    await turn.finish()
    await turn.state.set_state(Looking.words)
    await turn.show(*await pages.home(turn.session, turn._, delegate))


async def turn_page(_query: CallbackQuery, callback_data: DirectoryPress, turn: Turn) -> None:
    delegate = await access.require_delegate(turn.session, turn.person)
    await turn.state.set_state(Looking.words)
    await turn.show(*await pages.page(turn.session, turn._, delegate, callback_data))


async def show_person(_query: CallbackQuery, callback_data: WhoPress, turn: Turn) -> None:
    delegate = await access.require_delegate(turn.session, turn.person)
    back = DirectoryPress(by=callback_data.by, of=callback_data.of, offset=callback_data.offset)
    await turn.show(*found_person(turn._, await look_up(turn.session, delegate, callback_data.id), back))


async def search(message: Message, turn: Turn) -> None:
    delegate = await access.require_delegate(turn.session, turn.person)
    asked = await directory.search(turn.session, turn.person, delegate.mission_id, message.text or "")
    row = await turn.say(*await pages.found(turn.session, turn._, delegate, asked))
    if asked.found is None:
        asked.message = {"row": row}


async def only_words(_message: Message, turn: Turn) -> None:
    await turn.say(turn._(directory.NO_WORDS))
