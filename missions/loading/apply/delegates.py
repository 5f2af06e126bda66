"""Loads delegates. A delegate who was erased at their own request is not brought back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlmodel import col, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from missions.loading.apply.ledger import Row, digest
from missions.loading.apply.loading import Loading
from missions.loading.plan.values import DelegatePlan, file_key, instants
from missions.names import fold
from storage.database import UnitSession
from storage.tables import Delegate, DelegateStatus, Delegation, FileEntry, Organisation
from storage.tables.delegates import folded

_KIND = "delegate"
_BLANK = Delegate(name="").model_dump(exclude={"id"})
"""What no file says."""


async def forget(session: UnitSession, delegate: Delegate) -> None:
    """Mark the entry of an erased delegate: later loads skip it. Nothing else of it is kept."""
    if delegate.file_key is None:
        return
    mine = (
        col(FileEntry.mission_id) == delegate.mission_id,
        col(FileEntry.kind) == _KIND,
        col(FileEntry.key) == digest(delegate.file_key),
    )
    await session.exec(update(FileEntry).where(*mine).values(said={}, erased_at=session.now))


async def load_delegates(loading: Loading, delegations: Mapping[str, Delegation]) -> None:
    organisations = await _load_organisations(loading)
    imported, registered = await _delegates(loading)
    new: list[Row] = []
    for each in loading.plan.delegates:
        key = digest(each.file_key)
        entry = loading.ledger.entry(_KIND, key)
        row = imported.get(each.file_key)
        values = _values(each, delegations[each.delegation].id, loading.plan.time_zone)
        said = {"delegation_id": each.delegation}
        if entry is not None and (row is None or entry.erased_at):
            entry.said, entry.erased_at = {}, entry.erased_at or loading.session.now
            loading.report.delegates_erased += 1
        elif row is not None:
            if loading.ledger.merge(_KIND, key, row, values, said):
                row.revision += 1
                row.updated_at = loading.session.now
        elif each.file_key in registered:
            # They were quicker than the file: what they wrote themselves stays.
            registered[each.file_key].file_key = each.file_key
            loading.ledger.note(_KIND, key, {**values, **said})
            loading.report.changed[_KIND] += 1
        else:
            new.append((key, _new(loading, each, values, organisations), {**values, **said}))
    await loading.session.flush()
    await loading.ledger.create_many(Delegate, _KIND, new)


async def not_in_file(session: AsyncSession, mission_id: int, delegates: Sequence[DelegatePlan]) -> int:
    """How many were loaded once, are still here, and are no longer in the file."""
    loaded = select(FileEntry.key).where(FileEntry.mission_id == mission_id, FileEntry.kind == _KIND)
    here = select(Delegate.file_key).where(Delegate.mission_id == mission_id, col(Delegate.file_key).is_not(None))
    present = {digest(key) for key in (await session.exec(here)).all()}
    said = {digest(each.file_key) for each in delegates}
    return len({*(await session.exec(loaded)).all()} & present - said)


def _new(
    loading: Loading, each: DelegatePlan, values: dict[str, Any], organisations: Mapping[str, Organisation]
) -> dict[str, Any]:
    """The columns of a new delegate."""
    name_key, words_key = folded(each.name, each.position, each.offer, each.need)
    return {
        **_BLANK,
        "mission_id": loading.mission.id,
        "organisation_id": organisations[fold(each.organisation)].id,
        # Though nobody is there yet: the organiser who wrote the file answers for them until they claim it.
        "status": DelegateStatus.APPROVED,
        "file_key": each.file_key,
        "name_key": name_key,
        "words_key": words_key,
        "created_at": loading.session.now,
        "updated_at": loading.session.now,
        **values,
    }


def _values(each: DelegatePlan, delegation_id: int, time_zone: str) -> dict[str, Any]:
    return {
        "delegation_id": delegation_id,
        "name": each.name,
        "position": each.position,
        "sectors": list(each.sectors),
        "offer": each.offer,
        "need": each.need,
        "offer_tags": list(each.offer_tags),
        "need_tags": list(each.need_tags),
        "languages": list(each.languages),
        "language": each.language,
        "phone": each.phone,
        "email": each.email,
        "days": [day.isoformat() for day in each.days],
        "away": instants(each.away, time_zone),
        "meetings_per_day": each.meetings_per_day,
    }


async def _load_organisations(loading: Loading) -> dict[str, Organisation]:
    statement = select(Organisation).where(
        Organisation.mission_id == loading.mission.id, col(Organisation.name_key).in_(_organisations(loading))
    )
    rows = {row.name_key: row for row in (await loading.session.exec(statement)).all()}
    met = set()
    for each in loading.plan.delegates:
        key = fold(each.organisation)
        if key in met:
            continue
        met.add(key)
        values: dict[str, Any] = {"name": each.organisation, "kind": each.kind}
        if key in rows:
            loading.ledger.merge("organisation", key, rows[key], values)
        else:
            rows[key] = Organisation(mission_id=loading.mission.id, name_key=key, **values)
            loading.ledger.create("organisation", key, rows[key], values)
    await loading.session.flush()
    return rows


def _organisations(loading: Loading) -> set[str]:
    return {fold(each.organisation) for each in loading.plan.delegates}


async def _delegates(loading: Loading) -> tuple[dict[str, Delegate], dict[str, Delegate]]:
    """Those of earlier loads by their file key, and those who registered by the key they would have."""
    mission_id = loading.mission.id
    keys = [each.file_key for each in loading.plan.delegates]
    # Two questions, each with its index: as one, each part of a large file would read the whole mission.
    mine = select(Delegate).where(Delegate.mission_id == mission_id, col(Delegate.file_key).in_(keys))
    imported = {delegate.file_key or "": delegate for delegate in await loading.session.exec(mine)}
    named = select(Organisation.id).where(
        Organisation.mission_id == mission_id, col(Organisation.name_key).in_(_organisations(loading))
    )
    alike = (
        select(Delegate, Organisation.name)
        .join(Organisation)
        .where(col(Delegate.organisation_id).in_(named), col(Delegate.file_key).is_(None))
    )
    registered = {file_key(each.name, organisation): each for each, organisation in await loading.session.exec(alike)}
    return imported, registered
