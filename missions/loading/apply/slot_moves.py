"""Which slot of the last load is which of this file, where a day's hours have moved: its meetings move with it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import select

from missions.loading.apply.loading import Loading
from storage.tables import FileEntry, Slot

Moves = Mapping[int, tuple[datetime, datetime]]
"""By the slot's id, from when to when the file has it now."""


async def slot_moves(loading: Loading) -> Moves:
    """The slots that begin at another hour in this file than in the last.

    On a day where a slot with open meetings is gone from the file, the first slot stays the first, the second the
    second, as long as those that moved did so by the same time; otherwise nothing moves, and the file is refused.
    """
    entries = {datetime.fromisoformat(each.key): each for each in loading.ledger.known("slot") if each.row_id}
    planned = {each.starts_at: each for each in loading.plan.slots}
    gone = [at for at in entries if at not in planned]
    if not gone:
        return {}
    pairs = dict(await _moved_in_chat(loading, entries, gone, planned))
    kept = [at for at in gone if at not in pairs]
    if any([await loading.booked.of_slot(entries[at].row_id or 0) for at in kept]):
        pairs |= _by_order(loading, [*entries], [*planned], kept)
    return {entries[at].row_id or 0: (to, planned[to].ends_at) for at, to in pairs.items()}


async def _moved_in_chat(
    loading: Loading, entries: Mapping[datetime, FileEntry], gone: Sequence[datetime], planned: Iterable[datetime]
) -> list[tuple[datetime, datetime]]:
    """Those that were shifted at the desk already, to where the file has a slot now."""
    new = {at for at in planned if at not in entries}
    rows = await loading.session.exec(select(Slot.id, Slot.starts_at).where(Slot.mission_id == loading.mission.id))
    starts = dict(rows.all())
    return [(at, starts[row]) for at in gone if (row := entries[at].row_id) in starts and starts[row] in new]


def _by_order(
    loading: Loading, before: Sequence[datetime], after: Sequence[datetime], gone: Sequence[datetime]
) -> dict[datetime, datetime]:
    zone = ZoneInfo(loading.plan.time_zone)
    days, new_days = _by_day(before, zone), _by_day(after, zone)
    found: dict[datetime, datetime] = {}
    for day in {at.astimezone(zone).date() for at in gone}:
        old, new = days[day], new_days[day]
        pairs = list(zip(old, new, strict=False))
        if len(old) == len(new) and len({b - a for a, b in pairs} - {timedelta()}) == 1:
            found |= {a: b for a, b in pairs if a != b}
    return found


def _by_day(moments: Iterable[datetime], zone: ZoneInfo) -> Mapping[date, list[datetime]]:
    days: dict[date, list[datetime]] = defaultdict(list)
    for at in sorted(moments):
        days[at.astimezone(zone).date()].append(at)
    return days
