"""Organisers decide on registrations from the message that told them; owners on who may organise."""

from __future__ import annotations

from aiogram import Router
from aiogram.filters import StateFilter
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message
from markupsafe import Markup

from handlers.core.notices import tell
from handlers.core.turn import Turn
from handlers.desk import queue
from handlers.views import profile
from handlers.views.decision_buttons import Decide, RoleAnswer, decisions
from locales import N_
from missions.errors import Refusal
from missions.registration import approval, organisers
from missions.registration.participation import GONE
from missions.registration.whole_profile import whole_of
from storage.tables import Delegate, DelegateStatus

NOT_TEXT = N_("Please write it as a text message, or /cancel.")


class Deciding(StatesGroup):
    reason = State()
    question = State()


STATES = {"refuse": Deciding.reason, "ask": Deciding.question}
PROMPTS = {
    Deciding.reason.state: N_("Why is <b>{name}</b> not accepted? Write the reason: they will read it. /cancel stops."),
    Deciding.question.state: N_(
        "What should <b>{name}</b> add? Write your question: they will read it. /cancel stops."
    ),
}
OUTCOMES = {
    DelegateStatus.APPROVED: N_("✅ <b>{name}</b> is approved and has been told."),
    DelegateStatus.REFUSED: N_("🚫 <b>{name}</b> is not accepted, and has been told why."),
    DelegateStatus.QUESTIONED: N_(
        "❔ <b>{name}</b> has been asked. The profile comes back to you when it is completed."
    ),
}


def router() -> Router:
    deciding = Router(name="deciding")
    deciding.callback_query.register(decide, Decide.filter())
    deciding.message.register(written, StateFilter(Deciding))
    deciding.callback_query.register(answer_role, RoleAnswer.filter())
    return deciding


async def decide(query: CallbackQuery, callback_data: Decide, turn: Turn) -> None:
    anyhow = frozenset({DelegateStatus.PENDING, DelegateStatus.QUESTIONED, DelegateStatus.REFUSED})
    delegate = await approval.decidable(turn.session, turn.person, callback_data.delegate, states=anyhow)
    if delegate.revision != callback_data.revision:
        await _show_again(query, turn, delegate)
    elif callback_data.act == "approve":
        notices = await approval.approve(turn.session, turn.person, delegate.id, delegate.revision)
        await tell(turn.box, notices)
        await turn.show(await _decided(turn, delegate))
    elif callback_data.act in STATES:
        await approval.decidable(turn.session, turn.person, delegate.id, delegate.revision)
        await turn.state.set_state(STATES[callback_data.act])
        await turn.state.set_data({"delegate": delegate.id, "revision": delegate.revision})
        await prompt(turn.below())


async def prompt(turn: Turn) -> None:
    """Ask for the reason or the question."""
    delegate = await turn.session.get(Delegate, await turn.state.get_value("delegate"))
    if delegate is None:
        raise Refusal(GONE)
    await turn.say(turn._(PROMPTS[await turn.state.get_state()], name=delegate.name))


async def written(message: Message, turn: Turn) -> None:
    if message.text is None:
        raise Refusal(NOT_TEXT)
    data = await turn.state.get_data()
    try:
        await approval.decidable(turn.session, turn.person, data["delegate"], data["revision"])
    except Refusal as refusal:
        # Nothing typed can answer this any more: the question is withdrawn.
        await turn.state.clear()
        await turn.say(turn._.message(refusal))
        return
    asking = await turn.state.get_state() == Deciding.question.state
    word = approval.ask_more if asking else approval.refuse
    notices = await word(turn.session, turn.person, data["delegate"], data["revision"], message.text)
    await tell(turn.box, notices)
    await turn.state.clear()
    delegate = await turn.session.get_one(Delegate, data["delegate"])
    await turn.say(turn._(OUTCOMES[delegate.status], name=delegate.name))
    if "came_from" in data:
        await queue.go_on(turn, delegate.id, data["came_from"])


async def answer_role(_query: CallbackQuery, callback_data: RoleAnswer, turn: Turn) -> None:
    notices = await organisers.answer(turn.session, turn.person, callback_data.role, accept=callback_data.accept)
    await tell(turn.box, notices)
    _ = turn._
    await turn.show(
        _("✅ Confirmed; they have been told.") if callback_data.accept else _("🚫 Refused; they have been told.")
    )


async def _show_again(_query: CallbackQuery, turn: Turn, delegate: Delegate) -> None:
    _ = turn._
    await turn.alert(_.plain("This profile has changed since. This is how it reads now."))
    await turn.show(profile.text(_, await whole_of(turn.session, delegate)), decisions(_, delegate))


async def _decided(turn: Turn, delegate: Delegate) -> Markup:
    _ = turn._
    outcome = _(OUTCOMES[delegate.status], name=delegate.name)
    return Markup("\n\n").join([profile.text(_, await whole_of(turn.session, delegate)), outcome])
