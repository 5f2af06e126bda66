"""The queue of registrations: approve, go on to the next, or ask for the words of a refusal or a question."""

from __future__ import annotations

from aiogram import F, Router
from aiogram.types import CallbackQuery

from handlers.core.notices import tell
from handlers.core.turn import Turn
from handlers.desk import decisions, queue
from handlers.desk.data import ApprovalAct
from handlers.views.data import DeskChoice
from missions.directory import roster
from missions.people import access
from missions.registration import approval


def router() -> Router:
    approvals = Router(name="approvals")
    approvals.callback_query.register(open_queue, DeskChoice.filter(F.to == "approvals"))
    approvals.callback_query.register(approve, ApprovalAct.filter(F.act == "approve"))
    approvals.callback_query.register(ask_for_words, ApprovalAct.filter(F.act.in_(decisions.STATES)))
    approvals.callback_query.register(skip, ApprovalAct.filter(F.act == "next"))
    return approvals


async def open_queue(_query: CallbackQuery, turn: Turn) -> None:
    mission = await access.require_organiser(turn.session, turn.person)
    await turn.finish()
    await queue.show_next(turn, mission)


async def skip(_query: CallbackQuery, callback_data: ApprovalAct, turn: Turn) -> None:
    mission = await access.require_organiser(turn.session, turn.person)
    await queue.show_next(turn, mission, after=callback_data.delegate)


async def approve(_query: CallbackQuery, callback_data: ApprovalAct, turn: Turn) -> None:
    notices = await approval.approve(turn.session, turn.person, callback_data.delegate, callback_data.revision)
    await tell(turn.box, notices)
    decided = await roster.profile(turn.session, turn.person, callback_data.delegate)
    await turn.toast(turn._.plain("{name}: approved", name=decided.delegate.called))
    await queue.go_on(turn, callback_data.delegate, callback_data.came_from)


async def ask_for_words(_query: CallbackQuery, callback_data: ApprovalAct, turn: Turn) -> None:
    """Refusing and asking need a word to the delegate: it is typed, and taken by handlers.desk.decisions."""
    await approval.decidable(turn.session, turn.person, callback_data.delegate, callback_data.revision)
    await turn.finish()
    await turn.state.set_state(decisions.STATES[callback_data.act])
    await turn.state.set_data(callback_data.model_dump(exclude={"act"}))
    await decisions.prompt(turn.below())
