"""Loads tables. A table that was moved in the chat is found by its id."""

from __future__ import annotations

from collections.abc import Mapping

from sqlmodel import col, select

from missions.loading.apply.loading import Loading
from storage.tables import MeetingTable, Venue


async def load_tables(loading: Loading, venues: Mapping[str, Venue]) -> None:
    rows = await _tables(loading)
    by_place = {(row.venue_id, row.label): row for row in rows.values()}
    taken: dict[int, str] = {}
    new = []
    for venue in loading.plan.venues:
        for label in venue.tables:
            key, venue_id = f"{venue.key}/{label}", venues[venue.key].id
            entry = loading.ledger.entry("table", key)
            row = rows.get(entry.row_id) if entry and entry.row_id else None
            row = row or by_place.get((venue_id, label))
            if row is None:
                row = MeetingTable(venue_id=venue_id, label=label)
                loading.ledger.create("table", key, row, _said(venue.key, label))
            elif row.id in taken:
                message = f"{key} and {taken[row.id]} are one table, which was moved in the chat: keep one of them"
                loading.wrong("venues", message, venue.line)
                continue
            else:
                taken[row.id] = key
                values = {"venue_id": venue_id, "label": label}
                loading.ledger.merge("table", key, row, values, _said(venue.key, label))
            new.append((key, row, _said(venue.key, label)))
    await loading.session.flush()
    for key, row, said in new:
        loading.ledger.note("table", key, said).row_id = row.id


async def remove_tables(loading: Loading) -> None:
    rows = await _tables(loading)
    kept = {entry.row_id for entry in loading.ledger.present("table")}
    for entry in loading.ledger.gone("table"):
        row = rows.get(entry.row_id or 0)
        if row is None or row.id in kept:
            # Gone already, or the file now has it where the chat had moved it.
            await loading.ledger.forget(entry)
            continue
        meetings = await loading.booked.of_table(row.id)
        if meetings:
            named = await loading.booked.named(meetings)
            loading.wrong("venues", f"table {entry.key} is not in the file any more, but has meetings: {named}")
            continue
        await loading.session.delete(row)
        await loading.ledger.drop(entry)
    await loading.session.flush()


def _said(venue: str, label: str) -> dict[str, str]:
    return {"venue_id": venue, "label": label}


async def _tables(loading: Loading) -> dict[int, MeetingTable]:
    of_mission = select(Venue.id).where(Venue.mission_id == loading.mission.id)
    statement = select(MeetingTable).where(col(MeetingTable.venue_id).in_(of_mission))
    return {row.id: row for row in (await loading.session.exec(statement)).all()}
