"""Who comes along to a meeting: colleagues and others are asked, a colleague takes one's place, and they answer."""

from __future__ import annotations

from collections.abc import Sequence

from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message
from markupsafe import Markup

from handlers.core.turn import Turn
from handlers.meetings import screen
from handlers.meetings.data import Act, MeetingPress, PlaceAct, PlacePress
from handlers.meetings.view import press
from handlers.views.keyboards import Screen, button, choosing, inline
from handlers.views.meeting import when
from handlers.views.message import Rows
from locales import N_, Texts
from missions.errors import Refusal
from missions.meetings import company, handing_over
from missions.meetings.details import Beside, Details
from missions.meetings.states import Taken
from storage.tables import Delegate, Meeting, MeetingState

NO_NAME = N_("Please type a name as text. /cancel to stop.")
SHOWN = 8
"""People on one screen."""


class Bringing(StatesGroup):
    name = State()


async def ask(_query: CallbackQuery, callback_data: MeetingPress, turn: Turn) -> None:
    await turn.state.clear()
    found, side = await screen.looked_at(turn, callback_data)
    await turn.show(*await _view(turn, found, side))


async def _view(turn: Turn, found: Details, side: Delegate) -> Screen:
    """Who comes and who is asked, and the colleagues who could be."""
    _ = turn._
    meeting, confirmed = found.meeting, found.meeting.state is MeetingState.CONFIRMED
    mine = [each for each in found.companions if each.row.of_requester == (side.id == found.requester.id)]
    lines = [_("👥 <b>{name}</b>\n🗓 {when}", name=found.other(side.id).called, when=_moment(_, found))]
    lines += [Markup("\n").join(_known(_, found, each) for each in found.companions)] if found.companions else []
    rows: Rows = [
        [button(_.plain("↩️ {name}", name=each.delegate.called), PlacePress(act=PlaceAct.TAKE_BACK, id=each.row.id))]
        for each in mine
        if not each.has_joined
    ]
    colleagues = (await company.colleagues(turn.session, found, side))[:SHOWN]
    if colleagues and confirmed:
        lines.append(_("👥 comes along with you, with a seat of their own. 🔁 takes your place. They agree first."))
    elif colleagues:
        lines.append(_("🔁 takes your place. They agree first."))
    else:
        lines.append(_("No colleague of yours takes part in this mission."))
    for each in colleagues:
        along = press(_, _.plain("👥 {name}", name=each.name), Act.ALONG, meeting, each.id)
        instead = press(_, _.plain("🔁 {name}", name=each.name), Act.INSTEAD, meeting, each.id)
        rows.append([along, instead] if confirmed else [instead])
    if confirmed:
        rows.append([press(_, _.plain("🔎 Someone else"), Act.FIND, meeting)])
    rows.append([press(_, _.plain("‹ Back"), Act.SHOW, meeting)])
    return choosing((Markup("\n\n").join(lines), inline(_, rows)), meeting, side.id)


def _moment(_: Texts, found: Details) -> str:
    if found.meeting.any_time:
        return _.plain("any time when both are free")
    return when(_, found.slot, found.mission)


def _known(_: Texts, found: Details, each: Beside) -> Markup:
    named = {"name": each.delegate.called, "organisation": found.organisation(each.delegate).name}
    if each.has_joined:
        return _("✅ {name}, {organisation}", **named)
    if each.row.replaces:
        return _("⏳ {name}, {organisation}: asked to take over", **named)
    return _("⏳ {name}, {organisation}: asked to come along", **named)


async def ask_along(_query: CallbackQuery, callback_data: MeetingPress, turn: Turn) -> None:
    await _ask(turn, callback_data, replaces=False)


async def ask_instead(_query: CallbackQuery, callback_data: MeetingPress, turn: Turn) -> None:
    await _ask(turn, callback_data, replaces=True)


async def _ask(turn: Turn, asked: MeetingPress, *, replaces: bool) -> None:
    done = await company.ask(turn.session, turn.person, *asked.named, asked.arg, replaces=replaces)
    await turn.state.clear()
    await turn.toast(turn._.plain("Asked. The answer will come here."))
    await screen.show_done(turn, done)


async def ask_name(_query: CallbackQuery, callback_data: MeetingPress, turn: Turn) -> None:
    await screen.looked_at(turn, callback_data)
    await turn.state.set_state(Bringing.name)
    await turn.state.set_data({"meeting": callback_data.id, "revision": callback_data.revision})
    await ask_name_again(turn)


async def ask_name_again(turn: Turn) -> None:
    """Ask for the name of who should come along."""
    await turn.below().say(turn._("🔎 Who should come along? Type a name. /cancel to stop."))


async def take_name(message: Message, turn: Turn) -> None:
    """The people of that name, to ask one of them."""
    _, data = turn._, await turn.state.get_data()
    asked = MeetingPress(act=Act.FIND, id=data["meeting"], revision=data["revision"])
    found, side = await screen.looked_at(turn, asked)
    people = await company.named(turn.session, found, message.text or "", SHOWN)
    rows = _to_ask(_, found.meeting, people)
    text = _("🔎 Whom do you ask to come along?") if people else _("No one found. Try other words, or fewer.")
    await turn.ask(*choosing((text, inline(_, rows)), found.meeting, side.id))


def _to_ask(_: Texts, meeting: Meeting, people: Sequence[tuple[Delegate, str]]) -> Rows:
    rows: Rows = [
        [
            press(
                _,
                _.plain("👥 {name}, {organisation}", name=each.name, organisation=organisation),
                Act.ALONG,
                meeting,
                each.id,
            )
        ]
        for each, organisation in people
    ]
    return [*rows, [press(_, _.plain("‹ Back"), Act.COMPANY, meeting)]]


async def no_name(_message: Message) -> None:
    raise Refusal(NO_NAME)


async def come(_query: CallbackQuery, callback_data: PlacePress, turn: Turn) -> None:
    asked = await company.come(turn.session, turn.person, callback_data.id)
    agree = handing_over.take_over if asked.row.replaces else company.join
    try:
        done = await agree(turn.session, turn.person, asked)
    except Taken as taken:
        await turn.alert(turn._.plain_message(taken))
        return
    await screen.show_done(turn, done)


async def refuse(_query: CallbackQuery, callback_data: PlacePress, turn: Turn) -> None:
    done = await company.refuse(turn.session, turn.person, callback_data.id)
    await screen.show_left(turn, done, turn._("✖️ You do not come. The person who asked has been notified."))


async def leave(_query: CallbackQuery, callback_data: PlacePress, turn: Turn) -> None:
    done = await company.leave(turn.session, turn.person, callback_data.id)
    await screen.show_left(turn, done, turn._("🚪 You have left this meeting. The others have been notified."))


async def take_back(_query: CallbackQuery, callback_data: PlacePress, turn: Turn) -> None:
    done = await company.take_back(turn.session, turn.person, callback_data.id)
    await turn.toast(turn._.plain("No longer asked."))
    await screen.show_done(turn, done)


PLACES = {
    PlaceAct.COME: come,
    PlaceAct.REFUSE: refuse,
    PlaceAct.LEAVE: leave,
    PlaceAct.TAKE_BACK: take_back,
}
"""What each button on a place does."""
