"""A spreadsheet sent by an organiser, and the buttons under what is said of it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from aiogram import F, Router
from aiogram.types import CallbackQuery, Message

from handlers.core.turn import Turn
from handlers.sheets import screens
from handlers.sheets.data import SheetAct, SpreadsheetPress
from handlers.views.keyboards import inline
from locales.bidi import strip_controls
from missions.errors import Refusal
from missions.sheets import incoming
from missions.sheets.columns import kind_of
from storage.tables import DeskJob

TITLE = 60
"""Signs of a file's name."""


def router() -> Router:
    sheets = Router(name="sheets")
    handlers: dict[SheetAct, Callable[..., Awaitable[None]]] = {
        SheetAct.HEADINGS: show_headings,
        SheetAct.RIGHT: confirm_headings,
        SheetAct.CORRECT: choose_column,
        SheetAct.COLUMN: choose_meaning,
        SheetAct.IS: set_meaning,
        SheetAct.ANSWER: answer,
        SheetAct.LOAD: load,
        SheetAct.DROP: drop,
    }
    for act, handler in handlers.items():
        sheets.callback_query.register(handler, SpreadsheetPress.filter(F.act == act))
    sheets.message.register(take, F.document.func(_says_sheet))
    return sheets


def _says_sheet(document: object) -> bool:
    name, kind = getattr(document, "file_name", None), getattr(document, "mime_type", None)
    return incoming.is_sheet(name or "", kind or "")


async def take(message: Message, turn: Turn) -> None:
    document = message.document
    if document is None:
        return
    name = " ".join(strip_controls(document.file_name or "").split())[-TITLE:]
    await incoming.take(turn.session, turn.person, document.file_id, name, document.file_size or 0)
    await turn.say(turn._("📥 Reading {name} …", name=name))


async def show_headings(_query: CallbackQuery, callback_data: SpreadsheetPress, turn: Turn) -> None:
    await _show(turn, screens.headings(turn._, await _job(turn, callback_data)))


async def confirm_headings(_query: CallbackQuery, callback_data: SpreadsheetPress, turn: Turn) -> None:
    job = await _job(turn, callback_data)
    incoming.go_on(turn.session, job, incoming.CHECK)
    await turn.show(turn._("🔎 Checking {name} …", name=job.detail["name"]))


async def choose_column(_query: CallbackQuery, callback_data: SpreadsheetPress, turn: Turn) -> None:
    await _show(turn, screens.which_column(turn._, await _job(turn, callback_data)))


async def choose_meaning(_query: CallbackQuery, callback_data: SpreadsheetPress, turn: Turn) -> None:
    job = await _job(turn, callback_data)
    shown = screens.what_is_it(turn._, job, callback_data.sheet, callback_data.at)
    await _show(turn, shown or screens.headings(turn._, job))


async def set_meaning(_query: CallbackQuery, callback_data: SpreadsheetPress, turn: Turn) -> None:
    job, place = await _job(turn, callback_data), callback_data.to
    layout = next((each["layout"] for each in job.detail["shown"] if each["sheet"] == callback_data.sheet), None)
    if layout is None or place > len(kind_of(layout).columns):
        raise Refusal(incoming.GONE)
    key = kind_of(layout).columns[place - 1].key if place else ""
    incoming.correct(turn.session, job, callback_data.sheet, callback_data.at, key)
    await _show(turn, screens.headings(turn._, job))


async def answer(_query: CallbackQuery, callback_data: SpreadsheetPress, turn: Turn) -> None:
    job = await _job(turn, callback_data)
    incoming.reply(turn.session, job, callback_data.at, callback_data.to)
    asked = screens.question(turn._, job)
    if asked is not None:
        await _show(turn, asked)
        return
    incoming.go_on(turn.session, job, incoming.CHECK)
    await turn.show(turn._("🔎 Checking {name} …", name=job.detail["name"]))


async def load(_query: CallbackQuery, callback_data: SpreadsheetPress, turn: Turn) -> None:
    job = await _job(turn, callback_data)
    incoming.go_on(turn.session, job, incoming.WRITE)
    await turn.show(turn._("📥 Loading {name} …", name=job.detail["name"]))


async def drop(_query: CallbackQuery, callback_data: SpreadsheetPress, turn: Turn) -> None:
    name = await incoming.drop(turn.session, turn.person, callback_data.job)
    await turn.show(turn._("✖️ {name}: nothing was loaded.", name=name))


async def _job(turn: Turn, press: SpreadsheetPress) -> DeskJob:
    job = await incoming.own(turn.session, turn.person, press.job)
    if "shown" not in job.detail:
        raise Refusal(incoming.GONE)
    return job


async def _show(turn: Turn, screen: screens.Shown) -> None:
    text, rows = screen
    await turn.show(text, inline(turn._, rows))
