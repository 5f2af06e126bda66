"""Loading delegations and venues."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func
from sqlmodel import col, select

from missions.loading.apply.loading import Loading
from missions.loading.plan.values import instants
from storage.tables import Delegate, Delegation, MeetingTable, ProgrammeSession, Slot, Venue


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
                message = f'"{entry.key}" is not in the file any more, but has delegates ({delegates}): put it back'
                loading.wrong("delegations", message)
                continue
            await loading.session.delete(row)
        await loading.ledger.drop(entry)
    await loading.session.flush()


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
