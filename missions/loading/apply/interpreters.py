"""Loads interpreters. One with open meetings is not removed."""

from __future__ import annotations

from typing import Any

from sqlmodel import col, select, update

from missions.loading.apply.ledger import SHEET, digest
from missions.loading.apply.loading import Loading
from missions.loading.plan.values import instants
from missions.names import entry_fold, fold
from storage.database import UnitSession
from storage.tables import FileEntry, Interpreter

_KIND = "interpreter"


async def load_interpreters(loading: Loading) -> None:
    rows = await _interpreters(loading)
    zone = loading.plan.time_zone
    for each in loading.plan.interpreters:
        if _is_erased(loading, each.entry_key):
            continue
        values: dict[str, Any] = {
            "name": each.name,
            "languages": list(each.languages),
            "phone": each.phone,
            "present": instants(each.present, zone),
            "breaks": instants(each.breaks, zone),
            "in_a_row": each.in_a_row,
            "per_day": each.per_day,
        }
        row = rows.get(each.name_key)
        if row is None:
            row = Interpreter(
                mission_id=loading.mission.id, name_key=each.name_key, created_at=loading.session.now, **values
            )
            loading.ledger.create(_KIND, each.entry_key, row, values)
        elif loading.ledger.merge(_KIND, each.entry_key, row, values):
            row.revision += 1
    await loading.session.flush()


async def forget(session: UnitSession, interpreter: Interpreter) -> None:
    """Mark the entry of an erased interpreter, without the name: later loads skip it."""
    key = entry_fold(interpreter.name)
    mine = (
        col(FileEntry.mission_id) == interpreter.mission_id,
        col(FileEntry.kind).in_([_KIND, f"{SHEET}{_KIND}"]),
        col(FileEntry.key) == key,
    )
    erased = {"key": digest(key), "said": {}, "erased_at": session.now}
    await session.exec(update(FileEntry).where(*mine).values(erased))


def _is_erased(loading: Loading, key: str) -> bool:
    entry = loading.ledger.entry(_KIND, digest(key))
    return entry is not None and entry.erased_at is not None


async def remove_interpreters(loading: Loading) -> None:
    rows = await _interpreters(loading)
    for entry in loading.ledger.gone(_KIND):
        row = rows.get(fold(entry.key))
        if row is not None:
            meetings = await loading.booked.of_interpreter(row.id)
            if meetings:
                named = await loading.booked.named(meetings)
                loading.wrong("interpreters", f"{row.name} is not in the file any more, but interprets: {named}")
                continue
            await loading.session.delete(row)
        await loading.ledger.drop(entry)
    await loading.session.flush()


async def _interpreters(loading: Loading) -> dict[str, Interpreter]:
    statement = select(Interpreter).where(Interpreter.mission_id == loading.mission.id)
    return {row.name_key: row for row in (await loading.session.exec(statement)).all()}
