"""Adding a session at the desk: kind, title, hours, venue and number of places; the rest with a look at all of it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import asdict
from datetime import datetime

from aiogram import F, Router
from aiogram.filters import StateFilter
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message
from markupsafe import Markup
from sqlmodel import col, select

from handlers.core.turn import Turn
from handlers.programme import desk as desk_screens
from handlers.programme import details
from handlers.programme.data import AddAct, AddPress
from handlers.programme.moving import LARGEST, NUMBER, VENUES
from handlers.views.data import DeskChoice
from handlers.views.keyboards import button, columns, inline
from handlers.views.message import Rows
from handlers.views.session import KINDS, SIGNS
from handlers.views.texts_typed import texts_typed
from locales import N_, catalogues
from locales.bidi import strip_controls
from missions.errors import Refusal
from missions.names import bare
from missions.people import access
from missions.sessions import describing, editing
from missions.sessions.describing import SessionDetails
from missions.sessions.editing import Hours, NewSession
from storage.tables import Mission, SessionKind, Venue

FORGOTTEN = N_("This question has closed. Please start again: /desk")
_KINDS = tuple(SessionKind)


class AddingSession(StatesGroup):
    """A session is being added; the data keep what was said: kind, details, hours, venue, places."""

    kind = State()
    title = State()
    hours = State()
    venue = State()
    places = State()


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
    typed = texts_typed(strip_controls(message.text or "").replace("\x00", ""), turn._)
    title = {code: " ".join(text.split()) for code, text in typed.items()}
    describing.check_title(title)
    await turn.state.update_data(details=asdict(SessionDetails(title=title)))
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
    text = bare(message.text or "")
    if not text.isdecimal() or not 1 <= int(text) <= LARGEST:
        raise Refusal(NUMBER)
    await turn.state.update_data(places=int(text))
    await _next(turn, details.EditingSession.review)


async def choose_unlimited(_query: CallbackQuery, turn: Turn) -> None:
    await _at(turn, AddingSession.places)
    await turn.state.update_data(places=0)
    await _next(turn, details.EditingSession.review)


async def save(_query: CallbackQuery, turn: Turn) -> None:
    await _at(turn, details.EditingSession.review)
    data = await turn.state.get_data()
    if "places" not in data:
        raise Refusal(FORGOTTEN)
    hours = Hours(*map(datetime.fromisoformat, data["hours"]))
    said = SessionDetails.of(data["details"])
    new = NewSession(SessionKind(data["kind"]), hours, data["venue"], data["places"], said)
    row = await editing.add(turn.session, turn.person, new)
    await turn.finish()
    await turn.toast(turn._.plain("Added to the programme."))
    await desk_screens.show(turn, row.id)


async def not_this(_message: Message, turn: Turn) -> None:
    await ask_again(turn)


async def ask_again(turn: Turn) -> None:
    """Puts the open question."""
    mission = await access.require_organiser(turn.session, turn.person)
    text, rows = await _question(turn, mission, await turn.state.get_state() or "")
    rows.append([button(turn._.plain("‹ Programme"), DeskChoice(to="programme"))])
    await turn.show(text, inline(turn._, rows))


async def _question(turn: Turn, mission: Mission, state: str) -> tuple[Markup, Rows]:
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
    unlimited = [button(_.plain("No limit"), AddPress(act=AddAct.UNLIMITED))]
    return _("👥 How many places? Type a number."), [unlimited]


async def _venues(turn: Turn, mission: Mission) -> Rows:
    _ = turn._
    venues = select(Venue).where(Venue.mission_id == mission.id, col(Venue.closed_at).is_(None))
    found = (await turn.session.exec(venues.order_by(col(Venue.id)).limit(VENUES))).all()
    rows: Rows = [[button(_.choose(each.title), AddPress(act=AddAct.VENUE, arg=each.id))] for each in found]
    return [*rows, [button(_.plain("Not known yet"), AddPress(act=AddAct.NO_VENUE))]]


async def _next(turn: Turn, question: State) -> None:
    await turn.state.set_state(question)
    if question is details.EditingSession.review:
        await details.ask_again(turn)
    else:
        await ask_again(turn)


async def _at(turn: Turn, question: State) -> None:
    """A button of an earlier question does nothing.

    Raises:
        Refusal: another question is open.
    """
    if await turn.state.get_state() != question.state:
        raise Refusal(FORGOTTEN)
