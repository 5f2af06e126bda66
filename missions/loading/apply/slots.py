"""Loads slots. A slot with open meetings is neither changed nor removed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import delete
from sqlmodel import col, select

from missions.loading.apply.loading import Loading
from missions.loading.plan.values import SlotPlan
from storage.tables import LIVE_STATES, Meeting, Slot, Venue


async def load_slots(loading: Loading, venues: Mapping[str, Venue]) -> None:
    rows = await _slots(loading)
    for each in loading.plan.slots:
        key = each.starts_at.isoformat()
        values: dict[str, Any] = {"ends_at": each.ends_at, "venue_id": venues[each.venue].id if each.venue else None}
        said = {"venue_id": each.venue}
        row = rows.get(each.starts_at)
        if row is None:
            new = Slot(mission_id=loading.mission.id, starts_at=each.starts_at, **values)
            loading.ledger.create("slot", key, new, {**values, **said})
            continue
        changes = loading.ledger.news("slot", key, row, values, said)
        if changes and (meetings := await loading.booked.of_slot(row.id)):
            hours = _hours(loading, each.starts_at)
            message = f"the slot of {hours} would change, but has meetings: {await loading.booked.named(meetings)}"
            loading.wrong("slots", message, each.line)
        loading.ledger.merge("slot", key, row, values, said)
    await loading.session.flush()


async def remove_slots(loading: Loading) -> None:
    rows = await _slots(loading)
    for entry in loading.ledger.gone("slot"):
        row = rows.pop(datetime.fromisoformat(entry.key), None)
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
    _refuse_overlaps(loading, rows)


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


async def _slots(loading: Loading) -> dict[datetime, Slot]:
    statement = select(Slot).where(Slot.mission_id == loading.mission.id)
    return {row.starts_at: row for row in (await loading.session.exec(statement)).all()}
