"""Loads interpreters. One with open meetings is not removed."""

from __future__ import annotations

from typing import Any

from sqlmodel import select

from missions.loading.apply.loading import Loading
from missions.loading.plan.values import instants
from missions.names import fold
from storage.tables import Interpreter


async def load_interpreters(loading: Loading) -> None:
    rows = await _interpreters(loading)
    zone = loading.plan.time_zone
    for each in loading.plan.interpreters:
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
            loading.ledger.create("interpreter", each.entry_key, row, values)
        elif loading.ledger.merge("interpreter", each.entry_key, row, values):
            row.revision += 1
    await loading.session.flush()


async def remove_interpreters(loading: Loading) -> None:
    rows = await _interpreters(loading)
    for entry in loading.ledger.gone("interpreter"):
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
