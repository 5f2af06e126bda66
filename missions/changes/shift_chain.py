"""Shifts of which not everyone was notified when the next one came: one telling, with where things are now."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import takewhile

from sqlmodel import col, select

from storage.database import UnitSession
from storage.tables import Change, ChangeReceipt

SHIFT = "shift"
"""The subject of a change that shifts the clock."""
ALSO = "also"
"""In a shift's detail: the earlier shifts that it goes on to tell, the newest first."""
APART = "apart"
"""In a shift's detail: by slot that it made, the one from which its meetings were taken."""


@dataclass(frozen=True, slots=True)
class ShiftLink:
    """One shift of a chain. slots: those that it moved, where their meetings are now."""

    change: Change
    slots: frozenset[int]
    newer: tuple[int, ...] = ()
    """The ids of later shifts in the chain, but for the newest."""

    @property
    def sessions(self) -> frozenset[int]:
        return frozenset(self.change.detail["sessions"])

    @property
    def minutes(self) -> int:
        return int(self.change.detail["minutes"])


async def take_over(session: UnitSession, mission_id: int) -> list[int]:
    """End the telling of earlier shifts, which the next one takes over: their ids, the newest first."""
    untold = (
        select(Change)
        .where(Change.mission_id == mission_id, Change.subject == SHIFT, col(Change.told_at).is_(None))
        .order_by(col(Change.id).desc())
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    found: list[int] = []
    for earlier in (await session.exec(untold)).all():
        earlier.told_at = session.now
        session.add(earlier)
        found += [earlier.id, *earlier.detail.get(ALSO, ())]
    return found


async def chain(session: UnitSession, change: Change) -> Sequence[ShiftLink]:
    """The shift and those that it goes on to tell, the newest first."""
    found: list[ShiftLink] = []
    made: dict[int, int] = {}
    for change_id in (change.id, *change.detail.get(ALSO, ())):
        each = await session.get_one(Change, change_id)
        moved = {*each.detail["slots"]}
        moved |= {slot for slot in made if _before(slot, made) in moved}
        found.append(ShiftLink(each, frozenset(moved), tuple(one.change.id for one in found[1:])))
        made |= {int(slot): origin for slot, origin in each.detail.get(APART, {}).items()}
    return found


def _before(slot: int, made: dict[int, int]) -> int:
    """The slot in which the meetings were before later shifts took them out of it."""
    while slot in made:
        slot = made[slot]
    return slot


async def written(session: UnitSession, links: Sequence[ShiftLink], ids: Collection[int]) -> set[tuple[int, int]]:
    """Which of these delegates know of which shift."""
    columns = select(ChangeReceipt.change_id, ChangeReceipt.delegate_id)
    known = columns.where(
        col(ChangeReceipt.change_id).in_([each.change.id for each in links]), col(ChangeReceipt.delegate_id).in_(ids)
    )
    return {(change, who) for change, who in (await session.exec(known)).all()}


def minutes_for(
    links: Sequence[ShiftLink], known: set[tuple[int, int]], who: int, thing: tuple[str, int], since: datetime | None
) -> int:
    """By how much a meeting's slot or a session has moved for a delegate, who has known it since then.

    Who knows of a shift knows of all before it: what is read of one tells the others too.
    """
    kind, key = thing
    news = takewhile(lambda each: (each.change.id, who) not in known, links)
    return sum(
        each.minutes
        for each in news
        if key in (each.slots if kind == "slot" else each.sessions) and (since is None or since <= each.change.made_at)
    )
