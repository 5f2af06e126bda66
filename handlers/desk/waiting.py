"""The card of those who wait: approve one of them, look at a profile, go on in the queue."""

from __future__ import annotations

from aiogram import F, Router
from aiogram.types import CallbackQuery

from handlers.core.notices import tell
from handlers.core.turn import Turn
from handlers.desk import queue
from handlers.views.waiting import WaitingAct
from missions.people import access
from missions.registration import approval


def router() -> Router:
    waiting = Router(name="waiting")
    waiting.callback_query.register(approve, WaitingAct.filter(F.act == "approve"))
    waiting.callback_query.register(open_profile, WaitingAct.filter(F.act == "profile"))
    waiting.callback_query.register(show_list, WaitingAct.filter(F.act == "list"))
    waiting.callback_query.register(open_queue, WaitingAct.filter(F.act == "queue"))
    return waiting


async def approve(_query: CallbackQuery, callback_data: WaitingAct, turn: Turn) -> None:
    """One act, as it was listed; what has changed since is shown whole first."""
    delegate = await approval.decidable(turn.session, turn.person, callback_data.delegate)
    if delegate.revision != callback_data.revision:
        await turn.alert(turn._.plain("This profile has changed. This is the current version."))
        await queue.show_card(turn, callback_data.delegate, queue.WAITING)
        return
    await tell(turn.box, await approval.approve(turn.session, turn.person, delegate.id, delegate.revision))
    await turn.toast(turn._.plain("{name}: approved", name=delegate.called))
    await queue.show_waiting(turn, delegate.mission_id)


async def open_profile(_query: CallbackQuery, callback_data: WaitingAct, turn: Turn) -> None:
    await queue.show_card(turn, callback_data.delegate, queue.WAITING)


async def show_list(_query: CallbackQuery, callback_data: WaitingAct, turn: Turn) -> None:
    mission = await access.require_organiser(turn.session, turn.person, callback_data.mission)
    await queue.show_waiting(turn, mission.id)


async def open_queue(_query: CallbackQuery, callback_data: WaitingAct, turn: Turn) -> None:
    await queue.show_next(turn, await access.require_organiser(turn.session, turn.person, callback_data.mission))
