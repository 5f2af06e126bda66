"""The interpreters, at the desk: who there is and what they have to do; adding one, marking one as away."""

from __future__ import annotations

from collections.abc import Sequence

from aiogram import F, Router
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message
from markupsafe import Markup

from handlers.core.turn import Turn
from handlers.desk import interpreter_lines
from handlers.desk.data import InterpreterAct, InterpreterLanguage
from handlers.views import labels
from handlers.views.data import DeskChoice, DraftAct
from handlers.views.keyboards import button, inline
from handlers.views.message import Button
from handlers.views.place import both, pair
from locales import N_, Texts
from missions.interpreters.roster import InterpreterLine, roster
from missions.meetings.details import names_of
from missions.people import access
from missions.people.reach import Reach
from missions.timetables import interpreters, outages
from missions.timetables.interpreters import Known
from storage.tables import OutageKind

CHATS = {
    Reach.REACHED: N_("💬 in the chat"),
    Reach.UNREACHABLE: N_("🔕 unreachable"),
    Reach.WITHOUT_CHAT: N_("✉️ not in the chat yet"),
}
LISTED = 20
"""Interpreters of whom the list says their days; each has a button."""
SHOWN = 12
"""Meetings of one interpreter that are listed."""


class Adding(StatesGroup):
    """An interpreter is being added: the name is typed, then the languages are chosen."""

    name = State()
    languages = State()


def router() -> Router:
    desk = Router(name="desk interpreters")
    desk.callback_query.register(show_all, DeskChoice.filter(F.to == "interpreters"))
    desk.callback_query.register(show, InterpreterAct.filter(F.act == "show"))
    desk.callback_query.register(set_away, InterpreterAct.filter(F.act.in_({"away", "back"})))
    desk.callback_query.register(ask, InterpreterAct.filter(F.act == "remove"))
    desk.callback_query.register(remove, InterpreterAct.filter(F.act == "removed"))
    desk.callback_query.register(begin, InterpreterAct.filter(F.act == "add"))
    desk.callback_query.register(save, InterpreterAct.filter(F.act == "save"))
    desk.callback_query.register(choose, InterpreterLanguage.filter())
    desk.message.register(take_name, Adding.name, F.text & ~F.text.startswith("/"))
    desk.message.register(not_a_name, Adding.name, ~F.text)
    return desk


async def show_all(_query: CallbackQuery, turn: Turn) -> None:
    mission = await access.require_organiser(turn.session, turn.person)
    await turn.finish()
    _ = turn._
    found = await roster(turn.session, mission)
    text = _("🗣 <b>Interpreters</b>\nTwo people with no common language meet when an interpreter is free.")
    rows = [[button(_label(_, each), InterpreterAct(act="show", id=each.interpreter.id))] for each in found]
    rows.append([button(_.plain("➕ Add an interpreter"), InterpreterAct(act="add"))])
    rows.append([button(_.plain("‹ Desk"), DeskChoice(to="home"))])
    if not found:
        text = Markup("\n\n").join([text, _("No interpreter in this mission yet.")])
    text = Markup("\n\n").join([text, *(_line(_, each) for each in found[:LISTED])])
    await turn.show(text, inline(_, rows))


async def show(_query: CallbackQuery, callback_data: InterpreterAct, turn: Turn) -> None:
    await _show(turn, await interpreters.find(turn.session, turn.person, callback_data.id))


async def set_away(_query: CallbackQuery, callback_data: InterpreterAct, turn: Turn) -> None:
    named, away = (callback_data.id, callback_data.revision), callback_data.act == "away"
    await interpreters.set_away(turn.session, turn.person, *named, away=away)
    await _show(turn, await interpreters.find(turn.session, turn.person, callback_data.id))


async def ask(_query: CallbackQuery, callback_data: InterpreterAct, turn: Turn) -> None:
    _ = turn._
    known = await interpreters.find(turn.session, turn.person, callback_data.id, callback_data.revision)
    sure = InterpreterAct(act="removed", id=callback_data.id, revision=callback_data.revision)
    rows = [
        [button(_.plain("🗑 Yes, remove"), sure)],
        [button(_.plain("‹ Back"), InterpreterAct(act="show", id=callback_data.id))],
    ]
    await turn.show(_("Remove <b>{name}</b> from the interpreters?", name=known.interpreter.name), inline(_, rows))


async def remove(query: CallbackQuery, callback_data: InterpreterAct, turn: Turn) -> None:
    await interpreters.remove(turn.session, turn.person, callback_data.id, callback_data.revision)
    await turn.toast(turn._.plain("Removed."))
    await show_all(query, turn)


async def begin(_query: CallbackQuery, turn: Turn) -> None:
    await access.require_organiser(turn.session, turn.person)
    await turn.state.set_state(Adding.name)
    await ask_again(turn)


async def take_name(message: Message, turn: Turn) -> None:
    mission = await access.require_organiser(turn.session, turn.person)
    name = await interpreters.check_name(turn.session, mission, message.text or "")
    await turn.state.set_state(Adding.languages)
    await turn.state.set_data({"name": name, "languages": []})
    await ask_again(turn)


async def not_a_name(_message: Message, turn: Turn) -> None:
    await ask_again(turn)


async def ask_again(turn: Turn) -> None:
    """Repeats the open question: the name, or the languages as far as they are chosen."""
    _ = turn._
    data = await turn.state.get_data()
    back = [button(_.plain("‹ Interpreters"), DeskChoice(to="interpreters"))]
    if await turn.state.get_state() != Adding.languages.state:
        await turn.show(_("🗣 What is the interpreter’s name?"), inline(_, [back]))
        return
    mission = await access.require_organiser(turn.session, turn.person)
    chosen: Sequence[str] = data.get("languages", [])
    buttons = [
        button(
            _.plain("{mark} {value}", mark="☑️" if code in chosen else "▫️", value=labels.language(_, code)),
            InterpreterLanguage(code=code, on=code not in chosen),
        )
        for code in await interpreters.languages(turn.session, mission)
    ]
    rows = [buttons[at : at + 2] for at in range(0, len(buttons), 2)]
    if len(chosen) >= 2:
        rows.append([button(_.plain("✅ Add"), InterpreterAct(act="save"))])
    text = _("🗣 <b>{name}</b>\nWhich languages? Choose at least two.", name=data["name"])
    await turn.show(text, inline(_, [*rows, back]))


async def choose(_query: CallbackQuery, callback_data: InterpreterLanguage, turn: Turn) -> None:
    mission = await access.require_organiser(turn.session, turn.person)
    data = await turn.state.get_data()
    if await turn.state.get_state() != Adding.languages.state:
        await turn.toast(turn._.plain("This question has closed."))
        return
    if callback_data.code not in await interpreters.languages(turn.session, mission):
        await turn.toast(turn._.plain("This choice is not available."))
        return
    others = [code for code in data.get("languages", []) if code != callback_data.code]
    await turn.state.update_data(languages=[*others, callback_data.code] if callback_data.on else others)
    await ask_again(turn)


async def save(_query: CallbackQuery, turn: Turn) -> None:
    await access.require_organiser(turn.session, turn.person)
    data = await turn.state.get_data()
    if await turn.state.get_state() != Adding.languages.state:
        await turn.toast(turn._.plain("This question has closed."))
        return
    added = await interpreters.add(turn.session, turn.person, data["name"], data.get("languages", []))
    await turn.state.clear()
    await _show(turn, await interpreters.find(turn.session, turn.person, added.id))


async def _show(turn: Turn, known: Known) -> None:
    _, who = turn._, known.interpreter
    lines = [_("🗣 <b>{name}</b>", name=who.name), _("{languages}", languages=labels.languages(_, who.languages))]
    if who.phone:
        lines.append(_("📞 {phone}", phone=who.phone))
    if who.away_since is not None:
        lines.append(_("🚫 Away: gets no new meetings."))
    lines += interpreter_lines.lines(_, known)
    chat_lines, chat_rows = await interpreter_lines.in_chat(turn, known)
    lines += chat_lines
    n = len(known.meetings)
    lines += [Markup(), _.ngettext("🤝 {n} meeting to interpret", "🤝 {n} meetings to interpret", n)]
    names = await names_of(turn.session, [meeting.id for meeting, _place in known.meetings[:SHOWN]])
    for meeting, place in known.meetings[:SHOWN]:
        who_meets = pair(_, names[meeting.id])
        lines.append(_("{where}\n{pair}", where=both(_, place, known.mission), pair=who_meets))
    if n > SHOWN:
        lines.append(_("… (+{n})", n=_.number(n - SHOWN)))

    def act(label: str, name: str) -> list[Button]:
        return [button(label, InterpreterAct(act=name, id=who.id, revision=who.revision))]

    rows = [act(_.plain("✅ Mark as present"), "back") if who.away_since else act(_.plain("🚫 Mark as away"), "away")]
    rows += chat_rows
    rows.append(interpreter_lines.buttons(_, who))
    if known.meetings and (who.away_since or outages.arrival(known.mission, who)):
        rows.append([button(_.plain("🛠 Repair the timetable"), DraftAct(act="mend"))])
    if not known.meetings:
        rows.append(act(_.plain("🗑 Remove…"), "remove"))
    rows.append([button(_.plain("‹ Interpreters"), DeskChoice(to="interpreters"))])
    await turn.show(Markup("\n").join(lines), inline(_, rows))


def _label(_: Texts, line: InterpreterLine) -> str:
    return _.plain(
        "{sign} {name}: {languages} ({n})",
        sign=_sign(line),
        name=line.interpreter.name,
        languages=labels.languages(_, line.interpreter.languages),
        n=_.number(line.meetings),
    )


def _sign(line: InterpreterLine) -> str:
    if line.outage is not None:
        return "🤒" if line.outage.kind is OutageKind.ILL else "🏃"
    return "🚫" if line.interpreter.away_since else "🗣"


def _line(_: Texts, line: InterpreterLine) -> Markup:
    """Whether they are in the chat, and their meetings of each day."""
    head = _("<b>{name}</b> · {chat}", name=line.interpreter.name, chat=_.plain(CHATS[line.reach]))
    if not line.per_day:
        return Markup("\n").join([head, _("No meetings to interpret.")])
    days = [_.plain("{day}: {n}", day=_.brief_day(day), n=_.number(n)) for day, n in line.per_day.items()]
    return Markup("\n").join([head, _("🤝 {days}", days=" · ".join(days))])
