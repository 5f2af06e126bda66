"""The screen of spreadsheets at the desk, and what is asked for there."""

from __future__ import annotations

from aiogram import F, Router
from aiogram.types import CallbackQuery

from handlers.core.turn import Turn
from handlers.exports.data import ExportForm, ExportPress
from handlers.views.data import DeskChoice
from handlers.views.keyboards import button, inline
from handlers.views.message import Rows
from locales import catalogues
from missions.exports import asking
from missions.people import access


def router() -> Router:
    exports = Router(name="exports")
    exports.callback_query.register(show, DeskChoice.filter(F.to == "files"))
    exports.callback_query.register(ask, ExportPress.filter(F.language.in_(catalogues().codes)))
    return exports


async def show(_query: CallbackQuery, turn: Turn) -> None:
    await access.require_organiser(turn.session, turn.person)
    await turn.finish()
    _ = turn._
    rows: Rows = [
        [
            button(
                _.plain("📄 Template: {language}", language=language.name),
                ExportPress(form=ExportForm.TEMPLATE, language=language.code),
            )
        ]
        for language in catalogues().languages
    ]
    mine = _.language.code
    rows += [
        [button(_.plain("📤 Export as .xlsx"), ExportPress(form=ExportForm.WORKBOOK, language=mine))],
        [button(_.plain("📤 Export as .csv"), ExportPress(form=ExportForm.TEXT, language=mine))],
        [button(_.plain("‹ Desk"), DeskChoice(to="home"))],
    ]
    text = _(
        "📄 <b>Spreadsheets</b>\n"
        "<b>In</b>: send a spreadsheet here at any time (.xlsx, .xls, .ods, .csv). You see what it changes before "
        "anything is written. The template has a sheet for each kind: fill in those that you need.\n"
        "<b>Out</b>: delegates, venues, programme, meetings, attendance, announcements and the audit log, a sheet each."
        " What you correct in it can be sent back."
    )
    await turn.show(text, inline(_, rows))


async def ask(_query: CallbackQuery, callback_data: ExportPress, turn: Turn) -> None:
    await asking.ask(turn.session, turn.person, callback_data.form.value, callback_data.language)
    await turn.toast(turn._.plain("The file is being made."))
