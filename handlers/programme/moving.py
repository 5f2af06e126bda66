"""A session moves, gets another number of places, or is cancelled: what it means first, then the act."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from aiogram import F, Router
from aiogram.filters import StateFilter
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message
from markupsafe import Markup
from sqlmodel import col, select

from handlers.core.notices import tell
from handlers.core.turn import Turn
from handlers.programme import desk as desk_screens
from handlers.programme.data import DeskAct, DeskSession
from handlers.programme.desk import press
from handlers.views.keyboards import button, inline
from handlers.views.place import arrow
from handlers.views.session import head, when, where
from locales import N_
from missions import local_time
from missions.errors import Refusal
from missions.names import bare
from missions.sessions import desk, editing
from missions.sessions.desk import Counted, SignedUp
from missions.sessions.editing import Edited, Hours
from storage.tables import Mission, Venue

LARGEST = 10_000
NUMBER = N_("Please type a number from 1 to 10,000.")
FORGOTTEN = N_("This question has closed. Please open the session again.")
VENUES = 40
"""Venues to choose from on one screen."""


class Rescheduling(StatesGroup):
    """What is typed about a session; the data say which: {"session": id, "hours": [begin, end] once they are typed}."""

    hours = State()
    places = State()


def router() -> Router:
    moving = Router(name="moving a session")
    typed = F.text & ~F.text.startswith("/")
    handlers = {
        DeskAct.HOURS: ask_hours,
        DeskAct.MOVE_HOURS: move_hours,
        DeskAct.VENUES: choose_venue,
        DeskAct.VENUE: look_at_venue,
        DeskAct.MOVE_VENUE: move_venue,
        DeskAct.PLACES: ask_places,
        DeskAct.UNLIMITED: set_unlimited,
        DeskAct.FEWER: set_fewer,
        DeskAct.CANCEL: ask_cancel,
        DeskAct.CANCELLED: cancel,
    }
    for act, handler in handlers.items():
        moving.callback_query.register(handler, DeskSession.filter(F.act == act))
    moving.message.register(take_hours, StateFilter(Rescheduling.hours), typed)
    moving.message.register(take_places, StateFilter(Rescheduling.places), typed)
    moving.message.register(not_text, StateFilter(Rescheduling), ~F.text)
    return moving


async def ask_hours(_query: CallbackQuery, callback_data: DeskSession, turn: Turn) -> None:
    await _ask(turn, callback_data, Rescheduling.hours)


async def ask_places(_query: CallbackQuery, callback_data: DeskSession, turn: Turn) -> None:
    await _ask(turn, callback_data, Rescheduling.places)


async def _ask(turn: Turn, choice: DeskSession, question: State) -> None:
    await desk.find(turn.session, turn.person, choice.id)
    await turn.state.set_state(question)
    await turn.state.set_data({"session": choice.id})
    await ask_again(turn)


async def not_text(_message: Message, turn: Turn) -> None:
    await ask_again(turn)


async def ask_again(turn: Turn) -> None:
    """Puts the open question: the hours, or the number of places."""
    _ = turn._
    mission, counted = await _asked_about(turn)
    row = counted.row
    back = [button(_.plain("‹ Back"), press(DeskAct.SHOW, counted))]
    if await turn.state.get_state() == Rescheduling.places.state:
        unlimited = [button(_.plain("No limit"), press(DeskAct.UNLIMITED, counted))]
        text = _("👥 How many places? Type a number.")
        await turn.show(Markup("\n").join([head(_, row), text]), inline(_, [unlimited, back]))
        return
    now = _("🗓 {when}", when=when(_, row.starts_at, row.ends_at, mission))
    text = _("🕓 Type the new hours, as 14:30–16:00; for another day, as 13/07 14:30–16:00.")
    await turn.show(Markup("\n").join([head(_, row), now, text]), inline(_, [back]))


async def take_hours(message: Message, turn: Turn) -> None:
    _ = turn._
    mission, counted = await _asked_about(turn)
    row = counted.row
    day = local_time.local_date(row.starts_at, local_time.zone(mission))
    hours = editing.hours_typed(message.text or "", mission, day, turn.session.now)
    await turn.state.update_data({"hours": [hours.starts_at.isoformat(), hours.ends_at.isoformat()]})
    before = when(_, row.starts_at, row.ends_at, mission)
    after = when(_, hours.starts_at, hours.ends_at, mission)
    await _preview(turn, counted, arrow(_, before, after), press(DeskAct.MOVE_HOURS, counted))


async def move_hours(_query: CallbackQuery, callback_data: DeskSession, turn: Turn) -> None:
    data = await turn.state.get_data()
    if data.get("session") != callback_data.id or not data.get("hours"):
        raise Refusal(FORGOTTEN)
    starts_at, ends_at = map(datetime.fromisoformat, data["hours"])
    named = callback_data.id, callback_data.revision
    await _done(turn, await editing.move(turn.session, turn.person, *named, hours=Hours(starts_at, ends_at)))


async def choose_venue(_query: CallbackQuery, callback_data: DeskSession, turn: Turn) -> None:
    _ = turn._
    mission, counted = await desk.find(turn.session, turn.person, callback_data.id)
    venues = select(Venue).where(Venue.mission_id == mission.id, col(Venue.closed_at).is_(None))
    found = (await turn.session.exec(venues.order_by(col(Venue.id)).limit(VENUES))).all()
    rows = [
        [button(_.choose(each.title), press(DeskAct.VENUE, counted, each.id))]
        for each in found
        if each.id != counted.row.venue_id
    ]
    rows.append([button(_.plain("‹ Back"), press(DeskAct.SHOW, counted))])
    await turn.show(Markup("\n").join([head(_, counted.row), _("🏛 Which venue?")]), inline(_, rows))


async def look_at_venue(_query: CallbackQuery, callback_data: DeskSession, turn: Turn) -> None:
    _ = turn._
    mission, counted = await desk.find(turn.session, turn.person, callback_data.id)
    venue = await editing.venue_of(turn.session, mission, callback_data.arg)
    before = where(_, counted.venue.title if counted.venue else {})
    change = arrow(_, before, where(_, venue.title))
    await _preview(turn, counted, change, press(DeskAct.MOVE_VENUE, counted, venue.id))


async def move_venue(_query: CallbackQuery, callback_data: DeskSession, turn: Turn) -> None:
    named = callback_data.id, callback_data.revision
    await _done(turn, await editing.move(turn.session, turn.person, *named, venue_id=callback_data.arg))


async def take_places(message: Message, turn: Turn) -> None:
    text = bare(message.text or "")
    if not text.isdecimal() or not 1 <= int(text) <= LARGEST:
        raise Refusal(NUMBER)
    session_id = (await turn.state.get_data()).get("session") or 0
    over = await editing.over(turn.session, turn.person, session_id, int(text))
    if over:
        await turn.state.update_data({"leaving": [each.sign_up.id for each in over]})
        await _preview_fewer(turn, int(text), over)
        return
    await _set_places(turn, int(text))


async def _preview_fewer(turn: Turn, capacity: int, over: Sequence[SignedUp]) -> None:
    """Who would go to the waiting list."""
    _ = turn._
    _mission, counted = await _asked_about(turn)
    lines = [
        _("🔎 <b>Preview: nothing has changed yet</b>"),
        Markup(),
        head(_, counted.row),
        arrow(_, _.number(counted.row.capacity) if counted.row.capacity else _.plain("No limit"), _.number(capacity)),
        Markup(),
        _.ngettext(
            "⚠️ <b>{n} person goes to the waiting list</b>, before those who wait already, and is notified:",
            "⚠️ <b>{n} people go to the waiting list</b>, before those who wait already, and are notified:",
            len(over),
        ),
        *(desk_screens.line(_, each) for each in over[: desk_screens.PAGE]),
    ]
    if len(over) > desk_screens.PAGE:
        lines.append(_.ngettext("… and {n} more", "… and {n} more", len(over) - desk_screens.PAGE))
    rows = [
        [button(_.plain("✅ Confirm and notify"), press(DeskAct.FEWER, counted, capacity))],
        [button(_.plain("‹ Back"), press(DeskAct.SHOW, counted))],
    ]
    await turn.show(Markup("\n").join(lines), inline(_, rows))


async def set_fewer(_query: CallbackQuery, callback_data: DeskSession, turn: Turn) -> None:
    data = await turn.state.get_data()
    if data.get("session") != callback_data.id:
        raise Refusal(FORGOTTEN)
    await _set_places(turn, callback_data.arg, data.get("leaving", ()))


async def set_unlimited(_query: CallbackQuery, callback_data: DeskSession, turn: Turn) -> None:
    await turn.state.update_data({"session": callback_data.id})
    await _set_places(turn, 0)


async def _set_places(turn: Turn, capacity: int, leaving: Collection[int] = ()) -> None:
    data = await turn.state.get_data()
    row = await editing.set_capacity(turn.session, turn.person, data.get("session") or 0, capacity, leaving)
    await turn.state.clear()
    await desk_screens.show(turn, row.id)


async def ask_cancel(_query: CallbackQuery, callback_data: DeskSession, turn: Turn) -> None:
    _ = turn._
    _mission, counted = await desk.find(turn.session, turn.person, callback_data.id)
    await _preview(turn, counted, _("✖️ <b>Cancel this session</b>"), press(DeskAct.CANCELLED, counted))


async def cancel(_query: CallbackQuery, callback_data: DeskSession, turn: Turn) -> None:
    named = callback_data.id, callback_data.revision
    await _done(turn, await editing.cancel(turn.session, turn.person, *named))


async def _preview(turn: Turn, counted: Counted, change: Markup, sure: DeskSession) -> None:
    """What would change, and how many would read it."""
    _ = turn._
    if counted.placed:
        touched = _.ngettext(
            "👥 {n} person who signed up reads it.", "👥 {n} people who signed up read it.", counted.placed
        )
    else:
        touched = _("No one has signed up: no one needs to be notified.")
    label = _.plain("✅ Confirm and notify") if counted.placed else _.plain("✅ Confirm")
    rows = [[button(label, sure)], [button(_.plain("‹ Back"), press(DeskAct.SHOW, counted))]]
    heading = _("🔎 <b>Preview: nothing has changed yet</b>")
    await turn.show(
        Markup("\n").join([heading, Markup(), head(_, counted.row), change, Markup(), touched]), inline(_, rows)
    )


async def _done(turn: Turn, edited: Edited) -> None:
    _ = turn._
    await turn.state.clear()
    await tell(turn.box, edited.notices)
    await desk_screens.show(turn, edited.row.id)
    n = edited.people
    await turn.toast(_.plain_ngettext("Done. Notifying {n} person.", "Done. Notifying {n} people.", n))


async def _asked_about(turn: Turn) -> tuple[Mission, Counted]:
    data = await turn.state.get_data()
    return await desk.find(turn.session, turn.person, data.get("session") or 0)
