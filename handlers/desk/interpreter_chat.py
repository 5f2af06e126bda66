"""Interpreters in the chat, at the desk: who has opened their link, and taking an entry back."""

from __future__ import annotations

from aiogram import F, Router
from aiogram.types import CallbackQuery

from handlers.core.notices import tell
from handlers.core.turn import Turn
from handlers.desk import interpreters as desk
from handlers.desk.data import InterpreterAct
from handlers.views.keyboards import button, inline
from missions.interpreters import linking
from missions.timetables import interpreters


def router() -> Router:
    chats = Router(name="desk interpreter chats")
    chats.callback_query.register(ask, InterpreterAct.filter(F.act == "unlink"))
    chats.callback_query.register(unlink, InterpreterAct.filter(F.act == "unlinked"))
    return chats


async def ask(_query: CallbackQuery, callback_data: InterpreterAct, turn: Turn) -> None:
    _ = turn._
    known = await interpreters.find(turn.session, turn.person, callback_data.id, callback_data.revision)
    sure = InterpreterAct(act="unlinked", id=callback_data.id, revision=callback_data.revision)
    rows = [
        [button(_.plain("✖️ Yes, end it"), sure)],
        [button(_.plain("‹ Back"), InterpreterAct(act="show", id=callback_data.id))],
    ]
    text = _(
        "End the access of <b>{name}</b>? This account no longer sees the meetings; the meetings stay as they are. You "
        "can send another link afterwards.",
        name=known.interpreter.name,
    )
    await turn.show(text, inline(_, rows))


async def unlink(query: CallbackQuery, callback_data: InterpreterAct, turn: Turn) -> None:
    notices = await linking.unlink(turn.session, turn.person, callback_data.id, callback_data.revision)
    await tell(turn.box, notices)
    await turn.toast(turn._.plain("Access ended."))
    await desk.show(query, callback_data, turn)
