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
from handlers.views.decision_buttons import Decide, RoleAnswer, WordsSent, decisions
from handlers.views.keyboards import button, inline, live
from handlers.views.message import About
from locales import N_
from missions.errors import Refusal
from missions.registration import approval, organisers
from missions.registration.fields import typed
from missions.registration.participation import GONE
from missions.registration.whole_profile import whole_of
from storage.tables import CardKind, Delegate, DelegateStatus

NOT_TEXT = N_("Please type it as a message, or /cancel.")
OLD = N_("This button no longer works.")


class Deciding(StatesGroup):
    reason = State()
    question = State()


STATES = {"refuse": Deciding.reason, "ask": Deciding.question}
PROMPTS = {
    Deciding.reason.state: N_(
        "Why is <b>{name}</b> not approved? Type the reason; it will be sent to them. /cancel to stop."
    ),
    Deciding.question.state: N_(
        "What should <b>{name}</b> add? Type your question; it will be sent to them. /cancel to stop."
    ),
}
SHOWN = {
    Deciding.reason.state: N_("Refuse <b>{name}</b> for this reason?\n\n<i>{words}</i>"),
    Deciding.question.state: N_("Ask <b>{name}</b> this?\n\n<i>{words}</i>"),
}
SEND = {
    Deciding.reason.state: N_("📨 Refuse with this reason"),
    Deciding.question.state: N_("📨 Send this question"),
}
OUTCOMES = {
    DelegateStatus.APPROVED: N_("✅ <b>{name}</b> is approved and has been notified."),
    DelegateStatus.REFUSED: N_("🚫 <b>{name}</b> is not approved and has been notified of the reason."),
    DelegateStatus.QUESTIONED: N_(
        "❔ <b>{name}</b> has been asked. The profile comes back to you once it is completed."
    ),
}


def router() -> Router:
    deciding = Router(name="deciding")
    deciding.callback_query.register(decide, Decide.filter())
    deciding.message.register(written, StateFilter(Deciding))
    deciding.callback_query.register(send_words, WordsSent.filter())
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
    await turn.say(turn._(PROMPTS[await turn.state.get_state()], name=delegate.called))


async def written(message: Message, turn: Turn) -> None:
    """The words are shown with the name of who will read them: they cannot be taken back."""
    if message.text is None:
        raise Refusal(NOT_TEXT)
    state = str(await turn.state.get_state())
    words = typed("question" if state == Deciding.question.state else "reason", message.text).text
    delegate = await _still_open(turn)
    if delegate is None:
        return
    await turn.state.update_data(words=words)
    _ = turn._
    send, change = (WordsSent(send=send, delegate=delegate.id) for send in (True, False))
    rows = [[button(_.plain(SEND[state]), send)], [button(_.plain("✏️ Edit"), change)]]
    await turn.ask(_(SHOWN[state], name=delegate.called, words=words), inline(_, rows))


async def send_words(_query: CallbackQuery, callback_data: WordsSent, turn: Turn) -> None:
    state, data = await turn.state.get_state(), await turn.state.get_data()
    if state not in PROMPTS or data["delegate"] != callback_data.delegate:
        raise Refusal(OLD)
    if not callback_data.send or "words" not in data:
        await prompt(turn.below())
        return
    delegate = await _still_open(turn)
    if delegate is None:
        return
    word = approval.ask_more if state == Deciding.question.state else approval.refuse
    await tell(turn.box, await word(turn.session, turn.person, delegate.id, data["revision"], data["words"]))
    await turn.finish()
    await turn.show(turn._(OUTCOMES[delegate.status], name=delegate.called))
    if "came_from" in data:
        await queue.go_on(turn.below(), delegate.id, data["came_from"])


async def _still_open(turn: Turn) -> Delegate | None:
    """The profile that the words are for; None, and why is said, where nothing typed can answer any more."""
    data = await turn.state.get_data()
    try:
        return await approval.decidable(turn.session, turn.person, data["delegate"], data["revision"])
    except Refusal as refusal:
        await turn.finish()
        await turn.show(turn._.message(refusal))
        return None


async def answer_role(_query: CallbackQuery, callback_data: RoleAnswer, turn: Turn) -> None:
    notices = await organisers.answer(turn.session, turn.person, callback_data.role, accept=callback_data.accept)
    await tell(turn.box, notices)
    _ = turn._
    await turn.conclude(_("✅ Confirmed and notified.") if callback_data.accept else _("🚫 Refused and notified."))


async def _show_again(_query: CallbackQuery, turn: Turn, delegate: Delegate) -> None:
    _ = turn._
    await turn.alert(_.plain("This profile has changed. This is the current version."))
    screen = profile.text(_, await whole_of(turn.session, delegate)), decisions(_, delegate)
    await turn.show(*live(screen, About(CardKind.REGISTRATION, delegate.id)))


async def _decided(turn: Turn, delegate: Delegate) -> Markup:
    _ = turn._
    outcome = _(OUTCOMES[delegate.status], name=delegate.called)
    return Markup("\n\n").join([profile.text(_, await whole_of(turn.session, delegate)), outcome])
