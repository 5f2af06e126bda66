"""Loading delegations and venues."""

from __future__ import annotations

from collections import Counter
from collections.abc import Set as AbstractSet
from typing import Any

from sqlalchemy import func
from sqlmodel import col, select

from missions.loading.apply.ledger import digest
from missions.loading.apply.loading import Loading
from missions.loading.apply.pairs import AT_ONCE
from missions.loading.plan.values import instants
from storage.tables import Delegate, Delegation, FileEntry, MeetingTable, ProgrammeSession, Slot, Venue


async def load_delegations(loading: Loading) -> dict[str, Delegation]:
    rows = await _delegations(loading)
    for each in loading.plan.delegations:
        values: dict[str, Any] = {"title": dict(each.title), "country": each.country}
        if each.key in rows:
            loading.ledger.merge("delegation", each.key, rows[each.key], values)
        else:
            rows[each.key] = Delegation(mission_id=loading.mission.id, key=each.key, **values)
            loading.ledger.create("delegation", each.key, rows[each.key], values)
    await loading.session.flush()
    return rows


async def remove_delegations(loading: Loading) -> None:
    """Delegations without delegates go; the invitations into them go too."""
    rows = await _delegations(loading)
    for entry in loading.ledger.gone("delegation"):
        row = rows.get(entry.key)
        if row is not None:
            count = select(func.count()).select_from(Delegate).where(Delegate.delegation_id == row.id)
            delegates = (await loading.session.exec(count)).one()
            if delegates:
                _refuse(loading, entry.key, delegates)
                continue
            await loading.session.delete(row)
        await loading.ledger.drop(entry)
    await loading.session.flush()


async def refuse_populated(loading: Loading) -> None:
    """Refuse, before a delegate is loaded, what `remove_delegations` would refuse at the end."""
    gone = [entry.key for entry in loading.ledger.gone("delegation")]
    if not gone:
        return
    theirs = (
        select(Delegation.key, Delegate.file_key)
        .join(Delegate)
        .where(Delegation.mission_id == loading.mission.id, col(Delegation.key).in_(gone))
    )
    found = (await loading.session.exec(theirs)).all()
    moved = await _moved(loading, {file_key for _key, file_key in found if file_key})
    for key, count in Counter(key for key, file_key in found if file_key not in moved).items():
        _refuse(loading, key, count)


async def _moved(loading: Loading, file_keys: AbstractSet[str]) -> set[str]:
    """Those whom the file puts into another delegation than at its last load: others stay where they are."""
    now = {each.file_key: each.delegation for each in loading.plan.delegates if each.file_key in file_keys}
    keys = {digest(key): key for key in now}
    of_mission = (col(FileEntry.mission_id) == loading.mission.id, col(FileEntry.kind) == "delegate")
    moved = set()
    for start in range(0, len(keys), AT_ONCE):
        some = [*keys][start : start + AT_ONCE]
        entries = select(FileEntry).where(*of_mission, col(FileEntry.key).in_(some))
        for entry in await loading.session.exec(entries):
            key = keys[entry.key]
            if entry.erased_at is None and entry.said.get("delegation_id") != digest(now[key]):
                moved.add(key)
    return moved


def _refuse(loading: Loading, key: str, delegates: int) -> None:
    message = f'"{key}" is not in the file any more, but has delegates ({delegates}): put it back'
    loading.wrong("delegations", message)


async def _delegations(loading: Loading) -> dict[str, Delegation]:
    statement = select(Delegation).where(Delegation.mission_id == loading.mission.id)
    return {row.key: row for row in (await loading.session.exec(statement)).all()}


async def load_venues(loading: Loading) -> dict[str, Venue]:
    rows = await _venues(loading)
    for each in loading.plan.venues:
        values: dict[str, Any] = {
            "title": dict(each.title),
            "address": each.address,
            "latitude": each.latitude,
            "longitude": each.longitude,
            "open": instants(each.open, loading.plan.time_zone),
        }
        if each.key in rows:
            loading.ledger.merge("venue", each.key, rows[each.key], values)
        else:
            rows[each.key] = Venue(mission_id=loading.mission.id, key=each.key, **values)
            loading.ledger.create("venue", each.key, rows[each.key], values)
    await loading.session.flush()
    return rows


async def remove_venues(loading: Loading) -> None:
    """Remove venues without tables, slots and sessions; those of the file itself are gone by now."""
    rows = await _venues(loading)
    for entry in loading.ledger.gone("venue"):
        row = rows.get(entry.key)
        if row is not None:
            tables = select(MeetingTable.label).where(MeetingTable.venue_id == row.id).order_by(MeetingTable.label)
            labels = list((await loading.session.exec(tables)).all())
            slots = (await loading.session.exec(select(Slot.id).where(Slot.venue_id == row.id))).all()
            held = select(ProgrammeSession.id).where(
                ProgrammeSession.venue_id == row.id, col(ProgrammeSession.cancelled_at).is_(None)
            )
            sessions = (await loading.session.exec(held)).all()
            if labels or slots or sessions:
                parts = [
                    *([f"tables {', '.join(labels)}"] if labels else []),
                    *([f"{len(slots)} slots"] if slots else []),
                    *([f"{len(sessions)} sessions"] if sessions else []),
                ]
                what = f"{' and '.join(parts)} are"
                message = f'"{entry.key}" is not in the file any more, but {what} still there: move them first'
                loading.wrong("venues", message)
                continue
            await loading.session.delete(row)
        await loading.ledger.drop(entry)
    await loading.session.flush()


async def _venues(loading: Loading) -> dict[str, Venue]:
    statement = select(Venue).where(Venue.mission_id == loading.mission.id)
    return {row.key: row for row in (await loading.session.exec(statement)).all()}
