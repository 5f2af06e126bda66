"""Telling the timetable what is lost or late: a table, a venue, an hour, an interpreter, a person."""

from __future__ import annotations

from collections.abc import Sequence

from aiogram import F, Router
from aiogram.types import CallbackQuery
from markupsafe import Markup

from handlers.core.turn import Turn
from handlers.timetables.data import LossPress, Thing
from handlers.views.data import DeskChoice, DraftAct
from handlers.views.keyboards import button, inline
from handlers.views.message import Button, Rows
from handlers.views.table import table_at, table_name
from locales import N_, Texts
from missions.changes import choices
from missions.people import access
from missions.timetables import outages
from storage.tables import Delegate, MeetingTable, Mission, Slot, Venue

PAGE = 10
QUESTIONS = {
    Thing.TABLE: N_("🪑 <b>Which table?</b> Choose its venue first."),
    Thing.VENUE: N_("🏛 <b>Which venue?</b>"),
    Thing.SLOT: N_("🕓 <b>Which time?</b>"),
    Thing.PERSON: N_("👤 <b>Who arrives late?</b>"),
}


def router() -> Router:
    lost = Router(name="timetable losses")
    lost.callback_query.register(kinds, LossPress.filter(F.act == "kinds"))
    lost.callback_query.register(choose, LossPress.filter(F.act == "all"))
    lost.callback_query.register(show, LossPress.filter(F.act == "one"))
    lost.callback_query.register(close, LossPress.filter(F.act.in_({"close", "open"})))
    lost.callback_query.register(arrive, LossPress.filter(F.act == "arrive"))
    return lost


async def kinds(_query: CallbackQuery, turn: Turn) -> None:
    _ = turn._
    await access.require_organiser(turn.session, turn.person)
    rows = [
        [
            button(_.plain("🪑 A table"), LossPress(act="all", thing=Thing.TABLE)),
            button(_.plain("🏛 A venue"), LossPress(act="all", thing=Thing.VENUE)),
        ],
        [
            button(_.plain("🕓 A time"), LossPress(act="all", thing=Thing.SLOT)),
            button(_.plain("🗣 An interpreter"), DeskChoice(to="interpreters")),
        ],
        [button(_.plain("👤 A late arrival"), LossPress(act="all", thing=Thing.PERSON))],
        [button(_.plain("‹ Timetable"), DeskChoice(to="timetable"))],
    ]
    text = _(
        "🛠 <b>What is not available, or who is late?</b>\n"
        "No one is moved yet: you then repair the timetable, check the changes and publish it."
    )
    await turn.show(text, inline(_, rows))


async def choose(_query: CallbackQuery, callback_data: LossPress, turn: Turn) -> None:
    """The things of a kind, a page of them; of tables, those of one venue."""
    _ = turn._
    mission = await access.require_organiser(turn.session, turn.person)
    thing, venue_id = callback_data.thing, callback_data.id
    buttons = await _choices(turn, mission, thing, venue_id)
    first = min(callback_data.arg, max(0, len(buttons) - 1)) // PAGE * PAGE
    rows = [[each] for each in buttons[first : first + PAGE]]
    turning = []
    if first > 0:
        turning.append(button(_.plain("‹ Previous"), LossPress(act="all", thing=thing, id=venue_id, arg=first - PAGE)))
    if first + PAGE < len(buttons):
        turning.append(button(_.plain("Next ›"), LossPress(act="all", thing=thing, id=venue_id, arg=first + PAGE)))
    rows += [turning, [button(_.plain("‹ Back"), LossPress(act="kinds", thing=thing))]]
    text = _(QUESTIONS[thing]) if buttons else _("There is nothing to choose.")
    await turn.show(text, inline(_, rows))


async def _choices(turn: Turn, mission: Mission, thing: Thing, venue_id: int) -> Sequence[Button]:
    _, session = turn._, turn.session
    if thing is Thing.PERSON:
        return [
            _button(_, _.plain("{name} · {organisation}", name=who.name, organisation=name), thing, who.id, n)
            for who, name, n in await outages.people(session, mission)
        ]
    if thing is Thing.SLOT:
        return [
            _button(_, _sign(slot) + _when(_, mission, slot), thing, slot.id, n)
            for slot, n in await outages.slots(session, mission)
        ]
    if thing is Thing.TABLE and venue_id:
        return [
            _button(_, _sign(table) + table_name(_, table.label), thing, table.id, n)
            for table, n in await choices.tables(session, mission, venue_id)
        ]
    found = await choices.venues(session, mission)
    if thing is Thing.TABLE:
        return [button(_.choose(each.title), LossPress(act="all", thing=thing, id=each.id)) for each, _n in found]
    return [_button(_, _sign(each) + _.choose(each.title), thing, each.id, n) for each, n in found]


def _button(_: Texts, label: str, thing: Thing, id_: int, meetings: int) -> Button:
    counted = _.plain("{what} ({n})", what=label, n=_.number(meetings))
    return button(counted, LossPress(act="one", thing=thing, id=id_))


def _sign(thing: outages.Closable) -> str:
    return "🚫 " if thing.closed_at is not None else ""


def _when(_: Texts, mission: Mission, slot: Slot) -> str:
    zone = mission.time_zone
    hours = _.period(slot.starts_at, slot.ends_at, zone)
    return _.plain("{day}, {hours}", day=_.brief_day(slot.starts_at, zone), hours=hours)


async def show(_query: CallbackQuery, callback_data: LossPress, turn: Turn) -> None:
    thing, mission = await _find(turn, callback_data)
    if isinstance(thing, Delegate):
        await _show_person(turn, mission, thing, callback_data.arg)
    else:
        await _show(turn, mission, thing, callback_data.thing)


async def close(_query: CallbackQuery, callback_data: LossPress, turn: Turn) -> None:
    thing, mission = await _find(turn, callback_data)
    if isinstance(thing, Delegate):
        await _show_person(turn, mission, thing, 0)
        return
    outages.close(turn.session, turn.person, mission, thing, closed=callback_data.act == "close")
    await turn.session.flush()
    await _show(turn, mission, thing, callback_data.thing)


async def arrive(_query: CallbackQuery, callback_data: LossPress, turn: Turn) -> None:
    who, mission = await outages.arrives(turn.session, turn.person, callback_data.id, callback_data.arg)
    await turn.session.flush()
    await _show_person(turn, mission, who, 0)


async def _find(turn: Turn, choice: LossPress) -> tuple[outages.Closable | Delegate, Mission]:
    match choice.thing:
        case Thing.TABLE:
            return await outages.table(turn.session, turn.person, choice.id)
        case Thing.VENUE:
            return await outages.venue(turn.session, turn.person, choice.id)
        case Thing.SLOT:
            return await outages.slot(turn.session, turn.person, choice.id)
        case Thing.PERSON:
            return await outages.delegate(turn.session, turn.person, choice.id)


async def _show(turn: Turn, mission: Mission, thing: outages.Closable, kind: Thing) -> None:
    _ = turn._
    lines = [_("<b>{what}</b>", what=await _named(turn, mission, thing)), await _meetings(turn, mission, thing)]
    if thing.closed_at is not None:
        lines.append(_("🚫 Closed: no new meetings here."))
        act = [button(_.plain("✅ Mark as available"), LossPress(act="open", thing=kind, id=thing.id))]
    else:
        act = [button(_.plain("🚫 Mark as not available"), LossPress(act="close", thing=kind, id=thing.id))]
    await turn.show(Markup("\n").join(lines), inline(_, [act, *_ways(_, kind)]))


async def _named(turn: Turn, mission: Mission, thing: outages.Closable) -> str:
    _ = turn._
    match thing:
        case Slot():
            return _when(_, mission, thing)
        case Venue():
            return _.choose(thing.title)
        case MeetingTable():
            venue = await turn.session.get_one(Venue, thing.venue_id)
            return table_at(_, venue.title, thing.label)


async def _meetings(turn: Turn, mission: Mission, thing: outages.Closable | Delegate) -> Markup:
    n = await outages.meetings_at(turn.session, mission, thing)
    return turn._.ngettext("🤝 {n} upcoming meeting", "🤝 {n} upcoming meetings", n)


async def _show_person(turn: Turn, mission: Mission, who: Delegate, page: int) -> None:
    """From when on they are there, and the times from which they could be."""
    _ = turn._
    lines = [_("<b>{what}</b>", what=who.name), await _meetings(turn, mission, who)]
    at = outages.arrival(mission, who)
    if at is not None:
        zone = mission.time_zone
        lines.append(_("🛬 There from {day}, {time}.", day=_.day(at, zone), time=_.time(at, zone)))
    lines.append(_("From what time will this person be there?"))
    there = await outages.slots(turn.session, mission)
    first = min(page, max(0, len(there) - 1)) // PAGE * PAGE
    rows = [
        [button(_when(_, mission, slot), LossPress(act="arrive", thing=Thing.PERSON, id=who.id, arg=slot.id))]
        for slot, _n in there[first : first + PAGE]
    ]
    turning = []
    if first > 0:
        turning.append(button(_.plain("‹ Previous"), _page(who, first - PAGE)))
    if first + PAGE < len(there):
        turning.append(button(_.plain("Next ›"), _page(who, first + PAGE)))
    rows.append(turning)
    if at is not None:
        rows.append([button(_.plain("✅ As planned"), LossPress(act="arrive", thing=Thing.PERSON, id=who.id))])
    await turn.show(Markup("\n").join(lines), inline(_, [*rows, *_ways(_, Thing.PERSON)]))


def _page(who: Delegate, first: int) -> LossPress:
    return LossPress(act="one", thing=Thing.PERSON, id=who.id, arg=first)


def _ways(_: Texts, kind: Thing) -> Rows:
    return [
        [button(_.plain("🛠 Repair the timetable"), DraftAct(act="mend"))],
        [button(_.plain("‹ Back"), LossPress(act="all", thing=kind))],
        [button(_.plain("‹ Timetable"), DeskChoice(to="timetable"))],
    ]
