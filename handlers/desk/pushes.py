"""Messages a person a day: the mean, the most, and who got them."""

from __future__ import annotations

from aiogram import F, Router
from aiogram.types import CallbackQuery
from markupsafe import Markup

from handlers.core.turn import Turn
from handlers.views.data import DeskChoice, ProfileCard
from handlers.views.keyboards import Screen, button, inline
from handlers.views.message import Rows
from handlers.views.origin import From
from locales import Texts
from missions.pushes.figures import Messaged, PushFigures, messages_a_day


def router() -> Router:
    pushes = Router(name="desk pushes")
    pushes.callback_query.register(show, DeskChoice.filter(F.to == "pushes"))
    return pushes


async def show(_query: CallbackQuery, turn: Turn) -> None:
    await turn.show(*view(turn._, await messages_a_day(turn.session, turn.person)))


def view(_: Texts, found: PushFigures) -> Screen:
    """What came to people by itself; answers to their own taps are not counted."""
    heading = _("📈 <b>Messages a person a day</b>\n{days}", days=_.days(found.first, found.last))
    back: Rows = [[button(_.plain("‹ Desk"), DeskChoice(to="home"))]]
    if not found.people:
        return Markup("\n\n").join([heading, _("No messages yet.")]), inline(_, back)
    figures = _(
        "On average: <b>{mean}</b>\nAt most: <b>{most}</b>",
        mean=_.number(round(found.mean, 1)),
        most=_.number(found.most),
    )
    lines = [_line(_, number, each) for number, each in enumerate(found.people, 1)]
    note = _("<i>Answers to people’s own taps are not counted.</i>")
    rows = [
        [
            button(
                _.plain("👤 {name}", name=each.name),
                From(ProfileCard(delegate=each.delegate_id), DeskChoice(to="pushes")),
            )
        ]
        for each in found.people
    ]
    return Markup("\n\n").join([heading, figures, Markup("\n").join(lines), note]), inline(_, [*rows, *back])


def _line(_: Texts, number: int, each: Messaged) -> Markup:
    return _.ngettext(
        "{number}. {name}, {organisation}: {n} message on {day}",
        "{number}. {name}, {organisation}: {n} messages on {day}",
        each.most,
        number=_.number(number),
        name=each.name,
        organisation=each.organisation,
        day=_.brief_day(each.on),
    )
