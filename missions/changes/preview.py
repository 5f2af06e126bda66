"""A dry run with all that is said of it: whose meetings move, who is touched, and who could not be there in time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import col, select

from missions.changes.plan import ChangePlan, Closed
from missions.changes.receipts import Touched, touched
from missions.meetings.details import names_of
from storage.database import UnitSession
from storage.tables import Delegate, Interpreter, Mission

Pairs = Mapping[int, tuple[str, str]]
"""By meeting, the names of the two."""


@dataclass(frozen=True, slots=True)
class Preview:
    """A plan and the names in it."""

    plan: ChangePlan
    mission: Mission
    pairs: Pairs
    people: Sequence[Touched]
    hurried: Mapping[tuple[bool, int], str]
    """Names of those who could not be in time, by whether they interpret and their id."""
    interpreters: Sequence[str]
    """Who interprets in a meeting that moves, or is to."""


async def preview(session: UnitSession, mission: Mission, plan: ChangePlan) -> Preview:
    """All that an organiser is shown of a plan before it is carried out."""
    late = [each for each in plan.broken if not isinstance(each, Closed)]
    hurried: dict[tuple[bool, int], str] = {}
    for interprets, kind in ((True, Interpreter), (False, Delegate)):
        ids = {each.who for each in late if each.interpreter is interprets}
        named = select(kind.id, kind.name).where(col(kind.id).in_(ids))
        hurried |= {(interprets, key): name for key, name in await session.exec(named)} if ids else {}
    people = await touched(session, plan.touched) if plan.moves else []
    interpret = {place.interpreter for move in plan.moves for place in (move.before, move.after) if place.interpreter}
    return Preview(plan, mission, await pairs_in(session, [plan.detail]), people, hurried, sorted(interpret))


async def pairs_in(session: UnitSession, changes: Iterable[Mapping[str, Any]]) -> Pairs:
    """Whose meetings these changes moved, from their details as kept."""
    moved = {each["id"] for each in changes if each["kind"] == "meeting-moved"}
    return await names_of(session, moved) if moved else {}
