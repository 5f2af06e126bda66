"""The figures of one delegation; each opens whom it counts."""

from __future__ import annotations

from aiogram import F, Router
from aiogram.types import CallbackQuery
from markupsafe import Markup

from handlers.core.turn import Turn
from handlers.desk import lists
from handlers.desk.data import DelegationFigure
from handlers.views.data import DeskChoice
from handlers.views.keyboards import button, inline
from handlers.views.message import Rows
from missions.directory import desk_lists, figures
from missions.directory.figures import DelegationFigures
from missions.errors import Refusal
from missions.people import access

ALL = "figures"


def router() -> Router:
    found = Router(name="figures of a delegation")
    found.callback_query.register(show, DelegationFigure.filter(F.of == ALL))
    found.callback_query.register(show_people, DelegationFigure.filter(F.of.in_(lists.PEOPLE)))
    return found


async def show(_query: CallbackQuery, callback_data: DelegationFigure, turn: Turn) -> None:
    _, side = turn._, await _side(turn, callback_data)
    rows: Rows = []
    for figure, label in lists.PEOPLE.items():
        if count := getattr(side, figure):
            opens = callback_data.model_copy(update={"of": figure})
            rows.append([button(_.plain(label, n=_.number(count)), opens)])
    rows.append([button(_.plain("‹ Desk"), DeskChoice(to="home"))])
    await turn.show(Markup("<b>{}</b>").format(_.choose(side.delegation.title)), inline(_, rows))


async def show_people(_query: CallbackQuery, callback_data: DelegationFigure, turn: Turn) -> None:
    side = await _side(turn, callback_data)
    mission = await access.require_organiser(turn.session, turn.person, side.delegation.mission_id)
    of, offset = callback_data.of, callback_data.offset
    counted = await desk_lists.people(turn.session, mission, of, offset, side.delegation.id)
    here = callback_data.model_copy(update={"offset": counted.offset})
    back = button(f"‹ {turn._.choose(side.delegation.title)}", here.model_copy(update={"of": ALL, "offset": 0}))
    await turn.show(*lists.of_people(turn._, here, counted, back, turn._.choose(side.delegation.title)))


async def _side(turn: Turn, press: DelegationFigure) -> DelegationFigures:
    """The delegation of the mission that is meant.

    Raises:
        Refusal: not an organiser, or there is no such delegation.
    """
    mission = await access.require_organiser(turn.session, turn.person)
    counted = await figures.overview(turn.session, mission)
    found = next((each for each in counted.delegations if each.delegation.id == press.delegation), None)
    if found is None:
        raise Refusal(desk_lists.GONE)
    return found
