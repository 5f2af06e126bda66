"""/people: whom to meet, as cards one after another in one message."""

from __future__ import annotations

from aiogram import F, Router
from aiogram.filters import Command
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, InlineKeyboardMarkup, Message
from markupsafe import Markup

from handlers.core import edits
from handlers.core.notices import tell
from handlers.core.outbox import Outbox
from handlers.directory.person import person_view
from handlers.proposals import card as proposal_card
from handlers.proposals.card import Place
from handlers.views import reasons
from handlers.views.data import CardAct, CardPress, MenuChoice
from handlers.views.keyboards import button, inline
from locales import N_, Texts
from missions.errors import Refusal
from missions.people.access import require_delegate
from missions.proposals import proposals
from missions.proposals.proposals import Proposed
from storage.database import UnitSession
from storage.tables import Delegate, Person, ProposalAnswer

GONE = N_("This person is no longer among your proposals. /people shows who is.")
NOTED = {
    CardAct.INTERESTED: N_("Noted. If they are interested as well, both of you are told."),
    CardAct.LATER: N_("Kept for later: after all the others."),
    CardAct.REFUSE: N_("Noted: you will not be shown to each other again."),
}
SAID = {
    CardAct.INTERESTED: ProposalAnswer.INTERESTED,
    CardAct.LATER: ProposalAnswer.LATER,
    CardAct.REFUSE: ProposalAnswer.REFUSED,
}


def router() -> Router:
    people = Router(name="proposals")
    people.message.register(show, Command("people"))
    people.callback_query.register(show_here, MenuChoice.filter(F.to == "people"))
    people.callback_query.register(turn, CardPress.filter(F.act == CardAct.SHOW))
    people.callback_query.register(ask_why, CardPress.filter(F.act == CardAct.WHY))
    people.callback_query.register(keep_reason, CardPress.filter(F.act == CardAct.REASON))
    people.callback_query.register(answer, CardPress.filter(F.act.in_(SAID)))
    return people


async def show(message: Message, state: FSMContext, session: UnitSession, person: Person, _: Texts) -> None:
    await state.clear()
    delegate = await require_delegate(session, person)
    text, keyboard = await card(session, _, delegate)
    await message.answer(text, reply_markup=keyboard)


async def show_here(
    query: CallbackQuery, *, state: FSMContext, session: UnitSession, person: Person, _: Texts, outbox: Outbox
) -> None:
    await state.clear()
    delegate = await require_delegate(session, person)
    await edits.show(query, outbox, *await card(session, _, delegate))


async def turn(
    query: CallbackQuery,
    *,
    callback_data: CardPress,
    state: FSMContext,
    session: UnitSession,
    person: Person,
    _: Texts,
    outbox: Outbox,
) -> None:
    await state.clear()
    delegate = await require_delegate(session, person)
    ranked = await proposals.proposals_for(session, delegate)
    if callback_data.id not in {each.counterpart_id for each in ranked}:
        # Found in the directory, perhaps.
        if callback_data.id in await proposals.settled_for(session, delegate):
            raise Refusal(GONE)
        await edits.show(query, outbox, *await person_view(session, _, delegate, callback_data.id))
        return
    await edits.show(query, outbox, *await card(session, _, delegate, ranked, callback_data.id))


async def answer(
    query: CallbackQuery, *, callback_data: CardPress, session: UnitSession, person: Person, _: Texts, outbox: Outbox
) -> None:
    delegate = await require_delegate(session, person)
    ranked = await proposals.proposals_for(session, delegate)
    if callback_data.id not in {each.counterpart_id for each in ranked}:
        raise Refusal(GONE)
    following = _after(ranked, callback_data.id)
    notices = await proposals.answer(session, delegate, callback_data.id, SAID[callback_data.act])
    await query.answer(_.plain(NOTED[callback_data.act]))
    ranked = await proposals.proposals_for(session, delegate)
    refused = callback_data.id if callback_data.act is CardAct.REFUSE else None
    await edits.show(query, outbox, *await card(session, _, delegate, ranked, following, refused=refused))
    await tell(outbox, notices)


async def ask_why(
    query: CallbackQuery, *, callback_data: CardPress, session: UnitSession, person: Person, _: Texts, outbox: Outbox
) -> None:
    delegate = await require_delegate(session, person)
    if await proposals.answer_of(session, delegate.id, callback_data.id) is not ProposalAnswer.REFUSED:
        raise Refusal(GONE)
    other = await session.get_one(Delegate, callback_data.id)
    rows = [
        [button(_.plain(reasons.REASONS[number]), CardPress(act=CardAct.REASON, id=other.id, arg=number))]
        for number in reasons.NOT_FOR_ME
    ]
    rows.append([button(_.plain("‹ Back"), MenuChoice(to="people"))])
    text = _(
        "Why is <b>{name}</b> not for you? Nobody is told who said it: the organisers see how often each reason is"
        " given.",
        name=other.name,
    )
    await edits.show(query, outbox, text, inline(_, rows))


async def keep_reason(
    query: CallbackQuery, *, callback_data: CardPress, session: UnitSession, person: Person, _: Texts, outbox: Outbox
) -> None:
    delegate = await require_delegate(session, person)
    if callback_data.arg not in reasons.NOT_FOR_ME:
        raise Refusal(GONE)
    await proposals.explain(session, delegate, callback_data.id, reasons.kept(callback_data.arg))
    await query.answer(_.plain("Thank you."))
    await edits.show(query, outbox, *await card(session, _, delegate))


async def card(
    session: UnitSession,
    _: Texts,
    delegate: Delegate,
    ranked: list[Proposed] | None = None,
    counterpart_id: int | None = None,
    *,
    refused: int | None = None,
) -> tuple[Markup, InlineKeyboardMarkup]:
    """The card of this counterpart, of the first one where none is named; or why there is nobody."""
    if ranked is None:
        ranked = await proposals.proposals_for(session, delegate)
    if not ranked:
        return await _nobody(session, _, delegate)
    first, second = _apart(ranked)
    here, there = (second, first) if counterpart_id in _ids(second) or not first else (first, second)
    ids, every = _ids(here), _ids([*first, *second])
    at = ids.index(counterpart_id) if counterpart_id in ids else 0
    among_all = every.index(ids[at])
    place = Place(
        number=at + 1,
        many=len(ids),
        before=every[among_all - 1] if among_all > 0 else None,
        after=every[among_all + 1] if among_all + 1 < len(every) else None,
        elsewhere=there[0].counterpart_id if there else None,
        many_elsewhere=len(there),
    )
    other = await session.get_one(Delegate, ids[at])
    await proposals.shown(session, delegate, here[at])
    text = await proposal_card.text(session, _, delegate, other, proposed=here[at], place=place)
    return text, proposal_card.keyboard(_, other, here[at], place, refused)


def _apart(ranked: list[Proposed]) -> tuple[list[Proposed], list[Proposed]]:
    """The two lists: who fits, or offers what is looked for; and who looks for what is offered."""
    return [each for each in ranked if not each.why.seek_me], [each for each in ranked if each.why.seek_me]


def _ids(ranked: list[Proposed]) -> list[int]:
    return [each.counterpart_id for each in ranked]


def _after(ranked: list[Proposed], counterpart_id: int) -> int | None:
    """Who follows: in the same list, or the first of the second one."""
    first, second = _apart(ranked)
    ids = _ids([*first, *second])
    at = ids.index(counterpart_id) + 1
    return ids[at] if at < len(ids) else None


async def _nobody(session: UnitSession, _: Texts, delegate: Delegate) -> tuple[Markup, InlineKeyboardMarkup]:
    profile = button(_.plain("👤 My profile"), MenuChoice(to="profile"))
    menu = button(_.plain("‹ Menu"), MenuChoice(to="menu"))
    if await proposals.being_made(session, delegate):
        again = button(_.plain("🔄 Look again"), MenuChoice(to="people"))
        text = _("Your proposals are being prepared. Please look again in a few seconds.")
        return text, inline(_, [[again], [menu]])
    if not (delegate.offer or delegate.need):
        text = _("Nobody can be proposed to you yet: your profile does not say what you offer and what you look for.")
    elif not await proposals.anyone_else(session, delegate):
        text = _("Nobody of another delegation has been approved yet. Please look again in a while.")
    else:
        text = _(
            "There is nobody left to propose to you. The more your profile says of what you offer and look for, "
            "the more people it finds."
        )
    return text, inline(_, [[profile], [menu]])
