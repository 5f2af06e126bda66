"""The queue of registrations: one card at a time; approve, refuse with a reason, ask for more."""

from __future__ import annotations

from aiogram import F, Router
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message
from markupsafe import Markup

from handlers.desk import profile
from handlers.desk.data import ApprovalAct, DeskChoice, ProfileCard
from handlers.keyboards import button, inline
from handlers.notices import tell
from handlers.turn import Turn
from missions import access, approval, roll
from storage.tables import Mission


class Deciding(StatesGroup):
    """A word to the delegate is being typed; the data say about whom: {"delegate", "revision", "queue"}."""

    reason = State()
    question = State()


def router() -> Router:
    approvals = Router(name="approvals")
    approvals.callback_query.register(open_queue, DeskChoice.filter(F.to == "approvals"))
    approvals.callback_query.register(approve, ApprovalAct.filter(F.act == "approve"))
    approvals.callback_query.register(ask_for_words, ApprovalAct.filter(F.act.in_({"refuse", "ask"})))
    approvals.callback_query.register(back, ApprovalAct.filter(F.act == "back"))
    approvals.callback_query.register(skip, ApprovalAct.filter(F.act == "next"))
    typed = F.text & ~F.text.startswith("/")
    approvals.message.register(decide, Deciding.reason, typed)
    approvals.message.register(decide, Deciding.question, typed)
    approvals.message.register(only_words, Deciding.reason, ~F.text)
    approvals.message.register(only_words, Deciding.question, ~F.text)
    return approvals


async def open_queue(_query: CallbackQuery, turn: Turn) -> None:
    mission = await access.require_organiser(turn.session, turn.person)
    await turn.state.clear()
    await _show_next(turn, mission)


async def skip(_query: CallbackQuery, callback_data: ApprovalAct, turn: Turn) -> None:
    mission = await access.require_organiser(turn.session, turn.person)
    await _show_next(turn, mission, after=callback_data.delegate)


async def approve(query: CallbackQuery, callback_data: ApprovalAct, turn: Turn) -> None:
    notices = await approval.approve(turn.session, turn.person, callback_data.delegate, callback_data.revision)
    await tell(turn.box, notices)
    decided = await roll.profile(turn.session, turn.person, callback_data.delegate)
    await query.answer(turn._.plain("{name}: approved", name=decided.delegate.name))
    await _go_on(turn, callback_data.delegate, queue=callback_data.queue)


async def ask_for_words(_query: CallbackQuery, callback_data: ApprovalAct, turn: Turn) -> None:
    """Refusing and asking need a word to the delegate."""
    delegate = await approval.decidable(turn.session, turn.person, callback_data.delegate, callback_data.revision)
    _ = turn._
    await turn.state.set_state(Deciding.reason if callback_data.act == "refuse" else Deciding.question)
    await turn.state.update_data(callback_data.model_dump(exclude={"act"}))
    if callback_data.act == "refuse":
        text = _("Why is {name} refused? Write it here: they will read it as you write it.", name=delegate.name)
    else:
        text = _("What should {name} add? Write it here: they will read it as you write it.", name=delegate.name)
    back_button = button(_.plain("⬅️ Back"), callback_data.model_copy(update={"act": "back"}))
    await turn.ask(text, inline(_, [[back_button]]))


async def back(_query: CallbackQuery, callback_data: ApprovalAct, turn: Turn) -> None:
    await access.require_organiser(turn.session, turn.person)
    await turn.state.clear()
    await _show_card(turn, callback_data.delegate, queue=callback_data.queue)


async def decide(message: Message, turn: Turn) -> None:
    data = await turn.state.get_data()
    words = message.text or ""
    refusing = await turn.state.get_state() == Deciding.reason.state
    act = approval.refuse if refusing else approval.ask_more
    notices = await act(turn.session, turn.person, data["delegate"], data["revision"], words)
    await tell(turn.box, notices)
    await turn.finish()
    decided = await roll.profile(turn.session, turn.person, data["delegate"])
    if refusing:
        await turn.say(turn._("🚫 {name} is refused and has been told why.", name=decided.delegate.name))
    else:
        await turn.say(turn._("❔ {name} has been asked.", name=decided.delegate.name))
    await _go_on(turn, data["delegate"], queue=data["queue"])


async def only_words(_message: Message, turn: Turn) -> None:
    await turn.say(turn._("Please write it as a text message, or press “Back” above. /cancel stops."))


async def _go_on(turn: Turn, delegate_id: int, *, queue: bool) -> None:
    if not queue:
        await _show_card(turn, delegate_id, queue=False)
        return
    decided = await roll.profile(turn.session, turn.person, delegate_id)
    await _show_next(turn, await turn.session.get_one(Mission, decided.delegate.mission_id), after=delegate_id)


async def _show_next(turn: Turn, mission: Mission, after: int = 0) -> None:
    _ = turn._
    delegate, _count = await roll.next_waiting(turn.session, mission.id, after)
    if delegate is None:
        desk = inline(_, [[button(_.plain("⬅️ Desk"), DeskChoice(to="home"))]])
        await turn.show(_("✅ Nobody is waiting for approval."), desk)
        return
    await _show_card(turn, delegate.id, queue=True)


async def _show_card(turn: Turn, delegate_id: int, *, queue: bool) -> None:
    _ = turn._
    shown = await roll.profile(turn.session, turn.person, delegate_id)
    mission = await turn.session.get_one(Mission, shown.delegate.mission_id)
    rows = profile.decisions(shown, _, queue=queue)
    text = profile.card(shown, mission.time_zone, _)
    if queue:
        _next, count = await roll.next_waiting(turn.session, mission.id)
        waiting = _.ngettext("⏳ {n} registration is waiting", "⏳ {n} registrations are waiting", count)
        text = Markup("\n\n").join([waiting, text])
        if count > 1:
            rows.append([button(_.plain("➡️ Next one"), ApprovalAct(act="next", delegate=delegate_id))])
        rows.append([button(_.plain("⬅️ Desk"), DeskChoice(to="home"))])
    else:
        rows.append([button(_.plain("🔄 Refresh"), ProfileCard(delegate=delegate_id))])
        rows.append([button(_.plain("⬅️ People"), DeskChoice(to="people"))])
    await turn.show(text, inline(_, rows))
