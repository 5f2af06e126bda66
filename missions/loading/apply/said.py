"""What a file newly says of delegates who have confirmed meetings, against its last load."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import col, select

from missions.loading.apply.ledger import digest
from missions.loading.apply.loading import Loading
from missions.loading.apply.pairs import AT_ONCE
from missions.loading.plan.values import DelegatePlan, instants
from storage.tables import Delegate, FileEntry


@dataclass(frozen=True, slots=True)
class Said:
    """A delegate, and what the file newly says of them, if anything."""

    row: Delegate
    plan: DelegatePlan | None
    news: frozenset[str]


async def newly_said(loading: Loading, ids: Collection[int]) -> Mapping[int, Said]:
    """Of these delegates, by their ids."""
    rows = (await loading.session.exec(select(Delegate).where(col(Delegate.id).in_(ids)))).all()
    planned = {each.file_key: each for each in loading.plan.delegates}
    before = await before_of(loading, "delegate", [digest(row.file_key) for row in rows if row.file_key])
    found = {}
    for row in rows:
        plan = planned.get(row.file_key or "")
        found[row.id] = Said(row, plan, news(before.get(digest(row.file_key)), _values(plan, loading)))
    return found


def _values(plan: DelegatePlan | None, loading: Loading) -> Mapping[str, Any]:
    """As `load_delegates` keeps them."""
    if plan is None:
        return {}
    return {
        "delegation_id": plan.delegation,
        "days": [day.isoformat() for day in plan.days],
        "away": instants(plan.away, loading.plan.time_zone),
        "languages": list(plan.languages),
    }


async def before_of(loading: Loading, kind: str, keys: Sequence[str]) -> Mapping[str, Mapping[str, str]]:
    """What the last load said of these things of a kind, by their keys."""
    mine = (FileEntry.mission_id == loading.mission.id, col(FileEntry.kind) == kind)
    found: dict[str, Mapping[str, str]] = {}
    for start in range(0, len(keys), AT_ONCE):
        some = select(FileEntry).where(*mine, col(FileEntry.key).in_(keys[start : start + AT_ONCE]))
        found |= {each.key: each.said for each in await loading.session.exec(some)}
    return found


def news(before: Mapping[str, str] | None, values: Mapping[str, Any]) -> frozenset[str]:
    """Which values are not what the last load said; none of what it did not have."""
    if before is None:
        return frozenset()
    return frozenset(name for name, value in values.items() if before.get(name) != digest(value))
