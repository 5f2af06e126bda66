"""Asking a counterpart for a meeting: a free time, a note if one likes, and it is sent."""

from __future__ import annotations

from collections.abc import Sequence

from aiogram import F, Router
from aiogram.filters import StateFilter
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message
from markupsafe import Markup

from handlers.core.turn import ASKED, Turn
from handlers.meetings import screen, slot_choice
from handlers.views.data import AskAct, AskPress, CardAct, CardPress
from handlers.views.keyboards import Keyboard, Screen, button, inline
from handlers.views.meeting import when
from locales import N_, Texts
from missions.errors import Refusal
from missions.meetings import availability, openings, requests
from missions.meetings.details import details
from missions.meetings.states import AlreadyOpen, Done, Taken, open_between
from missions.people.access import require_delegate
from missions.people.languages import bridgeless
from missions.people.reach import has_chat
from missions.registration.fields import typed
from missions.rules import colleagues
from missions.rules.colleagues import Courting
from storage.tables import Delegate, Meeting, Mission, Slot

NO_NOTE = N_("Please type the note as text, or press the button to send without one.")


class Asking(StatesGroup):
    note = State()


def router() -> Router:
    asking = Router(name="meeting request")
    asking.callback_query.register(ask_when, AskPress.filter(F.act == AskAct.WHEN))
    asking.callback_query.register(ask_note, AskPress.filter(F.act == AskAct.SLOT))
    asking.callback_query.register(send, AskPress.filter(F.act.in_({AskAct.SEND, AskAct.SEND_NOTED})))
    asking.message.register(take_note, StateFilter(Asking.note), F.text, ~F.text.startswith("/"))
    asking.message.register(no_note, StateFilter(Asking.note), ~F.text)
    return asking


async def ask_when(_query: CallbackQuery, callback_data: AskPress, turn: Turn) -> None:
    _, session = turn._, turn.session
    # What is typed now is no note; one that was written already is kept for the time to be chosen.
    await turn.state.set_state(None)
    await turn.state.update_data({ASKED: None})
    delegate = await require_delegate(session, turn.person)
    standing = await open_between(session, delegate.id, callback_data.id)
    if standing is not None:
        await turn.toast(_.plain("There is already a request or a meeting between you two."))
        await screen.show(turn, await details(session, standing), delegate)
        return
    other = await requests.counterpart(session, delegate, callback_data.id)
    await turn.show(*await times(turn, delegate, other, callback_data.arg))


async def ask_note(_query: CallbackQuery, callback_data: AskPress, turn: Turn) -> None:
    await _ask_note(turn, callback_data)


async def _ask_note(turn: Turn, callback_data: AskPress) -> None:
    _, session = turn._, turn.session
    delegate = await require_delegate(session, turn.person)
    other = await requests.counterpart(session, delegate, callback_data.id)
    try:
        asked = openings.free_slot if callback_data.arg else openings.last_free
        slot = await asked(session, delegate, other, callback_data.arg)
    except Taken as taken:
        await _ask_other_time(turn, delegate, other, taken)
        return
    note = await _note_so_far(turn, other.id)
    await turn.state.set_state(Asking.note)
    await turn.state.update_data({"invitee": other.id, "slot": callback_data.arg, "note": note})
    mission = await session.get_one(Mission, delegate.mission_id)
    moment = when(_, slot, mission) if callback_data.arg else _.plain("any time when you are both free")
    rivals = await colleagues.courting(session, delegate, other)
    await turn.ask(_question(_, other, moment, note, rivals), _sending(_, callback_data, has_note=bool(note)))


async def ask_again(turn: Turn) -> None:
    """Ask for the note once more, or show the one that was written."""
    data = await turn.state.get_data()
    await _ask_note(turn, AskPress(act=AskAct.SLOT, id=data["invitee"], arg=data["slot"]))


def _question(_: Texts, other: Delegate, moment: str, note: str, rivals: Sequence[Courting]) -> Markup:
    if note:
        text = _("🤝 {name}\n🗓 {when}\n\nYour note: <i>{note}</i>", name=other.called, when=moment, note=note)
    else:
        text = _(
            "🤝 {name}\n"
            "🗓 {when}\n\n"
            "Type a short note (what you would like to talk about), or send the request without one.",
            name=other.called,
            when=moment,
        )
    if not rivals:
        return text
    names = _.list([each.name for each in rivals])
    warning = _("⚠️ From your organisation, already in contact with this person: {names}. Send anyway?", names=names)
    return Markup("\n\n").join((warning, text))


def _sending(_: Texts, asked: AskPress, *, has_note: bool) -> Keyboard:
    label = _.plain("📨 Send with this note") if has_note else _.plain("📨 Send without a note")
    act = AskAct.SEND_NOTED if has_note else AskAct.SEND
    return inline(
        _,
        [
            [button(label, AskPress(act=act, id=asked.id, arg=asked.arg))],
            [
                button(_.plain("‹ Another time"), AskPress(act=AskAct.WHEN, id=asked.id)),
                button(_.plain("✖️ Discard"), CardPress(act=CardAct.SHOW, id=asked.id)),
            ],
        ],
    )


async def send(_query: CallbackQuery, callback_data: AskPress, turn: Turn) -> None:
    delegate = await require_delegate(turn.session, turn.person)
    note = await _note_so_far(turn, callback_data.id)
    if bool(note) != (callback_data.act is AskAct.SEND_NOTED):
        # The button says otherwise than what would be sent: what would be is shown first.
        await _ask_note(turn, callback_data)
        return
    try:
        done = await requests.request(turn.session, delegate, callback_data.id, callback_data.arg, note)
    except AlreadyOpen as open_one:
        await turn.state.clear()
        await turn.alert(turn._.plain_message(open_one))
        await _show_open(turn, open_one, delegate)
        return
    except Taken as taken:
        other = await requests.counterpart(turn.session, delegate, callback_data.id)
        await _ask_other_time(turn, delegate, other, taken)
        return
    await turn.finish()
    await _show_sent(turn, done)


async def take_note(message: Message, turn: Turn) -> None:
    """The note is shown as it would be sent: words on the way to another person are confirmed first."""
    await turn.state.update_data(note=typed("note", message.text or "").text)
    await ask_again(turn)


async def no_note(_message: Message) -> None:
    raise Refusal(NO_NOTE)


async def _ask_other_time(turn: Turn, delegate: Delegate, other: Delegate, taken: Taken) -> None:
    """The time is gone: say so, and show those that are left."""
    heading = turn._.message(taken) if turn.query is None else None
    await turn.alert(turn._.plain_message(taken))
    await turn.show(*await times(turn, delegate, other, 0, heading))


async def times(turn: Turn, delegate: Delegate, other: Delegate, page: int, heading: Markup | None = None) -> Screen:
    """The times that suit both, a page of them."""
    _, session = turn._, turn.session
    mission = await session.get_one(Mission, delegate.mission_id)
    free = await availability.free_for(session, mission, delegate, other)
    back = [button(_.plain("‹ Back"), CardPress(act=CardAct.SHOW, id=other.id))]
    if not free:
        text = _("There is no time when you and {name} are both free and a table is available.", name=other.called)
        if await bridgeless(session, delegate, other):
            text = _(availability.NO_BRIDGE)
        return text, inline(_, [back])

    def pick(slot: Slot) -> AskPress:
        return AskPress(act=AskAct.SLOT, id=other.id, arg=slot.id)

    def page_of(to: int) -> AskPress:
        return AskPress(act=AskAct.WHEN, id=other.id, arg=to)

    day, notes, rows = slot_choice.rows(_, mission, free, page, pick=pick, turn=page_of)
    text = _("🤝 {name}\n<b>{day}</b>\nYou are both free at these times. Which one?", name=other.called, day=_.day(day))
    text = Markup("\n").join([text, *notes])
    if heading is not None:
        text = Markup("\n\n").join((heading, text))
    any_time = AskPress(act=AskAct.SLOT, id=other.id, arg=openings.ANY_TIME)
    return text, inline(_, [*rows, [button(_.plain("⏱ Any time when we are both free"), any_time)], back])


async def _show_sent(turn: Turn, done: Done) -> None:
    _ = turn._
    invitee = await turn.session.get_one(Delegate, done.meeting.invitee_id)
    if done.agreed:
        await screen.show_done(turn, done)
        return
    heading = _("📨 <b>Request sent.</b> The answer will come here.")
    if not await has_chat(turn.session, invitee):
        heading = _(
            "📨 <b>Request saved.</b> {name} is not in this chat: the organisers will ask for you, "
            "and the answer will come here.",
            name=invitee.called,
        )
    await screen.show_done(turn, done, heading)


async def _show_open(turn: Turn, open_one: AlreadyOpen, delegate: Delegate) -> None:
    standing = await turn.session.get_one(Meeting, open_one.meeting_id)
    await screen.show(turn, await details(turn.session, standing), delegate)


async def _note_so_far(turn: Turn, invitee_id: int) -> str:
    data = await turn.state.get_data()
    return str(data.get("note") or "") if data.get("invitee") == invitee_id else ""
