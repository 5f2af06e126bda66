"""Asking a counterpart for a meeting: a free time, a note if one likes, and it is sent."""

from __future__ import annotations

from aiogram import F, Router
from aiogram.filters import StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, InlineKeyboardMarkup, Message
from markupsafe import Markup

from handlers.core import edits
from handlers.core.notices import tell
from handlers.core.outbox import Outbox
from handlers.meetings import slot_choice
from handlers.meetings import view as meeting_view
from handlers.views.data import AskAct, AskPress, CardAct, CardPress
from handlers.views.keyboards import button, inline
from handlers.views.meeting import when
from locales import Texts
from missions.meetings import availability, requests
from missions.meetings.states import AlreadyOpen, Taken, open_between
from missions.people.access import require_delegate
from missions.people.languages import bridgeless
from missions.people.reach import has_chat
from missions.registration.fields import typed
from missions.rules import colleagues
from storage.database import UnitSession
from storage.tables import Delegate, Meeting, Mission, Person, Slot

View = tuple[Markup, InlineKeyboardMarkup]


class Asking(StatesGroup):
    note = State()


def router() -> Router:
    asking = Router(name="meeting request")
    asking.callback_query.register(ask_when, AskPress.filter(F.act == AskAct.WHEN))
    asking.callback_query.register(ask_note, AskPress.filter(F.act == AskAct.SLOT))
    asking.callback_query.register(send, AskPress.filter(F.act == AskAct.SEND))
    asking.message.register(send_with_note, StateFilter(Asking.note), F.text, ~F.text.startswith("/"))
    asking.message.register(no_note, StateFilter(Asking.note), ~F.text)
    return asking


async def ask_when(
    query: CallbackQuery,
    *,
    callback_data: AskPress,
    state: FSMContext,
    session: UnitSession,
    person: Person,
    _: Texts,
    outbox: Outbox,
) -> None:
    # What is typed now is no note; one that was written already is kept for the time to be chosen.
    await state.set_state(None)
    delegate = await require_delegate(session, person)
    standing = await open_between(session, delegate.id, callback_data.id)
    if standing is not None:
        await query.answer(_.plain("There is already a request or a meeting between the two of you."))
        await edits.show(query, outbox, *await meeting_view.view(session, _, standing, delegate, person))
        return
    other = await requests.counterpart(session, delegate, callback_data.id)
    await edits.show(query, outbox, *await times(session, _, delegate, other, callback_data.arg))


async def ask_note(
    query: CallbackQuery,
    *,
    callback_data: AskPress,
    state: FSMContext,
    session: UnitSession,
    person: Person,
    _: Texts,
    outbox: Outbox,
) -> None:
    delegate = await require_delegate(session, person)
    other = await requests.counterpart(session, delegate, callback_data.id)
    try:
        asked = requests.free_slot if callback_data.arg else requests.last_free
        slot = await asked(session, delegate, other, callback_data.arg)
    except Taken as taken:
        await query.answer(_.plain_message(taken), show_alert=True)
        await edits.show(query, outbox, *await times(session, _, delegate, other, 0))
        return
    note = await _note_so_far(state, other.id)
    message_id = query.message.message_id if query.message else None
    await state.set_state(Asking.note)
    await state.set_data({"invitee": other.id, "slot": callback_data.arg, "note": note, "message": message_id})
    mission = await session.get_one(Mission, delegate.mission_id)
    moment = when(_, slot, mission) if callback_data.arg else _.plain("any time that suits you both")
    if note:
        text = _("🤝 {name}\n🗓 {when}\n\nYour note: <i>{note}</i>", name=other.name, when=moment, note=note)
    else:
        text = _(
            "🤝 {name}\n🗓 {when}\n\nWrite a short note to go with your request (what you would like to talk about), "
            "or send it without.",
            name=other.name,
            when=moment,
        )
    label = _.plain("📨 Send with this note") if note else _.plain("📨 Send without a note")
    rivals = await colleagues.courting(session, delegate, other)
    if rivals:
        names = _.list([each.name for each in rivals])
        warning = _("⚠️ {names} of your organisation: already in touch with them. Send all the same?", names=names)
        text = Markup("\n\n").join((warning, text))
    rows = [
        [button(label, AskPress(act=AskAct.SEND, id=other.id, arg=callback_data.arg))],
        [
            button(_.plain("‹ Another time"), AskPress(act=AskAct.WHEN, id=other.id)),
            button(_.plain("✖️ Discard"), CardPress(act=CardAct.SHOW, id=other.id)),
        ],
    ]
    await edits.show(query, outbox, text, inline(_, rows))


async def send(
    query: CallbackQuery,
    *,
    callback_data: AskPress,
    state: FSMContext,
    session: UnitSession,
    person: Person,
    _: Texts,
    outbox: Outbox,
) -> None:
    delegate = await require_delegate(session, person)
    note = await _note_so_far(state, callback_data.id)
    try:
        done = await requests.request(session, delegate, callback_data.id, callback_data.arg, note)
    except AlreadyOpen as open_one:
        await state.clear()
        await query.answer(_.plain_message(open_one), show_alert=True)
        standing = await session.get_one(Meeting, open_one.meeting_id)
        await edits.show(query, outbox, *await meeting_view.view(session, _, standing, delegate, person))
        return
    except Taken as taken:
        other = await requests.counterpart(session, delegate, callback_data.id)
        await query.answer(_.plain_message(taken), show_alert=True)
        await edits.show(query, outbox, *await times(session, _, delegate, other, 0))
        return
    await state.clear()
    await edits.show(query, outbox, *await _sent(session, _, done.meeting, delegate, person))
    await tell(outbox, done.notices)


async def send_with_note(
    message: Message, *, state: FSMContext, session: UnitSession, person: Person, _: Texts, outbox: Outbox
) -> None:
    delegate = await require_delegate(session, person)
    note = typed("note", message.text or "").text
    data = await state.get_data()
    try:
        done = await requests.request(session, delegate, data["invitee"], data["slot"], note)
    except AlreadyOpen as open_one:
        await state.clear()
        standing = await session.get_one(Meeting, open_one.meeting_id)
        text, keyboard = await meeting_view.view(session, _, standing, delegate, person, _.message(open_one))
        await message.answer(text, reply_markup=keyboard)
        return
    except Taken as taken:
        await state.update_data(note=note)
        other = await requests.counterpart(session, delegate, data["invitee"])
        text, keyboard = await times(session, _, delegate, other, 0, _.message(taken))
        await message.answer(text, reply_markup=keyboard)
        return
    await state.clear()
    await edits.disarm(outbox, message.chat.id, data.get("message"))
    text, keyboard = await _sent(session, _, done.meeting, delegate, person)
    await message.answer(text, reply_markup=keyboard)
    await tell(outbox, done.notices)


async def no_note(message: Message, _: Texts) -> None:
    await message.answer(_("A note is written as text, please; or press the button to send without one."))


async def times(
    session: UnitSession, _: Texts, delegate: Delegate, other: Delegate, page: int, heading: Markup | None = None
) -> View:
    """The times that suit both, a page of them."""
    mission = await session.get_one(Mission, delegate.mission_id)
    free = await availability.free_for(session, mission, delegate, other)
    back = [button(_.plain("‹ Back"), CardPress(act=CardAct.SHOW, id=other.id))]
    if not free:
        text = _("There is no time at which both you and {name} are free and a table is left.", name=other.name)
        if await bridgeless(session, delegate, other):
            text = _(availability.NO_BRIDGE)
        return text, inline(_, [back])

    def pick(slot: Slot) -> AskPress:
        return AskPress(act=AskAct.SLOT, id=other.id, arg=slot.id)

    def turn(to: int) -> AskPress:
        return AskPress(act=AskAct.WHEN, id=other.id, arg=to)

    day, rows = slot_choice.rows(_, mission, free, page, pick=pick, turn=turn)
    text = _("🤝 {name}\n<b>{day}</b>\nThese times suit you both. Which one?", name=other.name, day=_.day(day))
    if heading is not None:
        text = Markup("\n\n").join((heading, text))
    any_time = AskPress(act=AskAct.SLOT, id=other.id, arg=requests.ANY_TIME)
    return text, inline(_, [*rows, [button(_.plain("⏱ Any time that suits us both"), any_time)], back])


async def _sent(session: UnitSession, _: Texts, meeting: Meeting, delegate: Delegate, person: Person) -> View:
    invitee = await session.get_one(Delegate, meeting.invitee_id)
    heading = _("📨 <b>Your request is sent.</b> You will be told here as soon as there is an answer.")
    if not await has_chat(session, invitee):
        heading = _(
            "📨 <b>Your request is noted.</b> {name} is not in this chat: the organisers will ask them, "
            "and you will be told here.",
            name=invitee.name,
        )
    return await meeting_view.view(session, _, meeting, delegate, person, heading)


async def _note_so_far(state: FSMContext, invitee_id: int) -> str:
    data = await state.get_data()
    return str(data.get("note") or "") if data.get("invitee") == invitee_id else ""
