"""When an interpreter is there, and how much they take on: late arrival, breaks, meetings a day."""

from __future__ import annotations

from aiogram import F, Router
from aiogram.types import CallbackQuery
from markupsafe import Markup

from handlers.core.turn import Turn
from handlers.desk import interpreters as desk
from handlers.desk.data import InterpreterAct
from handlers.views.keyboards import button, inline
from handlers.views.message import Button
from missions.timetables import interpreters, outages

PAGE = 10
ROWS, DAYS = (2, 3, 4, 5, 6, 0), (4, 6, 8, 10, 12, 0)
"""What is offered for limits; 0: none."""


def router() -> Router:
    hours = Router(name="desk interpreter hours")
    hours.callback_query.register(ask_arrival, InterpreterAct.filter(F.act == "late"))
    hours.callback_query.register(arrive, InterpreterAct.filter(F.act == "from"))
    hours.callback_query.register(ask_limits, InterpreterAct.filter(F.act == "limits"))
    hours.callback_query.register(limit, InterpreterAct.filter(F.act.in_({"row", "day"})))
    return hours


async def ask_arrival(_query: CallbackQuery, callback_data: InterpreterAct, turn: Turn) -> None:
    """The times from which they could be there, a page of them."""
    _ = turn._
    known = await interpreters.find(turn.session, turn.person, callback_data.id, callback_data.revision)
    there, zone = await outages.slots(turn.session, known.mission), known.mission.time_zone

    def act(label: str, name: str, arg: int = 0) -> Button:
        return button(label, callback_data.model_copy(update={"act": name, "arg": arg}))

    first = min(callback_data.arg, max(0, len(there) - 1)) // PAGE * PAGE
    rows = [
        [
            act(
                _.plain("{day}, {time}", day=_.brief_day(slot.starts_at, zone), time=_.time(slot.starts_at, zone)),
                "from",
                slot.id,
            )
        ]
        for slot, _n in there[first : first + PAGE]
    ]
    turning = [act(_.plain("‹ Previous"), "late", first - PAGE)] if first > 0 else []
    if first + PAGE < len(there):
        turning.append(act(_.plain("Next ›"), "late", first + PAGE))
    rows.append(turning)
    if outages.arrival(known.mission, known.interpreter) is not None:
        rows.append([act(_.plain("✅ As planned"), "from")])
    rows.append([act(_.plain("‹ Back"), "show")])
    name, question = known.interpreter.name, _("From what time will this person be there?")
    await turn.show(Markup("\n").join([_("🗣 <b>{name}</b>", name=name), question]), inline(_, rows))


async def arrive(query: CallbackQuery, callback_data: InterpreterAct, turn: Turn) -> None:
    named = callback_data.id, callback_data.revision
    await outages.interpreter_arrives(turn.session, turn.person, *named, callback_data.arg)
    await desk.show(query, callback_data, turn)


async def ask_limits(_query: CallbackQuery, callback_data: InterpreterAct, turn: Turn) -> None:
    _ = turn._
    known = await interpreters.find(turn.session, turn.person, callback_data.id, callback_data.revision)

    def choices(name: str, numbers: tuple[int, ...], chosen: int) -> list[Button]:
        return [
            button(
                _.plain("{mark}{value}", mark="● " if n == chosen else "", value=_.number(n) if n else "∞"),
                InterpreterAct(act=name, id=known.interpreter.id, revision=known.interpreter.revision, arg=n),
            )
            for n in numbers
        ]

    text = _(
        "☕ <b>{name}</b>\n"
        "First row: how many meetings in a row before a break (one free slot).\n"
        "Second row: how many meetings a day at most. ∞: no limit.",
        name=known.interpreter.name,
    )
    rows = [choices("row", ROWS, known.interpreter.in_a_row), choices("day", DAYS, known.interpreter.per_day)]
    rows.append([button(_.plain("‹ Back"), InterpreterAct(act="show", id=known.interpreter.id))])
    await turn.show(text, inline(_, rows))


async def limit(query: CallbackQuery, callback_data: InterpreterAct, turn: Turn) -> None:
    limits = {"in_a_row" if callback_data.act == "row" else "per_day": callback_data.arg}
    named = callback_data.id, callback_data.revision
    who = await interpreters.limit(turn.session, turn.person, *named, **limits)
    await ask_limits(query, callback_data.model_copy(update={"revision": who.revision}), turn)
