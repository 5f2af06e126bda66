"""Loads delegates. A delegate who was erased at their own request is not brought back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Any

from sqlmodel import col, select, update
from sqlmodel.ext.asyncio.session import AsyncSession
from sqlmodel.sql.expression import SelectOfScalar

from missions.loading.apply.entries import DelegateEntry, Firms
from missions.loading.apply.ledger import Row, digest, digests
from missions.loading.apply.loading import Loading
from missions.loading.plan.values import DelegatePlan, file_key
from storage.database import UnitSession
from storage.tables import Delegate, DelegateStatus, Delegation, FileEntry, Organisation
from storage.tables.delegates import folded
from storage.tables.name_keys import name_keys

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


async def load_delegates(
    loading: Loading, delegations: Mapping[str, Delegation], delegates: Sequence[DelegateEntry], firms: Firms
) -> None:
    """firms: the organisations of the file that are to be loaded yet; those of these delegates are taken out."""
    organisations = await load_organisations(loading, {each.firm for each in delegates}, firms)
    imported, registered = await _delegates(loading, delegates)
    new: list[Row] = []
    for entered in delegates:
        each, key = entered.plan, entered.key
        entry = loading.ledger.entry(_KIND, key)
        row = imported.get(each.file_key)
        values = {"delegation_id": delegations[each.delegation].id, **entered.values}
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
            new.append((key, _new(loading, each, values, organisations[entered.firm]), entered.said))
    await loading.session.flush()
    await loading.ledger.create_many(Delegate, _KIND, new)


async def not_in_file(session: AsyncSession, mission_id: int, delegates: Sequence[DelegatePlan]) -> int:
    """How many were loaded once, are still here, and are no longer in the file."""
    loaded = select(FileEntry.key).where(FileEntry.mission_id == mission_id, FileEntry.kind == _KIND)
    here = select(Delegate.file_key).where(Delegate.mission_id == mission_id, col(Delegate.file_key).is_not(None))
    present = {digest(key) for key in (await session.exec(here)).all()}
    said = {digest(each.file_key) for each in delegates}
    return len({*(await session.exec(loaded)).all()} & present - said)


def _new(loading: Loading, each: DelegatePlan, values: dict[str, Any], organisation_id: int) -> dict[str, Any]:
    """The columns of a new delegate."""
    return {
        **_BLANK,
        "mission_id": loading.mission.id,
        "organisation_id": organisation_id,
        # Though nobody is there yet: the organiser who wrote the file answers for them until they claim it.
        "status": DelegateStatus.APPROVED,
        "file_key": each.file_key,
        **folded(each.name, each.other_name, each.position, each.offer, each.need),
        "created_at": loading.session.now,
        "updated_at": loading.session.now,
        **values,
    }


async def load_organisations(loading: Loading, wanted: AbstractSet[str], firms: Firms) -> dict[str, int]:
    """Load those wanted that are to be loaded yet; the ids of all that are wanted."""
    rows = {row.name_key: row for row in (await loading.session.exec(_named(loading, wanted))).all()}
    new: list[Row] = []
    for key in sorted(wanted & firms.keys()):
        values = firms.pop(key)
        if key in rows:
            loading.ledger.merge("organisation", key, rows[key], values)
            continue
        keys = {"name_key": key, "name_keys": name_keys(values["name"])}
        columns = {"mission_id": loading.mission.id, **keys, **values}
        if loading.ledger.entry("organisation", key) is None:
            new.append((key, columns, digests(values)))
        else:
            # Loaded once, and gone with its last delegate.
            rows[key] = Organisation(**columns)
            loading.ledger.create("organisation", key, rows[key], values)
    await loading.session.flush()
    await loading.ledger.create_many(Organisation, "organisation", new)
    if new:
        made = await loading.session.exec(_named(loading, {key for key, _columns, _said in new}))
        rows |= {row.name_key: row for row in made.all()}
    return {key: row.id for key, row in rows.items()}


def _named(loading: Loading, keys: AbstractSet[str]) -> SelectOfScalar[Organisation]:
    return select(Organisation).where(
        Organisation.mission_id == loading.mission.id, col(Organisation.name_key).in_(sorted(keys))
    )


async def _delegates(
    loading: Loading, delegates: Sequence[DelegateEntry]
) -> tuple[dict[str, Delegate], dict[str, Delegate]]:
    """Those of earlier loads by their file key, and those who registered by the key they would have."""
    mission_id = loading.mission.id
    keys = [each.plan.file_key for each in delegates]
    # Two questions, each with its index: as one, each part of a large file would read the whole mission.
    mine = select(Delegate).where(Delegate.mission_id == mission_id, col(Delegate.file_key).in_(keys))
    imported = {delegate.file_key or "": delegate for delegate in await loading.session.exec(mine)}
    firms = sorted({each.firm for each in delegates})
    named = select(Organisation.id).where(Organisation.mission_id == mission_id, col(Organisation.name_key).in_(firms))
    alike = (
        select(Delegate, Organisation.name)
        .join(Organisation)
        .where(col(Delegate.organisation_id).in_(named), col(Delegate.file_key).is_(None))
    )
    registered = {file_key(each.name, organisation): each for each, organisation in await loading.session.exec(alike)}
    return imported, registered
