"""Which delegates of the file are as they were loaded: nothing is to be written for them, so no tap waits for them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Row
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from missions.loading.apply.entries import DelegateEntry, Firms
from missions.loading.apply.ledger import digests
from missions.loading.apply.report import LoadReport
from storage.tables import Delegate, Delegation, FileEntry, Organisation

_DELEGATE, _ORGANISATION = "delegate", "organisation"


async def to_write(
    session: AsyncSession, mission_id: int, delegates: Sequence[DelegateEntry], firms: Firms, report: LoadReport
) -> list[DelegateEntry]:
    """Those that differ from the last load, or whose organisation does; the others are counted in the report.

    firms: the organisations of the file that are to be loaded yet; what is as it was is taken out.
    """
    await _take_out(session, mission_id, [each.firm for each in delegates if each.firm in firms], firms, report)
    said = await _said(session, mission_id, _DELEGATE, [each.key for each in delegates])
    rows = await _rows(session, mission_id, delegates)
    left = []
    for each in delegates:
        entry, row = said.get(each.key), rows.get(each.plan.file_key)
        if entry is not None and entry.erased_at is not None and each.firm not in firms:
            report.delegates_erased += 1
        elif entry is None or row is None or entry.said != each.said or each.firm in firms:
            left.append(each)
        else:
            report.unchanged[_DELEGATE] += 1
            report.kept[_DELEGATE] += _differs(row, {"key": each.plan.delegation, **each.values})
    return left


async def _take_out(
    session: AsyncSession, mission_id: int, keys: Sequence[str], firms: Firms, report: LoadReport
) -> None:
    """Take out the organisations that are as they were loaded."""
    said = await _said(session, mission_id, _ORGANISATION, keys)
    found: Any = select(Organisation.name_key, Organisation.name, Organisation.kind).where(
        Organisation.mission_id == mission_id, col(Organisation.name_key).in_(said)
    )
    for row in (await session.exec(found)).all():
        values = firms[row.name_key]
        if said[row.name_key].said == digests(values):
            report.unchanged[_ORGANISATION] += 1
            report.kept[_ORGANISATION] += _differs(row, values)
            del firms[row.name_key]


async def _said(session: AsyncSession, mission_id: int, kind: str, keys: Sequence[str]) -> dict[str, Row[Any]]:
    entries: Any = select(FileEntry.key, FileEntry.said, FileEntry.erased_at).where(
        FileEntry.mission_id == mission_id, FileEntry.kind == kind, col(FileEntry.key).in_(keys)
    )
    return {row.key: row for row in (await session.exec(entries)).all()}


async def _rows(session: AsyncSession, mission_id: int, delegates: Sequence[DelegateEntry]) -> dict[str, Row[Any]]:
    """As plain columns: whole objects take five times as long."""
    keys = [each.plan.file_key for each in delegates]
    columns: list[Any] = [getattr(Delegate, name) for name in delegates[0].values]
    found: Any = (
        select(Delegate.file_key, Delegation.key, *columns)
        .join(Delegation)
        .where(Delegate.mission_id == mission_id, col(Delegate.file_key).in_(keys))
    )
    return {row.file_key: row for row in (await session.exec(found)).all()}


def _differs(row: Row[Any], values: Mapping[str, Any]) -> bool:
    return any(getattr(row, name) != value for name, value in values.items())
