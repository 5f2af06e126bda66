"""Loads slots. A slot with open meetings can move to other hours, and takes them along; it is not removed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import delete
from sqlmodel import col, select

from missions.loading.apply.ledger import digest
from missions.loading.apply.loading import Loading
from missions.loading.apply.slot_moves import Moves, slot_moves
from missions.loading.plan.values import SlotPlan
from storage.tables import LIVE_STATES, FileEntry, Meeting, Slot, Venue


async def load_slots(loading: Loading, venues: Mapping[str, Venue]) -> None:
    rows = await _slots(loading)
    _remember_hours(loading)
    await _move(loading, rows, await slot_moves(loading))
    by_start = {row.starts_at: row for row in rows.values()}
    new = []
    for each in loading.plan.slots:
        key = each.starts_at.isoformat()
        venue_id = venues[each.venue].id if each.venue else None
        values: dict[str, Any] = {"starts_at": each.starts_at, "ends_at": each.ends_at, "venue_id": venue_id}
        said = {"venue_id": each.venue}
        entry = loading.ledger.entry("slot", key)
        row = (rows.get(entry.row_id) if entry and entry.row_id else None) or by_start.get(each.starts_at)
        if row is None:
            row = Slot(mission_id=loading.mission.id, **values)
            loading.ledger.create("slot", key, row, {**values, **said})
            new.append((key, row))
            continue
        changes = loading.ledger.news("slot", key, row, values, said)
        if changes and (meetings := await loading.booked.of_slot(row.id)):
            hours = _hours(loading, each.starts_at)
            message = f"the slot of {hours} would change, but has meetings: {await loading.booked.named(meetings)}"
            loading.wrong("slots", message, each.line)
        loading.ledger.merge("slot", key, row, values, said)
        if "ends_at" in changes:
            row.starts_at = each.starts_at
        new.append((key, row))
    await loading.session.flush()
    for key, row in new:
        if (entry := loading.ledger.entry("slot", key)) is not None:
            entry.row_id = row.id


async def remove_slots(loading: Loading) -> None:
    rows = await _slots(loading)
    for entry in loading.ledger.gone("slot"):
        row = rows.pop(entry.row_id or 0, None)
        if row is not None:
            meetings = await loading.booked.of_slot(row.id)
            if meetings:
                hours = _hours(loading, row.starts_at)
                named = await loading.booked.named(meetings)
                loading.wrong("slots", f"the slot of {hours} is not in the file any more, but has meetings: {named}")
                continue
            await _forget_closed_meetings(loading, row)
            await loading.session.delete(row)
        await loading.ledger.drop(entry)
    await loading.session.flush()
    _refuse_overlaps(loading, {row.starts_at: row for row in rows.values()})


def _remember_hours(loading: Loading) -> None:
    """An earlier version did not note the hour: it was the entry's key."""
    for entry in loading.ledger.known("slot"):
        if "starts_at" not in entry.said:
            entry.said = {**entry.said, "starts_at": digest(datetime.fromisoformat(entry.key))}


async def _move(loading: Loading, rows: Mapping[int, Slot], moves: Moves) -> None:
    """Give slots their new hours, in an order in which none meets another on its way."""
    entries: dict[int | None, FileEntry] = {each.row_id: each for each in loading.ledger.known("slot")}
    later = any(rows[slot].starts_at < starts_at for slot, (starts_at, _ends_at) in moves.items())
    for slot_id in sorted(moves, key=lambda each: moves[each], reverse=later):
        starts_at, ends_at = moves[slot_id]
        row, entry = rows[slot_id], entries[slot_id]
        loading.ledger.rename(entry, starts_at.isoformat())
        if (row.starts_at, row.ends_at) != (starts_at, ends_at):
            row.starts_at, row.ends_at = starts_at, ends_at
            row.shifts += 1
            row.shifted_at = loading.session.now
            loading.session.add(row)
        await loading.session.flush()


async def _forget_closed_meetings(loading: Loading, slot: Slot) -> None:
    closed = col(Meeting.state).not_in(LIVE_STATES)
    gone = await loading.session.exec(delete(Meeting).where(col(Meeting.slot_id) == slot.id, closed))
    loading.report.meetings_forgotten += gone.rowcount


def _refuse_overlaps(loading: Loading, rows: Mapping[datetime, Slot]) -> None:
    """The file's own slots are side by side; those that came otherwise may be in their way."""
    planned: dict[datetime, SlotPlan] = {each.starts_at: each for each in loading.plan.slots}
    ordered = sorted(rows.values(), key=lambda row: row.starts_at)
    for earlier, later in pairwise(ordered):
        ours = planned.get(later.starts_at) or planned.get(earlier.starts_at)
        if earlier.ends_at > later.starts_at and ours and not loading.errors:
            hours = (_hours(loading, earlier.starts_at), _hours(loading, later.starts_at))
            loading.wrong("slots", f"the slots of {hours[0]} and {hours[1]} would overlap", ours.line)


def _hours(loading: Loading, instant: datetime) -> str:
    return f"{instant.astimezone(ZoneInfo(loading.plan.time_zone)):%Y-%m-%d %H:%M}"


async def _slots(loading: Loading) -> dict[int, Slot]:
    """But for those that stand apart: no file knows of them."""
    statement = select(Slot).where(Slot.mission_id == loading.mission.id, col(Slot.apart_from).is_(None))
    return {row.id: row for row in (await loading.session.exec(statement)).all()}
