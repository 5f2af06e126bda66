"""What there is to do: read texts that wait, answer searches, make lists anew."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import col, select

from missions.matching import Encoder, Index, texts_of
from missions.matching.encoder import Vector
from missions.ranked import inputs, lists, report, searching, vectors
from missions.ranked.inputs import Inputs
from missions.topics import taxonomy_of
from storage.database import Database, UnitSession
from storage.tables import Delegate, MatchingState, Mission
from storage.tables.base import utc_now

SMALL = 300
"""Up to so many delegates, everybody's lists are made anew at once; above, only those of who changed, and the others'
after a while."""

FEW = 20
AFTER = timedelta(seconds=20)
"""How long after a change everybody's lists are made anew, in a mission that is not small."""


@dataclass(slots=True)
class Bench:
    """What is kept between two looks, so that the next one is quick."""

    encoder: Encoder | None
    vectors: dict[str, Vector] = field(default_factory=dict)
    indexes: dict[int, Index] = field(default_factory=dict)


async def look(database: Database, bench: Bench) -> int:
    """Do what there is to do; how much that was."""
    done = 0
    if bench.encoder is None:
        await vectors.forget_waiting(database)
    else:
        done += await vectors.read_waiting(database, bench.encoder, bench.vectors)
    done += await searching.answer(database, bench)
    for mission_id in await _stale(database):
        done += await _make(database, bench, mission_id)
    return done


async def _stale(database: Database) -> Sequence[int]:
    """The missions in which somebody's place in the lists is older than their profile, or whose lists are wanted."""
    async with database.reading() as session:
        changed = select(Delegate.mission_id).where(col(Delegate.ranked_revision) != col(Delegate.revision)).distinct()
        wanted = select(MatchingState.mission_id).where(col(MatchingState.wanted_at) <= utc_now())
        return sorted({*(await session.exec(changed)), *(await session.exec(wanted))})


async def _make(database: Database, bench: Bench, mission_id: int) -> int:
    async with database.reading() as session:
        read = await inputs.read(session, mission_id)
        state = await session.get(MatchingState, mission_id)
    index = await index_of(database, bench, read)
    changed = [each for each in read.stale if each in read.revisions]
    if len(read.profiles) > SMALL and state is not None and state.made_at is not None and len(changed) <= FEW:
        written = await lists.write(database, read, {each: lists.for_one(index, read, str(each)) for each in changed})
        if state.wanted_at is None or state.wanted_at > utc_now():
            await _note(database, mission_id, wanted=True)
            return written
    found = lists.for_all(index, read)
    written = await lists.write(database, read, found)
    await _note(database, mission_id, figures=report.figures(index, read, found), encoder=bench.encoder)
    return written + 1


async def index_of(database: Database, bench: Bench, read: Inputs) -> Index:
    """The delegates of a mission, ready to be ranked."""
    taxonomy = taxonomy_of(read.mission)
    if bench.encoder is not None:
        await vectors.of(database, bench.encoder, texts_of(read.profiles, taxonomy), bench.vectors)
    previous = bench.indexes.get(read.mission.id)
    index = Index(read.profiles, bench.vectors, taxonomy=taxonomy, previous=previous)
    bench.indexes[read.mission.id] = index
    return index


async def _note(
    database: Database,
    mission_id: int,
    *,
    wanted: bool = False,
    figures: dict[str, object] | None = None,
    encoder: Encoder | None = None,
) -> None:
    async with database.unit() as session:
        state = await state_of(session, mission_id)
        if state is None:
            return
        if wanted:
            state.wanted_at = state.wanted_at or session.now + AFTER
            return
        state.wanted_at, state.made_at = None, session.now
        state.figures = figures or {}
        state.encoder = encoder.name if encoder is not None else ""


async def state_of(session: UnitSession, mission_id: int) -> MatchingState | None:
    """How the lists of a mission stand; None where the mission is gone."""
    if await session.get(Mission, mission_id) is None:
        return None
    insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    blank = {"mission_id": mission_id, "fingerprint": "", "encoder": "", "figures": {}}
    await session.exec(insert(MatchingState).values(blank).on_conflict_do_nothing())
    return await session.get(MatchingState, mission_id)
