"""Loads pairs made by hand. A pair changed at the desk stays until the file changes it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import Mapped
from sqlmodel import col, select

from missions.loading.apply.ledger import digest
from missions.loading.apply.loading import Loading
from storage.tables import CuratedPair, Delegate

_KIND = "pair"
AT_ONCE = 500
"""Values of one query."""


async def load_pairs(loading: Loading) -> None:
    session, mission = loading.session, loading.mission
    standing = (await session.exec(select(CuratedPair).where(CuratedPair.mission_id == mission.id))).all()
    # Of a large mission only those in pairs: others wait for this.
    named = sorted({key for each in loading.plan.pairs for key in (each.one, each.other)})
    paired = sorted({number for row in standing for number in (row.one_id, row.other_id)})
    people = [*await numbers(loading, col(Delegate.file_key), named), *await numbers(loading, col(Delegate.id), paired)]
    by_key = {key: number for number, key in people if key}
    rows = {(row.one_id, row.other_id): row for row in standing}
    for each in loading.plan.pairs:
        # Erased delegates are in no pair.
        ids = sorted(by_key[key] for key in (each.one, each.other) if key in by_key)
        if len(ids) != 2:
            continue
        pair, key = (ids[0], ids[1]), digest([each.one, each.other])
        row = rows.get(pair)
        if row is not None:
            loading.ledger.merge(_KIND, key, row, {"wish": each.wish})
        elif loading.ledger.entry(_KIND, key) is None:
            row = CuratedPair(
                mission_id=mission.id, one_id=pair[0], other_id=pair[1], wish=each.wish, made_at=session.now
            )
            loading.ledger.create(_KIND, key, row, {"wish": each.wish})
    keys = {number: key or "" for number, key in people}
    own = {digest(sorted((keys[row.one_id], keys[row.other_id]))): row for row in standing if row.made_by is None}
    await _remove(loading, own)
    await session.flush()


async def numbers(loading: Loading, column: Mapped[Any], values: Sequence[object]) -> list[tuple[int, str | None]]:
    """Numbers and keys of the delegates who have these values."""
    found: list[tuple[int, str | None]] = []
    for start in range(0, len(values), AT_ONCE):
        some = select(Delegate.id, Delegate.file_key).where(
            Delegate.mission_id == loading.mission.id, column.in_(values[start : start + AT_ONCE])
        )
        found += (await loading.session.exec(some)).all()
    return found


async def _remove(loading: Loading, by_key: dict[str, CuratedPair]) -> None:
    for entry in loading.ledger.gone(_KIND):
        row = by_key.get(entry.key)
        if row is not None:
            await loading.session.delete(row)
        await loading.ledger.drop(entry)
