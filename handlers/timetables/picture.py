"""A draft as a picture, or as a document where it is too large for one, a day at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from aiogram import F, Router
from aiogram.types import CallbackQuery

from handlers.core.desk_job import DeskWork, Means
from handlers.core.turn import Turn
from handlers.documents.glyphs import breakable
from handlers.documents.typesetting import DrawnAs
from handlers.timetables.data import PicturePress
from handlers.views.data import DraftAct
from handlers.views.keyboards import button, inline
from handlers.views.message import EnclosedFile, NeutralMessage, Rows
from locales import Texts
from missions.meetings.mission_frame import local_day
from missions.operations import desk_jobs
from missions.pairs import pair_of
from missions.timetables import drafts, publish, summary
from missions.timetables.draft_plan import Seat
from missions.timetables.publish import Publication
from missions.timetables.summary import Names
from storage.database import UnitSession
from storage.tables import DeskJob, DeskJobKind, Lane, Person, Slot

TEMPLATE = "timetable.typ"
PICTURE, PAPER = "picture", "paper"
SLOTS, TABLES = 8, 14
"""What one picture holds that can still be read on a phone; a larger day is a document to print."""
Cell = Mapping[str, object]
"""A meeting: "names" of two, "kind" (new, stands or moved), "interpreter"."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """A day as the template takes it, and the delegates whom it names."""

    day: date
    naming: frozenset[str]
    data: Mapping[str, object]


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
    """Drawn aside, and sent in a moment."""
    row, mission = await drafts.ready(turn.session, turn.person, callback_data.id)
    detail = {"draft": row.id, "day": callback_data.day}
    desk_jobs.ask(turn.session, turn.person, mission, DeskJobKind.TIMETABLE, **detail)
    await turn.toast(turn._.plain("Coming in a moment."))


async def read(session: UnitSession, job: DeskJob, _: Texts) -> Drawing:
    """The day of the draft as it is now.

    Raises:
        Refusal: the draft is gone.
    """
    person = await session.get_one(Person, job.person_id)
    row, mission = await drafts.ready(session, person, job.detail["draft"])
    names = await summary.names(session, mission)
    publication = await publish.foresee(session, mission, row)
    return _drawing(_, names, publication, date.fromordinal(job.detail["day"]))


async def make(drawing: Drawing, means: Means) -> tuple[Drawing, bytes]:
    """The picture, or the document."""
    drawn_as = DrawnAs.PICTURES if drawing.data["kind"] == PICTURE else DrawnAs.PAPER
    (file,) = await means.typeset(TEMPLATE, drawing.data, drawn_as)
    return drawing, file


async def answer(session: UnitSession, job: DeskJob, _: Texts, made: tuple[Drawing, bytes]) -> NeutralMessage:
    """The picture of a small day, or the document of a large one, with its caption."""
    drawing, content = made
    await session.delete(job)
    name = f"timetable-{drawing.day.isoformat()}"
    if drawing.data["kind"] == PICTURE:
        pictures = [EnclosedFile(f"{name}.png", content, _("🖼 {day}", day=_.day(drawing.day)))]
        return NeutralMessage(pictures=pictures, naming=drawing.naming, lane=Lane.REPLY)
    files = [EnclosedFile(f"{name}.pdf", content, _("📄 {day}", day=_.day(drawing.day)))]
    return NeutralMessage(files=files, naming=drawing.naming, lane=Lane.REPLY)


WORK = DeskWork(read, make, answer)


def _seats(names: Names, publication: Publication) -> Sequence[Seat]:
    return [seat for seat in publication.draft.seats if seat.slot_id in names.slots and seat.table_id in names.tables]


def _drawing(_: Texts, names: Names, publication: Publication, day: date) -> Drawing:
    slots = [slot for slot in names.slots.values() if local_day(names.mission, slot) == day]
    seats = [seat for seat in _seats(names, publication) if names.slots[seat.slot_id] in slots]
    used = {seat.table_id for seat in seats}
    tables = [each for each in names.tables if each in used]
    moved = {pair_of(*move.delegates) for move in publication.moves}
    new = {each.pair for each, _wish in publication.new}
    kinds = {each: "moved" if each in moved else "new" if each in new else "stands" for each in {s.pair for s in seats}}
    cells = {(seat.table_id, seat.slot_id): _cell(_, names, seat, kinds[seat.pair]) for seat in seats}
    return Drawing(
        day=day,
        naming=frozenset(f"delegate:{each}" for seat in seats for each in seat.people),
        data=contents(_, names, day, slots, tables, cells),
    )


def contents(
    _: Texts,
    names: Names,
    day: date,
    slots: Sequence[Slot],
    tables: Sequence[int],
    cells: Mapping[tuple[int, int], Cell],
) -> Mapping[str, object]:
    """The data of the template. cells: by table and slot."""
    zone = names.mission.time_zone
    kinds = {str(cell["kind"]) for cell in cells.values()}
    legend = [("new", _.plain("new")), ("stands", _.plain("already set")), ("moved", _.plain("moves"))]
    return {
        "language": _.language.code,
        "rtl": _.language.rtl,
        "kind": PICTURE if len(slots) <= SLOTS and len(tables) <= TABLES else PAPER,
        "title": _.day(day),
        "legend": [{"kind": kind, "words": words} for kind, words in legend if kind in kinds],
        "parts": [
            {
                "columns": [_.time(slot.starts_at, zone) for slot in some],
                "rows": [
                    {"name": _table(_, names, table), "cells": [cells.get((table, slot.id)) for slot in some]}
                    for table in tables
                ],
            }
            for some in parts(slots)
        ],
    }


def parts(slots: Sequence[Slot]) -> list[Sequence[Slot]]:
    """The times of each sheet, at least one; its tables go on over as many pages as they need."""
    return [slots[left : left + SLOTS] for left in range(0, max(1, len(slots)), SLOTS)]


def _cell(_: Texts, names: Names, seat: Seat, kind: str) -> Cell:
    interpreter = names.interpreters.get(seat.interpreter_id, "") if seat.interpreter_id else ""
    return {
        "names": [breakable(each) for each in names.pair(seat.pair)],
        "kind": kind,
        "interpreter": breakable(_.plain("Interpreter: {name}", name=interpreter)) if interpreter else "",
    }


def _table(_: Texts, names: Names, table_id: int) -> str:
    table, venue = names.tables[table_id]
    return breakable(_.plain("{table} · {venue}", table=table.label, venue=venue.title))
