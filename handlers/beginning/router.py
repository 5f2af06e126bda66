"""Beginning a mission: what is typed, sent and pressed, each answer kept in the conversation until all is created."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

from aiogram import F, Router
from aiogram.filters import StateFilter
from aiogram.fsm.state import State
from aiogram.types import CallbackQuery, Location, Message

from handlers.beginning import screen
from handlers.beginning.data import BeginAct, BeginPress
from handlers.beginning.states import ASKED, CHANGED, NewMission
from handlers.core.commands import offer_commands
from handlers.core.turn import Turn
from handlers.views import zones
from handlers.views.data import MenuChoice
from handlers.views.texts_typed import texts_typed
from locales import N_
from locales.bidi import strip_controls
from missions.beginning import days, delegations, starting
from missions.beginning import draft as drafts
from missions.beginning.draft import MissionDraft
from missions.errors import Refusal

FORGOTTEN = N_("This question has closed. Please begin the mission again: /menu")
NO_ZONE = N_("I do not know this city or country. Please type the nearest large city, or the country.")
SEVERAL_ZONES = N_("Several time zones go by this name. Please type the nearest large city.")
DRAFT, REVIEWED = "draft", "reviewed"
Typed = Callable[[str, MissionDraft, Turn], MissionDraft]


def router() -> Router:
    beginning = Router(name="beginning a mission")
    handlers: dict[BeginAct, Callable[..., Awaitable[None]]] = {
        BeginAct.NO_PIN: without_pin,
        BeginAct.ZONE: choose_zone,
        BeginAct.CHANGE: change,
        BeginAct.REVIEW: look,
        BeginAct.MINUTES: choose_minutes,
        BeginAct.TABLES: choose_tables,
        BeginAct.NO_DELEGATIONS: without_delegations,
        BeginAct.SAVE: save,
    }
    beginning.callback_query.register(begin, MenuChoice.filter(F.to == "new-mission"))
    for act, handler in handlers.items():
        beginning.callback_query.register(handler, BeginPress.filter(F.act == act))
    where = StateFilter(NewMission.place, NewMission.pin)
    beginning.message.register(take_venue, where, F.venue)
    beginning.message.register(take_pin, where, F.location)
    beginning.message.register(take, StateFilter(NewMission), F.text & ~F.text.startswith("/"))
    beginning.message.register(not_this, StateFilter(NewMission), ~F.text)
    return beginning


async def begin(_query: CallbackQuery, turn: Turn) -> None:
    starting.require_owner(turn.person)
    await turn.finish()
    await turn.state.set_data({DRAFT: MissionDraft().kept()})
    await _ask(turn, NewMission.title)


async def take(message: Message, turn: Turn) -> None:
    """What was typed answers the open question."""
    reader = _READERS.get(await turn.state.get_state() or "")
    if reader is None:
        await ask_again(turn)
        return
    text = strip_controls(message.text or "").replace("\x00", "")
    await _keep(turn, reader(text, await _draft(turn), turn))


async def take_pin(message: Message, turn: Turn) -> None:
    """A location answers the question of the map; one that is sent before the place has a name waits for it."""
    draft, at = await _draft(turn), message.location
    if at is None:
        return
    draft = _at(draft, at)
    if not draft.place:
        await turn.state.update_data({DRAFT: draft.kept()})
        await ask_again(turn)
        return
    await turn.state.set_state(NewMission.pin)
    await _keep(turn, draft)


async def take_venue(message: Message, turn: Turn) -> None:
    """A place picked from Telegram's own list says its name, its address and where it is."""
    venue = message.venue
    if venue is None:
        return
    draft = await _draft(turn)
    if await turn.state.get_state() == NewMission.place.state or not draft.place:
        draft = drafts.placed(draft, strip_controls(f"{venue.title}\n{venue.address}"))
    await turn.state.set_state(NewMission.pin)
    await _keep(turn, _at(draft, venue.location))


async def not_this(_message: Message, turn: Turn) -> None:
    await ask_again(turn)


async def without_pin(_query: CallbackQuery, turn: Turn) -> None:
    await _is_open(turn, NewMission.pin)
    await _keep(turn, replace(await _draft(turn), latitude=None, longitude=None))


async def choose_zone(_query: CallbackQuery, callback_data: BeginPress, turn: Turn) -> None:
    await _is_open(turn, NewMission.zone)
    zone = zones.zone_of(callback_data.arg)
    if zone is None:
        raise Refusal(FORGOTTEN)
    await _keep(turn, replace(await _draft(turn), time_zone=zone))


async def choose_minutes(_query: CallbackQuery, callback_data: BeginPress, turn: Turn) -> None:
    await _is_open(turn, NewMission.hours)
    minutes = callback_data.arg if callback_data.arg in drafts.MINUTES else drafts.MINUTES[0]
    await _keep(turn, drafts.lasting(await _draft(turn), minutes))


async def choose_tables(_query: CallbackQuery, callback_data: BeginPress, turn: Turn) -> None:
    await _is_open(turn, NewMission.tables)
    await _keep(turn, drafts.seated(await _draft(turn), str(callback_data.arg)))


async def without_delegations(_query: CallbackQuery, turn: Turn) -> None:
    await _is_open(turn, NewMission.delegations)
    await _keep(turn, replace(await _draft(turn), delegations=()))


async def change(_query: CallbackQuery, callback_data: BeginPress, turn: Turn) -> None:
    """Put one of the questions again."""
    await _ask(turn, CHANGED[callback_data.arg % len(CHANGED)])


async def look(_query: CallbackQuery, turn: Turn) -> None:
    await _ask(turn, NewMission.review)


async def save(_query: CallbackQuery, turn: Turn) -> None:
    await _is_open(turn, NewMission.review)
    draft = await _draft(turn)
    mission = await starting.begin(turn.session, turn.person, draft, turn._.language.code)
    await turn.finish()
    await offer_commands(turn.box, turn.person, turn.chat_id, turn._)
    await turn.show(*screen.begun(turn._, mission, delegations=bool(draft.delegations)))


async def ask_again(turn: Turn) -> None:
    """Puts the open question, or the look at all of it."""
    state, draft = await turn.state.get_state() or "", await _draft(turn)
    if state == NewMission.review.state:
        await turn.show(*screen.review(turn._, draft))
        return
    await turn.show(*screen.question(turn._, state, draft, reviewed=bool(await turn.state.get_value(REVIEWED))))


async def _keep(turn: Turn, draft: MissionDraft) -> None:
    """Keep the answer to the open question, and go on to the next."""
    state = await turn.state.get_state() or ""
    await turn.state.update_data({DRAFT: draft.kept()})
    await _ask(turn, _next(state, draft, reviewed=bool(await turn.state.get_value(REVIEWED))))


def _next(state: str, draft: MissionDraft, *, reviewed: bool) -> State:
    """A new place asks for its location and its zone again; every other answer was the only one to change."""
    if state == NewMission.place.state:
        return NewMission.pin if draft.latitude is None else NewMission.zone
    if state == NewMission.pin.state:
        return NewMission.zone
    order = [str(each.state) for each in ASKED]
    place = order.index(state) + 1 if state in order and not reviewed else len(order)
    return ASKED[place] if place < len(order) else NewMission.review


async def _ask(turn: Turn, state: State) -> None:
    draft = await _draft(turn)
    if state not in ASKED and not draft.time_zone:
        raise Refusal(FORGOTTEN)
    await turn.state.set_state(state)
    if state is NewMission.review:
        await turn.state.update_data({REVIEWED: True})
    await ask_again(turn)


async def _draft(turn: Turn) -> MissionDraft:
    """As far as it was answered.

    Raises:
        Refusal: no mission is being begun, or by a person who may not.
    """
    starting.require_owner(turn.person)
    kept: dict[str, Any] | None = await turn.state.get_value(DRAFT)
    if kept is None:
        raise Refusal(FORGOTTEN)
    return MissionDraft.of(kept)


async def _is_open(turn: Turn, state: State) -> None:
    """A button of an earlier question does nothing.

    Raises:
        Refusal: another question is open.
    """
    if await turn.state.get_state() != state.state:
        raise Refusal(FORGOTTEN)


def _at(draft: MissionDraft, location: Location) -> MissionDraft:
    return replace(draft, latitude=location.latitude, longitude=location.longitude)


def _days(text: str, draft: MissionDraft, turn: Turn) -> MissionDraft:
    first, last = days.typed(text, turn.session.now.date())
    return replace(draft, starts_on=first.isoformat(), ends_on=last.isoformat())


def _zone(text: str, draft: MissionDraft, turn: Turn) -> MissionDraft:
    found = zones.typed(text, turn.session.now)
    if not found:
        raise Refusal(NO_ZONE)
    if len(found) > 1:
        raise Refusal(SEVERAL_ZONES)
    return replace(draft, time_zone=found[0])


def _placed(text: str, draft: MissionDraft, _turn: Turn) -> MissionDraft:
    """A location that was sent before the name is that of the named place."""
    placed = drafts.placed(draft, text)
    return placed if draft.place else replace(placed, latitude=draft.latitude, longitude=draft.longitude)


_READERS: dict[str, Typed] = {
    str(state.state): reader
    for state, reader in {
        NewMission.title: lambda text, draft, turn: drafts.titled(draft, texts_typed(text, turn._)),
        NewMission.days: _days,
        NewMission.place: _placed,
        NewMission.zone: _zone,
        NewMission.hours: lambda text, draft, _turn: drafts.timed(draft, text),
        NewMission.tables: lambda text, draft, _turn: drafts.seated(draft, text),
        NewMission.delegations: lambda text, draft, turn: delegations.joined(draft, text, turn._.language.code),
    }.items()
}
