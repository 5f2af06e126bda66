"""/directory: pages, people, and free words."""

from __future__ import annotations

from aiogram import F, Router
from aiogram.filters import Command
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from handlers.core.turn import Turn
from handlers.directory import inline_query, pages
from handlers.directory.data import By, DirectoryPress, WhoPress
from handlers.views import labels
from handlers.views.data import MenuChoice
from handlers.views.keyboards import Screen
from handlers.views.person import found_person
from handlers.views.typed import SEARCH, WORDS
from missions.directory import directory, lists
from missions.directory.directory import Page
from missions.errors import Refusal
from missions.people import access
from missions.proposals.counterpart import look_up
from storage.tables import Delegate


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
    await turn.show(*pages.home(turn._, await directory.delegations(turn.session, delegate)))


async def turn_page(_query: CallbackQuery, callback_data: DirectoryPress, turn: Turn) -> None:
    delegate = await access.require_delegate(turn.session, turn.person)
    await turn.state.set_state(Looking.words)
    await turn.show(*await _page(turn, delegate, callback_data))


async def _page(turn: Turn, delegate: Delegate, press: DirectoryPress) -> Screen:
    _, session = turn._, turn.session
    match press.by:
        case By.HOME:
            return pages.home(_, await directory.delegations(session, delegate))
        case By.SECTORS:
            return pages.all_sectors(_)
        case By.ORGANISATIONS:
            first = press.model_copy(update={"offset": press.offset // lists.PAGE * lists.PAGE})
            shown, many = await directory.organisations(session, delegate, first.offset, lists.PAGE)
            return pages.organisations(_, first, shown, many)
        case By.SEARCH if press.of == SEARCH:
            words = str(await turn.state.get_value(WORDS) or "")
            asked = await directory.search(session, turn.person, delegate.mission_id, words)
            return pages.found(_, await lists.results_of(session, delegate, asked))
        case By.SEARCH:
            return pages.found(_, await lists.search_of(session, delegate, press.id), press.offset)
        case _:
            return pages.people(_, press, *await _people(turn, delegate, press))


async def _people(turn: Turn, delegate: Delegate, press: DirectoryPress) -> tuple[str, Page]:
    """Of what a list is, and the page of it."""
    match press.by:
        case By.DELEGATION:
            delegation, page = await lists.of_delegation(turn.session, delegate, press.id, press.offset)
            return turn._.choose(delegation.title), page
        case By.ORGANISATION:
            organisation, page = await lists.of_organisation(turn.session, delegate, press.id, press.offset)
            return organisation.name, page
        case By.SECTOR:
            page = await lists.of_sector(turn.session, delegate, press.of, press.offset)
            return labels.sector(turn._, press.of), page
        case _:
            raise Refusal(lists.GONE)


async def show_person(_query: CallbackQuery, callback_data: WhoPress, turn: Turn) -> None:
    delegate = await access.require_delegate(turn.session, turn.person)
    back = DirectoryPress(by=callback_data.by, of=callback_data.of, offset=callback_data.offset)
    await turn.show(*found_person(turn._, await look_up(turn.session, delegate, callback_data.id), back))


async def search(message: Message, turn: Turn) -> None:
    delegate = await access.require_delegate(turn.session, turn.person)
    asked = await directory.search(turn.session, turn.person, delegate.mission_id, message.text or "")
    row = await turn.say(*pages.found(turn._, await lists.results_of(turn.session, delegate, asked)))
    if asked.found is None:
        asked.message = {"row": row}


async def only_words(_message: Message, turn: Turn) -> None:
    await turn.say(turn._(directory.NO_WORDS))
    await ask_again(turn)


async def ask_again(turn: Turn) -> None:
    """The ways into the directory, and that words can be typed."""
    delegate = await access.require_delegate(turn.session, turn.person)
    await turn.below().show(*pages.home(turn._, await directory.delegations(turn.session, delegate)))
