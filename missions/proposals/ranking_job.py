"""The worker's round: encode waiting texts, answer searches, update stale lists."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from missions.matching import Encoder, Index
from missions.proposals import ranking_figures, ranking_lists, search_job
from missions.proposals import ranking_inputs as inputs
from missions.proposals import text_vectors as vectors
from missions.proposals.ranking_inputs import Inputs
from missions.proposals.workbench import Workbench, index_of
from missions.rules import ranking_queue
from missions.rules.ranking_queue import SMALL
from storage import quarantine
from storage.database import Database, UnitSession
from storage.tables import Delegate, MatchingState, Mission
from storage.tables.base import utc_now
from storage.upsert import insert_missing

FEW = 20
"""Changed profiles whose lists are made before all others."""


async def look(database: Database, bench: Workbench) -> int:
    """Do one round; the number of things done."""
    done = 0
    if bench.encoder is None:
        await vectors.forget_waiting(database)
    else:
        done += await vectors.read_waiting(database, bench.encoder, bench.vectors)
    done += await search_job.answer(database, bench)
    async with database.reading() as session:
        marked = await ranking_queue.marked(session)
    if marked:
        async with database.unit() as session:
            await ranking_queue.take_marks(session)
    for mission_id in await _stale(database):
        with quarantine.blaming(Mission, mission_id):
            done += await _make(database, bench, mission_id)
    return done


async def _stale(database: Database) -> Sequence[int]:
    """Missions with a profile newer than its lists, or whose lists are marked stale."""
    async with database.reading() as session:
        stale = col(Delegate.ranked_revision) != col(Delegate.revision)
        changed = select(Delegate.mission_id).where(stale, quarantine.admitted(Delegate)).distinct()
        wanted = select(MatchingState.mission_id).where(col(MatchingState.wanted_at) <= utc_now())
        found = {*(await session.exec(changed)), *(await session.exec(wanted))}
        for table in (Mission, MatchingState):
            found -= {*(await session.exec(quarantine.aside(table)))}
        return sorted(found)


async def _make(database: Database, bench: Workbench, mission_id: int) -> int:
    async with database.reading() as session:
        with quarantine.blaming(MatchingState, mission_id):
            state = await session.get(MatchingState, mission_id)
        made_at, wanted_at = (state.made_at, state.wanted_at) if state else (None, None)
        due = made_at is None or (wanted_at is not None and wanted_at <= utc_now())
        read = None if due else await _since(session, bench, mission_id, made_at)
        read = read or await inputs.read(session, mission_id)
    changed = [each for each in read.stale if each in read.revisions]
    index = await index_of(database, bench, read)
    if len(read.profiles) > SMALL and made_at is not None and len(changed) <= FEW:
        theirs = {each: ranking_lists.for_one(index, read, str(each)) for each in changed}
        written = await ranking_lists.write(database, read, theirs)
        bench.inputs[mission_id] = read, made_at
        if not due:
            return written
    found = ranking_lists.for_all(index, read)
    written = await ranking_lists.write(database, read, found)
    figures = ranking_figures.figures(index, read, found)
    bench.inputs[mission_id] = (
        read,
        await _note(database, index, mission_id, wanted_at=wanted_at, figures=figures, encoder=bench.encoder),
    )
    return written + 1


async def _since(session: AsyncSession, bench: Workbench, mission_id: int, made_at: datetime | None) -> Inputs | None:
    """The inputs updated since the last round; None if another worker has made these lists meanwhile."""
    before, known = bench.inputs.get(mission_id, (None, None))
    if before is None or known != made_at or len(before.profiles) <= SMALL:
        return None
    found = await inputs.since(session, before, FEW)
    return found if found is not None and len(found.profiles) > SMALL else None


async def _note(
    database: Database,
    index: Index,
    mission_id: int,
    *,
    wanted_at: datetime | None,
    figures: dict[str, object],
    encoder: Encoder | None,
) -> datetime | None:
    """Record that all lists are up to date; the instant of it."""
    async with database.unit() as session:
        state = await state_of(session, mission_id)
        if state is None:
            return None
        if state.wanted_at == wanted_at:
            # If a rule changed meanwhile, the mark stays and the lists are made once more.
            state.wanted_at = None
        state.made_at = session.now
        state.figures = figures
        state.weights = dict(index.weights)
        state.encoder = encoder.name if encoder is not None else ""
        return state.made_at


async def state_of(session: UnitSession, mission_id: int) -> MatchingState | None:
    """The state of a mission's lists; None if the mission is gone."""
    if await session.get(Mission, mission_id) is None:
        return None
    blank = {"mission_id": mission_id, "encoder": "", "figures": {}}
    await insert_missing(session, MatchingState, blank)
    return await session.get(MatchingState, mission_id)
