"""One meeting: found by day and hour or by a name; then another table, or another time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from aiogram import F, Router
from aiogram.filters import StateFilter
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message
from sqlmodel import col

from handlers.changes.data import ChangesStep, DayChoice, Propose, SlotChoice
from handlers.core.turn import Turn
from handlers.views.data import DeskChoice, MeetingChoice
from handlers.views.keyboards import Keyboard, button, inline
from handlers.views.message import Button, Rows
from handlers.views.place import both, pair, when
from handlers.views.table import table_name
from locales import Texts
from missions import local_time
from missions.changes import choices, place
from missions.changes.choices import Booked
from missions.changes.move_meeting import tables, times, to_come
from missions.meetings.details import names_of
from missions.people import access
from storage.tables import Meeting, Mission, Slot

SHOWN = 10
"""Meetings, tables or times on one screen."""


class MeetingSearch(StatesGroup):
    name = State("name", group_name="Searching")  # as conversations in the field have it


def router() -> Router:
    meeting = Router(name="change of a meeting")
    meeting.callback_query.register(choose_day, ChangesStep.filter(F.to == "meetings"))
    meeting.callback_query.register(choose_slot, DayChoice.filter())
    meeting.callback_query.register(choose_meeting, SlotChoice.filter())
    meeting.callback_query.register(ask_name, ChangesStep.filter(F.to == "search"))
    meeting.message.register(search, StateFilter(MeetingSearch.name), F.text, ~F.text.startswith("/"))
    meeting.message.register(not_a_name, StateFilter(MeetingSearch.name), ~F.text)
    meeting.callback_query.register(show_meeting, MeetingChoice.filter(F.act == "show"))
    meeting.callback_query.register(show_tables, MeetingChoice.filter(F.act == "tables"))
    meeting.callback_query.register(show_times, MeetingChoice.filter(F.act == "times"))
    return meeting


async def choose_day(_query: CallbackQuery, turn: Turn) -> None:
    _ = turn._
    mission = await access.require_organiser(turn.session, turn.person)
    await turn.state.clear()
    booked = await place.upcoming(turn.session, mission.id)
    count = Counter(local_time.local_date(each.starts_at, local_time.zone(mission)) for _meeting, each in booked)
    rows = [
        [button(_.plain("{day} ({n})", day=_.day(day), n=_.number(n)), DayChoice(day=day.toordinal()))]
        for day, n in sorted(count.items())
    ]
    if booked:
        rows.append([button(_.plain("🔎 Search by name"), ChangesStep(to="search"))])
    rows.append([button(_.plain("‹ Back"), DeskChoice(to="changes"))])
    text = _("🤝 <b>Which meeting?</b> Choose the day.") if booked else _("No confirmed meeting is left.")
    await turn.show(text, inline(_, rows))


async def choose_slot(_query: CallbackQuery, callback_data: DayChoice, turn: Turn) -> None:
    _ = turn._
    mission = await access.require_organiser(turn.session, turn.person)
    day = callback_data.date
    start, end = local_time.bounds(day, local_time.zone(mission))
    on_day = (col(Slot.starts_at) >= start, col(Slot.starts_at) < end)
    slots: dict[int, list[place.Place]] = {}
    for _meeting, each in await place.upcoming(turn.session, mission.id, *on_day):
        slots.setdefault(each.slot_id, []).append(each)
    buttons = [
        button(
            _.plain(
                "{hours} ({n})",
                hours=_.period(each[0].starts_at, each[0].ends_at, mission.time_zone),
                n=_.number(len(each)),
            ),
            SlotChoice(slot=slot),
        )
        for slot, each in slots.items()
    ]
    rows = [*in_rows(buttons, 2), [button(_.plain("‹ Back"), ChangesStep(to="meetings"))]]
    text = _("🤝 <b>Which meeting?</b> {day}: choose the hour.", day=_.day(day))
    await turn.show(text, inline(_, rows))


async def choose_meeting(_query: CallbackQuery, callback_data: SlotChoice, turn: Turn) -> None:
    _ = turn._
    mission = await access.require_organiser(turn.session, turn.person)
    booked = await place.upcoming(turn.session, mission.id, col(Slot.id) == callback_data.slot)
    shown = booked[callback_data.offset : callback_data.offset + SHOWN]
    names = await names_of(turn.session, [meeting.id for meeting, _at in shown])
    rows = _meetings(_, mission, shown, names)
    more = len(booked) > callback_data.offset + SHOWN
    if more:
        rows.append(
            [button(_.plain("Show more"), SlotChoice(slot=callback_data.slot, offset=callback_data.offset + SHOWN))]
        )
    rows.append([button(_.plain("‹ Back"), ChangesStep(to="meetings"))])
    await turn.show(_("🤝 <b>Which meeting?</b>"), inline(_, rows))


async def ask_name(_query: CallbackQuery, turn: Turn) -> None:
    await access.require_organiser(turn.session, turn.person)
    await turn.state.set_state(MeetingSearch.name)
    await ask_name_again(turn)


async def not_a_name(_message: Message, turn: Turn) -> None:
    await ask_name_again(turn)


async def ask_name_again(turn: Turn) -> None:
    _ = turn._
    back = [button(_.plain("‹ Back"), ChangesStep(to="meetings"))]
    await turn.show(_("🔎 Type part of a delegate’s name."), inline(_, [back]))


async def search(message: Message, turn: Turn) -> None:
    _ = turn._
    mission = await access.require_organiser(turn.session, turn.person)
    booked = await choices.named(turn.session, mission, message.text or "")
    names = await names_of(turn.session, [meeting.id for meeting, _at in booked[:SHOWN]])
    rows = _meetings(_, mission, booked[:SHOWN], names)
    rows.append([button(_.plain("‹ Back"), ChangesStep(to="meetings"))])
    if not booked:
        text = _("No upcoming meeting found for this name. Try another one.")
    elif len(booked) > SHOWN:
        text = _("These are the first results. Type more of the name to see fewer.")
    else:
        text = _("🤝 <b>Which meeting?</b>")
    await turn.say(text, inline(_, rows))


def _meetings(_: Texts, mission: Mission, booked: Sequence[Booked], names: Mapping[int, tuple[str, str]]) -> Rows:
    rows = []
    for meeting, at in booked:
        label = _.plain(
            "{time} · {table} · {pair}",
            time=_.time(at.starts_at, mission.time_zone),
            pair=pair(_, names[meeting.id]),
            table=at.table,
        )
        rows.append([button(label, MeetingChoice(meeting=meeting.id))])
    return rows


async def show_meeting(_query: CallbackQuery, callback_data: MeetingChoice, turn: Turn) -> None:
    _ = turn._
    mission = await access.require_organiser(turn.session, turn.person)
    await turn.state.clear()
    meeting, at = await to_come(turn.session, mission, callback_data.meeting)
    text = _("🤝 <b>{pair}</b>\n{where}", pair=await _pair(turn, meeting), where=both(_, at, mission))
    rows = [
        [button(_.plain("🪑 Choose another table"), MeetingChoice(meeting=meeting.id, act="tables"))],
        [button(_.plain("🕓 Choose another time"), MeetingChoice(meeting=meeting.id, act="times"))],
        [button(_.plain("‹ Back"), turn.back or ChangesStep(to="meetings"))],
    ]
    await turn.show(text, inline(_, rows))


async def show_tables(_query: CallbackQuery, callback_data: MeetingChoice, turn: Turn) -> None:
    _ = turn._
    mission = await access.require_organiser(turn.session, turn.person)
    meeting, at = await to_come(turn.session, mission, callback_data.meeting)
    buttons = [
        button(
            _.plain("{table} · {venue}", table=table_name(_, table.label), venue=venue.title),
            Propose(what="mt", subject=meeting.id, target=table.id),
        )
        for table, venue in await tables(turn.session, mission, meeting, at)
    ]
    who, where = await _pair(turn, meeting), both(_, at, mission)
    text = _("🪑 <b>{pair}</b>\n{where}\nWhich table?", pair=who, where=where)
    if not buttons:
        text = _("No other table is free at that time, or close enough for both.")
    await turn.show(text, _paged(_, buttons, callback_data))


async def show_times(_query: CallbackQuery, callback_data: MeetingChoice, turn: Turn) -> None:
    _ = turn._
    mission = await access.require_organiser(turn.session, turn.person)
    meeting, at = await to_come(turn.session, mission, callback_data.meeting)
    buttons = [
        button(
            when(_, place.Place.of(slot, None, None), mission),
            Propose(what="ms", subject=meeting.id, target=slot.id),
        )
        for slot in await times(turn.session, mission, meeting)
    ]
    who, where = await _pair(turn, meeting), both(_, at, mission)
    text = _("🕓 <b>{pair}</b>\n{where}\nWhich time should it move to?", pair=who, where=where)
    if not buttons:
        text = _("There is no other time when both are free and a table is available.")
    await turn.show(text, _paged(_, buttons, callback_data))


async def _pair(turn: Turn, meeting: Meeting) -> str:
    names = await names_of(turn.session, [meeting.id])
    return pair(turn._, names[meeting.id])


def _paged(_: Texts, buttons: Sequence[Button], choice: MeetingChoice) -> Keyboard:
    end = choice.offset + SHOWN
    rows = [[each] for each in buttons[choice.offset : end]]
    if len(buttons) > end:
        rows.append([button(_.plain("Show more"), MeetingChoice(meeting=choice.meeting, act=choice.act, offset=end))])
    return inline(_, [*rows, [button(_.plain("‹ Back"), MeetingChoice(meeting=choice.meeting))]])


def in_rows(buttons: Sequence[Button], across: int) -> Rows:
    """Buttons in rows of this width."""
    return [list(buttons[at : at + across]) for at in range(0, len(buttons), across)]
