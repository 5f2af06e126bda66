"""Adding a session at the desk: kind, title, hours, venue and number of places; then one look before it is saved."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

from aiogram import F, Router
from aiogram.filters import StateFilter
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message
from markupsafe import Markup
from sqlmodel import col, select

from handlers.core.turn import Turn
from handlers.programme import desk as desk_screens
from handlers.programme.data import AddAct, AddPress
from handlers.programme.moving import LARGEST, NUMBER, VENUES
from handlers.views.data import DeskChoice
from handlers.views.keyboards import button, columns, inline
from handlers.views.message import Rows
from handlers.views.session import KINDS, SIGNS, when, where
from locales import N_, catalogues
from locales.bidi import strip_controls
from missions.errors import Refusal
from missions.names import says_something
from missions.people import access
from missions.sessions import editing
from missions.sessions.editing import Hours, NewSession
from storage.tables import Mission, SessionKind, Venue

TITLE_LIMIT = 200
NO_TITLE = N_("Please type a title of at most 200 characters in each language.")
FORGOTTEN = N_("This question has closed. Please start again: /desk")
_KINDS = tuple(SessionKind)


class AddingSession(StatesGroup):
    """A session is being added; the data keep what was said: kind, title, hours, venue, places."""

    kind = State()
    title = State()
    hours = State()
    venue = State()
    places = State()
    review = State()


def router() -> Router:
    adding = Router(name="adding a session")
    typed = F.text & ~F.text.startswith("/")
    handlers: dict[AddAct, Callable[..., Awaitable[None]]] = {
        AddAct.BEGIN: begin,
        AddAct.KIND: choose_kind,
        AddAct.VENUE: choose_venue,
        AddAct.NO_VENUE: choose_venue,
        AddAct.UNLIMITED: choose_unlimited,
        AddAct.SAVE: save,
    }
    for act, handler in handlers.items():
        adding.callback_query.register(handler, AddPress.filter(F.act == act))
    adding.message.register(take_title, StateFilter(AddingSession.title), typed)
    adding.message.register(take_hours, StateFilter(AddingSession.hours), typed)
    adding.message.register(take_places, StateFilter(AddingSession.places), typed)
    adding.message.register(not_this, StateFilter(AddingSession), ~F.text.startswith("/") | ~F.text)
    return adding


async def begin(_query: CallbackQuery, turn: Turn) -> None:
    await access.require_organiser(turn.session, turn.person)
    await turn.state.set_data({})
    await _next(turn, AddingSession.kind)


async def choose_kind(_query: CallbackQuery, callback_data: AddPress, turn: Turn) -> None:
    await _at(turn, AddingSession.kind)
    await turn.state.update_data(kind=_KINDS[callback_data.arg % len(_KINDS)].value)
    await _next(turn, AddingSession.title)


async def take_title(message: Message, turn: Turn) -> None:
    title = titles_typed(strip_controls(message.text or "").replace("\x00", ""), turn._.language.code)
    if not title or any(len(each) > TITLE_LIMIT or not says_something(each) for each in title.values()):
        raise Refusal(NO_TITLE)
    await turn.state.update_data(title=title)
    await _next(turn, AddingSession.hours)


async def take_hours(message: Message, turn: Turn) -> None:
    mission = await access.require_organiser(turn.session, turn.person)
    hours = editing.hours_typed(message.text or "", mission, mission.starts_on, turn.session.now)
    await turn.state.update_data(hours=[hours.starts_at.isoformat(), hours.ends_at.isoformat()])
    await _next(turn, AddingSession.venue)


async def choose_venue(_query: CallbackQuery, callback_data: AddPress, turn: Turn) -> None:
    await _at(turn, AddingSession.venue)
    await turn.state.update_data(venue=callback_data.arg or None)
    await _next(turn, AddingSession.places)


async def take_places(message: Message, turn: Turn) -> None:
    text = (message.text or "").strip()
    if not text.isdecimal() or not 1 <= int(text) <= LARGEST:
        raise Refusal(NUMBER)
    await turn.state.update_data(places=int(text))
    await _next(turn, AddingSession.review)


async def choose_unlimited(_query: CallbackQuery, turn: Turn) -> None:
    await _at(turn, AddingSession.places)
    await turn.state.update_data(places=0)
    await _next(turn, AddingSession.review)


async def save(_query: CallbackQuery, turn: Turn) -> None:
    await _at(turn, AddingSession.review)
    data = await turn.state.get_data()
    starts_at, ends_at = map(datetime.fromisoformat, data["hours"])
    new = NewSession(SessionKind(data["kind"]), data["title"], Hours(starts_at, ends_at), data["venue"], data["places"])
    row = await editing.add(turn.session, turn.person, new)
    await turn.finish()
    await turn.toast(turn._.plain("Added to the programme."))
    await desk_screens.show(turn, row.id)


async def not_this(_message: Message, turn: Turn) -> None:
    await ask_again(turn)


def titles_typed(text: str, own: str) -> dict[str, str]:
    """By language, the lines of "fr: …" and "ar: …"; a text without such lines is in the organiser's own."""
    found: dict[str, str] = {}
    for line in filter(None, (" ".join(each.split()) for each in text.splitlines())):
        code, colon, said = line.partition(":")
        named = code.strip().lower()
        if colon and named in catalogues().codes and said.strip():
            found[named] = said.strip()
        else:
            found[own] = f"{found[own]} {line}" if own in found else line
    return found


async def ask_again(turn: Turn) -> None:
    """Puts the open question."""
    mission = await access.require_organiser(turn.session, turn.person)
    state, data = await turn.state.get_state(), await turn.state.get_data()
    text, rows = await _question(turn, mission, state or "", data)
    rows.append([button(turn._.plain("‹ Programme"), DeskChoice(to="programme"))])
    await turn.show(text, inline(turn._, rows))


async def _question(turn: Turn, mission: Mission, state: str, data: dict[str, Any]) -> tuple[Markup, Rows]:
    _ = turn._
    if state == AddingSession.kind.state:
        kinds = [
            button(
                _.plain("{sign} {kind}", sign=SIGNS[kind], kind=_.plain(KINDS[kind])),
                AddPress(act=AddAct.KIND, arg=place),
            )
            for place, kind in enumerate(_KINDS)
        ]
        return _("➕ <b>A new session</b>\nWhat kind is it?"), columns(kinds, 2)
    if state == AddingSession.title.state:
        lines = " / ".join(f"{code}: …" for code in catalogues().codes)
        return _("✏️ Type its title. For several languages, one line each, as {lines}", lines=lines), []
    if state == AddingSession.hours.state:
        return _("🕓 Type the day and hours, as 13/07 14:30–16:00."), []
    if state == AddingSession.venue.state:
        return _("🏛 Which venue?"), await _venues(turn, mission)
    if state == AddingSession.places.state:
        unlimited = [button(_.plain("No limit"), AddPress(act=AddAct.UNLIMITED))]
        return _("👥 How many places? Type a number."), [unlimited]
    return await _review(turn, mission, data), [[button(_.plain("✅ Add it"), AddPress(act=AddAct.SAVE))]]


async def _venues(turn: Turn, mission: Mission) -> Rows:
    _ = turn._
    venues = select(Venue).where(Venue.mission_id == mission.id, col(Venue.closed_at).is_(None))
    found = (await turn.session.exec(venues.order_by(col(Venue.id)).limit(VENUES))).all()
    rows: Rows = [[button(_.choose(each.title), AddPress(act=AddAct.VENUE, arg=each.id))] for each in found]
    return [*rows, [button(_.plain("Not known yet"), AddPress(act=AddAct.NO_VENUE))]]


async def _review(turn: Turn, mission: Mission, data: dict[str, Any]) -> Markup:
    _ = turn._
    kind, (starts_at, ends_at) = SessionKind(data["kind"]), map(datetime.fromisoformat, data["hours"])
    venue = await turn.session.get(Venue, data["venue"]) if data.get("venue") else None
    lines = [
        _("🔎 <b>Not in the programme yet</b>"),
        Markup(),
        *(_("{sign} <b>{title}</b>", sign=SIGNS[kind], title=each) for each in data["title"].values()),
        _("🗓 {when}", when=when(_, starts_at, ends_at, mission)),
        _("📍 {place}", place=where(_, venue.title if venue else {})),
    ]
    if data.get("places"):
        lines.append(_.ngettext("👥 {n} place", "👥 {n} places", data["places"]))
    return Markup("\n").join(lines)


async def _next(turn: Turn, question: State) -> None:
    await turn.state.set_state(question)
    await ask_again(turn)


async def _at(turn: Turn, question: State) -> None:
    """A button of an earlier question does nothing.

    Raises:
        Refusal: another question is open.
    """
    if await turn.state.get_state() != question.state:
        raise Refusal(FORGOTTEN)
