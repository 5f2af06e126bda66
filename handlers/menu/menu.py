"""/menu: what a delegate can do here; for organisers, the way to the desk."""

from __future__ import annotations

from aiogram import F, Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message
from markupsafe import Markup

from handlers.core.questions import lasts
from handlers.core.turn import Turn
from handlers.views.data import MenuChoice
from handlers.views.keyboards import Keyboard, button, inline
from handlers.views.message import Rows
from locales import Texts
from missions.people import access
from storage.database import UnitSession
from storage.tables import DelegateStatus, Mission, Person


def router() -> Router:
    menu = Router(name="menu")
    menu.message.register(show, Command("menu"))
    menu.callback_query.register(show, MenuChoice.filter(F.to == "menu"))
    return menu


async def show(_event: Message | CallbackQuery, turn: Turn) -> None:
    unfinished = lasts(await turn.state.get_state())
    if not unfinished:
        await turn.finish()
    await turn.show(*await view(turn.session, turn.person, turn._, unfinished=unfinished))


async def view(session: UnitSession, person: Person, _: Texts, *, unfinished: bool = False) -> tuple[Markup, Keyboard]:
    """The menu's text and buttons for this person. unfinished: a registration waits for its next answer."""
    delegate = await access.delegate_of(session, person)
    rows: Rows = []
    if unfinished:
        rows.append([button(_.plain("✍️ Continue where I left off"), MenuChoice(to="resume"))])
    if delegate is not None:
        mission = await session.get_one(Mission, delegate.mission_id)
        text = _("<b>{mission}</b>\nWhat would you like to do?", mission=mission.title)
        if delegate.status is DelegateStatus.APPROVED:
            rows.append(
                [
                    button(_.plain("🤝 Whom to meet"), MenuChoice(to="people")),
                    button(_.plain("📖 Directory"), MenuChoice(to="directory")),
                ]
            )
            rows.append(
                [
                    button(_.plain("📅 My agenda"), MenuChoice(to="agenda")),
                    button(_.plain("📨 Requests"), MenuChoice(to="requests")),
                ]
            )
        rows.append([button(_.plain("👤 My profile"), MenuChoice(to="profile"))])
    organised = await access.organised_by(session, person)
    if delegate is None and organised:
        text = _(
            "<b>{mission}</b>\nYou organise this mission. Registrations, invitations, announcements and changes are at"
            " the desk.",
            mission=organised[0].title,
        )
    elif delegate is None:
        text = _("<b>Wasl</b>\nTo take part in a mission, open the invitation link that its organisers sent you.")
    if organised:
        rows.append([button(_.plain("🗂 Organisers’ desk"), MenuChoice(to="desk"))])
    rows.append(
        [
            button(_.plain("🌐 Language"), MenuChoice(to="language")),
            button(_.plain("❓ Help"), MenuChoice(to="help")),
        ]
    )
    return text, inline(_, rows)
