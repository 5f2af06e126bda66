"""A draft as a picture, a day at a time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from aiogram import F, Router
from aiogram.methods import SendPhoto
from aiogram.types import BufferedInputFile, CallbackQuery

from handlers.core.turn import Turn
from handlers.timetables import grid
from handlers.timetables.data import PicturePress
from handlers.timetables.grid import Cell, Grid
from handlers.views.data import DraftAct
from handlers.views.keyboards import button, inline
from handlers.views.message import Rows
from locales import Texts
from missions.meetings.mission_frame import local_day
from missions.pairs import pair_of
from missions.timetables import drafts, publish, summary
from missions.timetables.draft_plan import Seat
from missions.timetables.publish import Publication
from missions.timetables.summary import Names
from storage.tables import Slot

TABLES, SLOTS = 40, 12
"""What fits into one picture that can still be read."""


def router() -> Router:
    picture = Router(name="timetable picture")
    picture.callback_query.register(choose, DraftAct.filter(F.act == "picture"))
    picture.callback_query.register(send, PicturePress.filter())
    return picture


async def choose(query: CallbackQuery, callback_data: DraftAct, turn: Turn) -> None:
    """Which day, where the draft has several."""
    _ = turn._
    row, mission = await drafts.ready(turn.session, turn.person, callback_data.id)
    names = await summary.names(turn.session, mission)
    publication = await publish.foresee(turn.session, mission, row)
    days = sorted({local_day(mission, names.slots[seat.slot_id]) for seat in _seats(names, publication)})
    if len(days) == 1:
        await send(query, PicturePress(id=row.id, day=days[0].toordinal()), turn)
        return
    rows: Rows = [[button(_.day(day), PicturePress(id=row.id, day=day.toordinal()))] for day in days]
    rows.append([button(_.plain("‹ Draft"), DraftAct(act="show", id=row.id))])
    await turn.show(_("🖼 <b>Which day?</b>") if days else _("There is nothing to choose."), inline(_, rows))


async def send(_query: CallbackQuery, callback_data: PicturePress, turn: Turn) -> None:
    """Below, with a button to the next page where the tables or times do not fit into one picture."""
    _ = turn._
    row, mission = await drafts.ready(turn.session, turn.person, callback_data.id)
    names = await summary.names(turn.session, mission)
    publication = await publish.foresee(turn.session, mission, row)
    day = date.fromordinal(callback_data.day)
    slots = [slot for slot in names.slots.values() if local_day(mission, slot) == day]
    used = {seat.table_id for seat in _seats(names, publication) if names.slots[seat.slot_id] in slots}
    tables = [each for each in names.tables if each in used]
    parts = pages(slots, tables)
    number = min(callback_data.page, len(parts) - 1)
    shown = _grid(_, names, publication, day, *parts[number])
    file = BufferedInputFile(grid.draw(shown), filename=f"timetable-{day.isoformat()}.png")
    rows = []
    if number + 1 < len(parts):
        page = callback_data.model_copy(update={"page": callback_data.page + 1})
        rows.append([button(_.plain("Show more"), page)])
    keyboard = inline(_, rows) if rows else None
    await turn.box.post(SendPhoto(chat_id=turn.chat_id, photo=file, caption=shown.title[:200], reply_markup=keyboard))


def pages(slots: Sequence[Slot], tables: Sequence[int]) -> list[tuple[Sequence[Slot], Sequence[int]]]:
    """The times and tables of each picture of a day, at least one: together they show every cell once."""
    return [
        (slots[left : left + SLOTS], tables[top : top + TABLES])
        for top in range(0, max(1, len(tables)), TABLES)
        for left in range(0, max(1, len(slots)), SLOTS)
    ]


def _seats(names: Names, publication: Publication) -> Sequence[Seat]:
    return [seat for seat in publication.draft.seats if seat.slot_id in names.slots and seat.table_id in names.tables]


def _grid(
    _: Texts, names: Names, publication: Publication, day: date, slots: Sequence[Slot], tables: Sequence[int]
) -> Grid:
    zone = names.mission.time_zone
    moved = {pair_of(*move.delegates) for move in publication.moves}
    new = {seat.pair for seat, _wish in publication.new}
    cells: dict[tuple[int, int], Cell] = {}
    for seat in _seats(names, publication):
        kind = "moved" if seat.pair in moved else "new" if seat.pair in new else "stands"
        interpreter = names.interpreters.get(seat.interpreter_id, "") if seat.interpreter_id else ""
        cells[seat.table_id, seat.slot_id] = Cell(names.pair(seat.pair), kind, interpreter)
    legend = [("new", _.plain("new")), ("stands", _.plain("already set")), ("moved", _.plain("moves"))]
    return Grid(
        title=_.day(day),
        columns=[_.time(slot.starts_at, zone) for slot in slots],
        rows=[_table(_, names, table) for table in tables],
        cells=[[cells.get((table, slot.id)) for slot in slots] for table in tables],
        legend=[each for each in legend if any(cell.kind == each[0] for cell in cells.values())],
        rtl=_.language.rtl,
    )


def _table(_: Texts, names: Names, table_id: int) -> str:
    table, venue = names.tables[table_id]
    return _.plain("{table} · {venue}", table=table.label, venue=venue.title)
