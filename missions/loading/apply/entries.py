"""Delegates and organisations of the file as ledger and tables have them: worked out without a database."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from missions.loading.apply.ledger import digest, digests
from missions.loading.plan.values import DelegatePlan, MissionPlan, instants
from missions.names import fold

Firms = dict[str, dict[str, Any]]
"""Organisations by their folded names, as the file spells them first."""


@dataclass(frozen=True, slots=True)
class DelegateEntry:
    plan: DelegatePlan
    key: str
    """In the ledger."""
    firm: str
    """The key of the organisation."""
    values: dict[str, Any]
    """Columns, but the delegation's number."""
    said: dict[str, str]
    """A digest of each value, and of the delegation's key."""


def firms(plan: MissionPlan) -> Firms:
    found: Firms = {}
    for each in plan.delegates:
        found.setdefault(fold(each.organisation), {"name": each.organisation, "kind": each.kind})
    return found


def entries(delegates: Iterable[DelegatePlan], time_zone: str) -> list[DelegateEntry]:
    return [_entry(each, time_zone) for each in delegates]


def _entry(each: DelegatePlan, time_zone: str) -> DelegateEntry:
    values = _values(each, time_zone)
    said = digests({"delegation_id": each.delegation, **values})
    return DelegateEntry(each, digest(each.file_key), fold(each.organisation), values, said)


def _values(each: DelegatePlan, time_zone: str) -> dict[str, Any]:
    return {
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
        # A file that says none leaves what the delegate says.
        **({"other_name": each.other_name} if each.other_name else {}),
    }
