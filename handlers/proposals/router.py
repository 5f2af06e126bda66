"""/people: whom to meet, as cards one after another in one message."""

from __future__ import annotations

from aiogram import F, Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from handlers.core.notices import tell
from handlers.core.turn import Turn
from handlers.proposals.card import view
from handlers.views import reasons
from handlers.views.data import CardAct, CardPress, MenuChoice
from handlers.views.keyboards import button, inline
from handlers.views.person import found_person
from locales import N_
from missions.errors import Refusal
from missions.people.access import require_delegate
from missions.proposals import cards, proposals
from missions.proposals.counterpart import look_up
from storage.tables import ProposalAnswer

NOTED = {
    CardAct.INTERESTED: N_("Saved. If they are interested too, you will both be notified."),
    CardAct.LATER: N_("Saved for later, after all the others."),
    CardAct.REFUSE: N_("Done. We will not suggest this person again."),
}
SAID = {
    CardAct.INTERESTED: ProposalAnswer.INTERESTED,
    CardAct.LATER: ProposalAnswer.LATER,
    CardAct.REFUSE: ProposalAnswer.REFUSED,
}


def router() -> Router:
    people = Router(name="proposals")
    people.message.register(show, Command("people"))
    people.callback_query.register(show, MenuChoice.filter(F.to == "people"))
    people.callback_query.register(turn_to, CardPress.filter(F.act == CardAct.SHOW))
    people.callback_query.register(ask_why, CardPress.filter(F.act == CardAct.WHY))
    people.callback_query.register(keep_reason, CardPress.filter(F.act == CardAct.REASON))
    people.callback_query.register(answer, CardPress.filter(F.act.in_(SAID)))
    return people


async def show(_event: Message | CallbackQuery, turn: Turn) -> None:
    await turn.state.clear()
    delegate = await require_delegate(turn.session, turn.person)
    await turn.show(*view(turn._, await cards.card_of(turn.session, delegate)))


async def turn_to(_query: CallbackQuery, callback_data: CardPress, turn: Turn) -> None:
    await turn.state.clear()
    delegate = await require_delegate(turn.session, turn.person)
    card = None if turn.back else await cards.turn_to(turn.session, delegate, callback_data.id)
    if card is not None:
        await turn.show(*view(turn._, card))
        return
    found = await look_up(turn.session, delegate, callback_data.id)
    back = MenuChoice(to="people" if found.standing else "directory")
    await turn.show(*found_person(turn._, found, turn.back or back))


async def answer(_query: CallbackQuery, callback_data: CardPress, turn: Turn) -> None:
    delegate = await require_delegate(turn.session, turn.person)
    card, notices = await cards.answer(turn.session, delegate, callback_data.id, SAID[callback_data.act])
    refused = callback_data.id if callback_data.act is CardAct.REFUSE else None
    await turn.toast(turn._.plain(NOTED[callback_data.act]))
    await turn.show(*view(turn._, card, refused))
    await tell(turn.box, notices)


async def ask_why(_query: CallbackQuery, callback_data: CardPress, turn: Turn) -> None:
    _ = turn._
    delegate = await require_delegate(turn.session, turn.person)
    other = await cards.refused(turn.session, delegate, callback_data.id)
    rows = [
        [button(_.plain(reasons.REASONS[number]), CardPress(act=CardAct.REASON, id=other.id, arg=number))]
        for number in reasons.NOT_FOR_ME
    ]
    rows.append([button(_.plain("‹ Back"), MenuChoice(to="people"))])
    text = _(
        "Why is <b>{name}</b> not for you? This stays anonymous: the organisers only see how often "
        "each reason is given.",
        name=other.called,
    )
    await turn.show(text, inline(_, rows))


async def keep_reason(_query: CallbackQuery, callback_data: CardPress, turn: Turn) -> None:
    delegate = await require_delegate(turn.session, turn.person)
    if callback_data.arg not in reasons.NOT_FOR_ME:
        raise Refusal(cards.GONE)
    await proposals.explain(turn.session, delegate, callback_data.id, reasons.kept(callback_data.arg))
    await turn.toast(turn._.plain("Thank you."))
    await turn.show(*view(turn._, await cards.card_of(turn.session, delegate)))
