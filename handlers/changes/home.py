"""/changes: what is to change, and the changes made so far."""

from __future__ import annotations

from aiogram import F, Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message
from markupsafe import Markup

from handlers.changes.data import CallPress, ChangeCard, ChangesStep
from handlers.core.turn import Turn
from handlers.views.data import DeskChoice
from handlers.views.keyboards import Keyboard, button, inline
from handlers.views.place import said
from locales import Texts
from missions import changes
from missions.changes.preview import pairs_in
from missions.people import access
from storage.tables import Mission


def router() -> Router:
    home = Router(name="changes")
    home.message.register(open_changes, Command("changes"))
    home.callback_query.register(show_changes, DeskChoice.filter(F.to == "changes"))
    home.callback_query.register(show_recent, ChangesStep.filter(F.to == "recent"))
    return home


async def open_changes(_message: Message, turn: Turn) -> None:
    _ = turn._
    mission = await access.require_organiser(turn.session, turn.person)
    await turn.state.clear()
    text, keyboard = view(_, mission)
    await turn.say(text, keyboard)


async def show_changes(_query: CallbackQuery, turn: Turn) -> None:
    _ = turn._
    mission = await access.require_organiser(turn.session, turn.person)
    await turn.state.clear()
    await turn.show(*view(_, mission))


def view(_: Texts, mission: Mission) -> tuple[Markup, Keyboard]:
    text = _(
        "🔀 <b>Changes</b>, {mission}\nWhat is changing? You see who is affected before anyone is notified.",
        mission=mission.title,
    )
    rows = [
        [button(_.plain("🤝 One meeting"), ChangesStep(to="meetings"))],
        [button(_.plain("🪑 A table"), ChangesStep(to="tables"))],
        [button(_.plain("🏛 A whole venue"), ChangesStep(to="venues"))],
        [button(_.plain("🕓 Shift the clock"), ChangesStep(to="clock"))],
        [button(_.plain("📞 Call sheet"), CallPress(act="sheet"))],
        [button(_.plain("🕘 Changes so far"), ChangesStep(to="recent"))],
        [button(_.plain("‹ Back"), DeskChoice(to="home"))],
    ]
    return text, inline(_, rows)


async def show_recent(_query: CallbackQuery, turn: Turn) -> None:
    _ = turn._
    mission = await access.require_organiser(turn.session, turn.person)
    found = await changes.recent(turn.session, mission)
    pairs = await pairs_in(turn.session, [change.detail for change, _seen, _total in found])
    rows = []
    for change, seen, total in found:
        label = _.plain(
            "{seen}/{total} · {time} · {change}",
            time=_.time(change.made_at, mission.time_zone),
            change=said(_, change.detail, pairs),
            seen=_.number(seen),
            total=_.number(total),
        )
        rows.append([button(label, ChangeCard(change=change.id))])
    rows.append([button(_.plain("‹ Back"), DeskChoice(to="changes"))])
    text = (
        _("🕘 <b>Changes so far</b>, newest first, with how many people have seen each")
        if found
        else _("No changes so far.")
    )
    await turn.show(text, inline(_, rows))
