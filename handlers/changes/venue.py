"""A table, or a whole venue: which one, and where to."""

from __future__ import annotations

from collections.abc import Sequence

from aiogram import F, Router
from aiogram.types import CallbackQuery
from markupsafe import Markup

from handlers.changes.data import ChangesStep, Propose, TableChoice, VenueChoice
from handlers.changes.meeting import in_rows
from handlers.core.turn import Turn
from handlers.views.data import DeskChoice
from handlers.views.keyboards import button, inline
from handlers.views.message import Rows
from handlers.views.table import table_name
from locales import Texts
from missions.changes import choices
from missions.changes.move_table import table_of, venue_of
from missions.people import access
from storage.tables import Venue


def router() -> Router:
    venue = Router(name="change of a venue")
    venue.callback_query.register(choose_venue, ChangesStep.filter(F.to.in_({"tables", "venues"})))
    venue.callback_query.register(choose_table, VenueChoice.filter(F.act == "tables"))
    venue.callback_query.register(choose_where, TableChoice.filter())
    venue.callback_query.register(show_venue, VenueChoice.filter(F.act == "show"))
    venue.callback_query.register(choose_other, VenueChoice.filter(F.act == "away"))
    return venue


async def choose_venue(_query: CallbackQuery, callback_data: ChangesStep, turn: Turn) -> None:
    _ = turn._
    mission = await access.require_organiser(turn.session, turn.person)
    await turn.state.clear()
    of_table = callback_data.to == "tables"
    act = "tables" if of_table else "show"
    found = await choices.venues(turn.session, mission)
    rows = [[button(_counted(_, venue, n), VenueChoice(venue=venue.id, act=act))] for venue, n in found]
    rows.append([button(_.plain("‹ Back"), DeskChoice(to="changes"))])
    text = _("🪑 <b>Which table?</b> Choose the venue where it is now.") if of_table else _("🏛 <b>Which venue?</b>")
    await turn.show(text, inline(_, rows))


async def choose_table(_query: CallbackQuery, callback_data: VenueChoice, turn: Turn) -> None:
    _ = turn._
    mission = await access.require_organiser(turn.session, turn.person)
    venue = await venue_of(turn.session, mission, callback_data.venue)
    buttons = [
        button(_.plain("{table} ({n})", table=table.label, n=_.number(n)), TableChoice(table=table.id))
        for table, n in await choices.tables(turn.session, mission, venue.id)
    ]
    text = _("🪑 <b>Which table</b> at {venue}? In brackets: its upcoming meetings.", venue=venue.title)
    if not buttons:
        text = _("There are no tables at {venue}.", venue=venue.title)
    back = [button(_.plain("‹ Back"), ChangesStep(to="tables"))]
    await turn.show(text, inline(_, [*in_rows(buttons, 3), back]))


async def choose_where(_query: CallbackQuery, callback_data: TableChoice, turn: Turn) -> None:
    _ = turn._
    mission = await access.require_organiser(turn.session, turn.person)
    table, venue = await table_of(turn.session, mission, callback_data.table)
    others = [each for each, _n in await choices.venues(turn.session, mission) if each.id != venue.id]
    rows = [[button(_called(_, each), Propose(what="tv", subject=table.id, target=each.id))] for each in others]
    rows.append([button(_.plain("‹ Back"), VenueChoice(venue=venue.id, act="tables"))])
    named = table_name(_, table.label)
    text = _("🪑 <b>{table}</b>, {venue}\nWhich venue does it move to?", table=named, venue=venue.title)
    await turn.show(_or_nowhere(_, text, others), inline(_, rows))


async def show_venue(_query: CallbackQuery, callback_data: VenueChoice, turn: Turn) -> None:
    _ = turn._
    mission = await access.require_organiser(turn.session, turn.person)
    await turn.state.clear()
    venue = await venue_of(turn.session, mission, callback_data.venue)
    lines = [_("🏛 <b>{venue}</b>", venue=venue.title)]
    if venue.address:
        lines.append(_("{address}", address=venue.address))
    if venue.latitude is None:
        lines.append(_("<i>No map</i>"))
    lines.append(_("What is changing?"))
    rows: Rows = [
        [button(_.plain("🏛 Move everything to another venue"), VenueChoice(venue=venue.id, act="away"))],
        [button(_.plain("🆕 Move everything to a new venue"), VenueChoice(venue=venue.id, act="new"))],
        [
            button(_.plain("✏️ Edit the name"), VenueChoice(venue=venue.id, act="name")),
            button(_.plain("✏️ Edit the address"), VenueChoice(venue=venue.id, act="address")),
            button(_.plain("✏️ Edit the map"), VenueChoice(venue=venue.id, act="pin")),
        ],
        [button(_.plain("‹ Back"), ChangesStep(to="venues"))],
    ]
    await turn.show(Markup("\n").join(lines), inline(_, rows))


async def choose_other(_query: CallbackQuery, callback_data: VenueChoice, turn: Turn) -> None:
    _ = turn._
    mission = await access.require_organiser(turn.session, turn.person)
    venue = await venue_of(turn.session, mission, callback_data.venue)
    others = [each for each, _n in await choices.venues(turn.session, mission) if each.id != venue.id]
    rows = [[button(_called(_, each), Propose(what="vv", subject=venue.id, target=each.id))] for each in others]
    rows.append([button(_.plain("‹ Back"), VenueChoice(venue=venue.id))])
    text = _("🏛 <b>{venue}</b>\nWhich venue does everything move to?", venue=venue.title)
    await turn.show(_or_nowhere(_, text, others), inline(_, rows))


def _or_nowhere(_: Texts, text: Markup, others: Sequence[Venue]) -> Markup:
    return text if others else _("This mission has no other venue.")


def _called(_: Texts, venue: Venue) -> str:
    return _.plain("{venue}", venue=venue.title)


def _counted(_: Texts, venue: Venue, n: int) -> str:
    return _.plain("{venue} ({n})", venue=venue.title, n=_.number(n))
