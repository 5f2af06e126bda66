"""The lists: who is proposed to whom, in which order and why; computed and written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, cast

from sqlalchemy import Table, delete, insert, update
from sqlmodel import col, select

from missions.matching import Caps, Index, MatchReason, fair_lists, rank, suggestion
from missions.matching.ranking import blocks, fit_of
from missions.matching.reasons import reasons, shared_sectors
from missions.proposals.place import SECTORS, ListPlace
from missions.proposals.ranking_inputs import Inputs
from storage.database import Database, UnitSession
from storage.tables import Delegate, RankedPair

LENGTH = 20
"""Counterparts in a list."""

AT_ONCE = 25
"""Lists of one transaction: short enough for taps to wait for it."""

_TABLE = cast(Table, RankedPair.__table__)  # type: ignore[attr-defined] # SQLModel's typing does not know it

Lists = Mapping[int, Sequence[ListPlace]]


def for_all(index: Index, inputs: Inputs) -> Lists:
    """The fair lists of all delegates."""
    fair = fair_lists(index, inputs.rules, limit=LENGTH)
    must = {pair for one, other in inputs.rules.must for pair in ((one, other), (other, one))}
    lists: dict[int, list[ListPlace]] = {}
    for rows in blocks(len(index)):
        found, sought = index.directed(rows), index.sought(rows)
        for row, me in enumerate(index.ids[rows.start : rows.stop]):
            lists[int(me)] = [
                _place(
                    index,
                    (me, other),
                    score,
                    (float(found[row, index.place[other]]), float(sought[row, index.place[other]])),
                    must=(me, other) in must,
                )
                for other, score in fair.get(me, ())
            ]
    return lists


def for_one(index: Index, inputs: Inputs, me: str) -> Sequence[ListPlace]:
    """The list of one delegate by fit, with the same caps; used until all lists are updated."""
    return [
        _place(
            index,
            (me, each.counterpart),
            each.score,
            (index.fit(me, each.counterpart), index.fit(each.counterpart, me)),
            must=each.must,
        )
        for each in rank(index, inputs.rules, me, limit=LENGTH, caps=Caps())
    ]


def of_pair(index: Index, me: str, other: str, *, must: bool) -> ListPlace:
    """The place of one for the other, whatever the lists hold."""
    found = suggestion(index, me, other)
    return _place(index, (me, other), found.score, (index.fit(me, other), index.fit(other, me)), must=must)


def _place(index: Index, pair: tuple[str, str], score: float, fits: tuple[float, float], *, must: bool) -> ListPlace:
    told = [each for each in reasons(index, *pair) if _tells(each)]
    fit = fit_of(*fits, {each.direction for each in told})
    return ListPlace(int(pair[1]), score, fit, must, _shown(index, pair, told))


def _shown(index: Index, pair: tuple[str, str], found: Sequence[MatchReason]) -> list[dict[str, Any]]:
    if found:
        return [
            {
                "direction": each.direction,
                "tags": list(each.tags),
                "words": list(each.words),
                "language": each.language,
            }
            for each in found
        ]
    sectors = shared_sectors(index, *pair)
    return [{"direction": SECTORS, "tags": list(sectors), "words": [], "language": None}] if sectors else []


def _tells(reason: MatchReason) -> bool:
    """A single word without a topic behind it says too little to be quoted."""
    return bool(reason.tags) or any(" " in phrase for phrase in reason.words)


async def write(database: Database, inputs: Inputs, lists: Lists) -> int:
    """Write the lists that have changed; the number of them."""
    changed = [me for ids in _parts([*lists]) for me in await _changed(database, {each: lists[each] for each in ids})]
    for ids in _parts(changed):
        async with database.unit() as session:
            await _write(session, inputs.mission.id, {me: lists[me] for me in ids})
            await _mark(session, inputs, ids)
    there = {*changed}
    for ids in _parts([each for each in inputs.stale if each not in there]):
        async with database.unit() as session:
            await _mark(session, inputs, ids)
    return len(changed)


async def _mark(session: UnitSession, inputs: Inputs, ids: Sequence[int]) -> None:
    """Note the profile revisions that these lists are made from."""
    for each in ids:
        if each in inputs.stale:
            ranked = update(Delegate).where(col(Delegate.id) == each)
            await session.exec(ranked.values(ranked_revision=inputs.stale[each]))


async def _changed(database: Database, lists: Lists) -> list[int]:
    async with database.reading() as session:
        found = await session.exec(
            select(RankedPair).where(col(RankedPair.delegate_id).in_(lists)).order_by(col(RankedPair.place))
        )
        kept: dict[int, list[ListPlace]] = {me: [] for me in lists}
        for row in found:
            kept[row.delegate_id].append(ListPlace(row.counterpart_id, row.score, row.fit, row.must, row.reasons))
    return [me for me, places in lists.items() if kept[me] != list(places)]


async def _write(session: UnitSession, mission_id: int, lists: Lists) -> None:
    named = {*lists, *(place.counterpart_id for places in lists.values() for place in places)}
    there = frozenset(await session.exec(select(Delegate.id).where(col(Delegate.id).in_(named))))
    await session.exec(delete(RankedPair).where(col(RankedPair.delegate_id).in_(lists)))
    # Delegates erased while the lists were made are left out.
    rows = [
        {"mission_id": mission_id, "delegate_id": me, "place": number, **_columns(place)}
        for me, places in lists.items()
        for number, place in enumerate(places)
        if me in there and place.counterpart_id in there
    ]
    if rows:
        # executemany: a single statement with all rows takes longer to compile than to run.
        await session.exec(insert(_TABLE), params=rows)


def _columns(place: ListPlace) -> dict[str, Any]:
    return {name: getattr(place, name) for name in ("counterpart_id", "score", "fit", "must", "reasons")}


def _parts(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    return (ids[first : first + AT_ONCE] for first in range(0, len(ids), AT_ONCE))
