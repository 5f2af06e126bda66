"""Loading a large mission in parts, so that no tap waits for more than one of them.

The frame comes first, all of it or nothing: what is wrong is found there. Then the delegates follow, some at a time:
those that are as they were loaded are only read. A load that is cut short is completed by the next one.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlmodel import col, func, select

from missions.loading.apply.apply import apply, begin, finish, load_frame, remove_frame
from missions.loading.apply.as_loaded import to_write
from missions.loading.apply.booked import Booked
from missions.loading.apply.delegates import load_delegates, not_in_file
from missions.loading.apply.entries import DelegateEntry, Firms, entries, firms
from missions.loading.apply.frame import refuse_populated, remove_delegations
from missions.loading.apply.ledger import Ledger
from missions.loading.apply.loading import Loading
from missions.loading.apply.pairs import load_pairs
from missions.loading.apply.report import LoadReport
from missions.loading.apply.sessions import load_places
from missions.loading.plan.errors import MissionFileInvalid
from missions.loading.plan.values import MissionPlan
from storage.database import Database, UnitSession
from storage.tables import Delegation, FileEntry, Mission

PART_SECONDS = 0.05
"""How long one unit of work should hold SQLite's file, which one process at a time can write."""
SHARED_SECONDS = 0.5
"""The same of PostgreSQL, where others wait for single rows at most."""
LEAST, FIRST, MOST = 10, 25, 250
"""Delegates of one unit of work; how many it really is depends on how quick the machine is at that moment."""
READ = 500
"""Delegates that are compared at once with what was loaded."""
SMALL = 1000
"""A mission of so many entries is loaded in one unit of work."""
REST_SECONDS = 0.15
"""At least, between two parts: another process of SQLite's looks up to 0.1 s later whether it may write."""
_FRAME = ("mission", "delegation", "venue", "travel", "table", "slot", "session", "interpreter")

Progress = Callable[[int], None]


def _is_small(plan: MissionPlan, before: int) -> bool:
    """Whether it is loaded in one unit of work, all of it or nothing. before: entries of the last load."""
    return len(plan.delegates) <= SMALL and before <= SMALL


async def apply_in_parts(database: Database, plan: MissionPlan, progress: Progress = lambda _done: None) -> LoadReport:
    """Do what `apply` does, holding the database for a moment at a time.

    progress: called with the number of delegates that are done, after each part.

    Raises:
        MissionFileInvalid: something to be removed or changed has open meetings, or a delegation to be removed has
            delegates. Nothing was written.
    """
    if _is_small(plan, await _entries(database, plan)):
        delegates = entries(plan.delegates, plan.time_zone)
        async with database.unit() as session:
            return await apply(session, plan, delegates)
    report = LoadReport(plan.key)
    mission_id = await _load_frame(database, plan, report)
    await load_delegates_in_parts(database, LargeLoad(mission_id, plan, report, firms(plan)), progress)
    async with database.reading() as reading:
        report.delegates_not_in_file = await not_in_file(reading, mission_id, plan.delegates)
    async with database.unit() as session:
        loading = await _loading(session, mission_id, plan, report, "pair", "delegation", "session")
        for each in plan.delegations:
            loading.ledger.entry("delegation", each.key)
        await load_places(loading)
        await load_pairs(loading)
        await remove_delegations(loading)
        await finish(loading)
    return report


async def _load_frame(database: Database, plan: MissionPlan, report: LoadReport) -> int:
    """The mission's id."""
    async with database.unit() as session:
        loading = await begin(session, plan, report, _FRAME)
        _, venues = await load_frame(loading)
        await remove_frame(loading, venues)
        await refuse_populated(loading)
        if loading.errors:
            raise MissionFileInvalid(loading.errors)
        return loading.mission.id


@dataclass(frozen=True, slots=True)
class LargeLoad:
    """A load in parts, once its frame is there."""

    mission_id: int
    plan: MissionPlan
    report: LoadReport
    firms: Firms
    """Organisations that are to be loaded yet."""


async def load_delegates_in_parts(database: Database, load: LargeLoad, progress: Progress) -> None:
    """The delegates, as many at a time as hold the database for a moment."""
    plan, size = load.plan, FIRST
    seconds = PART_SECONDS if database.is_sqlite else SHARED_SECONDS
    for at in range(0, len(plan.delegates), READ):
        some = entries(plan.delegates[at : at + READ], plan.time_zone)
        async with database.reading() as reading:
            left = await to_write(reading, load.mission_id, some, load.firms, load.report)
        progress(at + len(some) - len(left))
        while left:
            took = await _write_part(database, load, left[:size])
            left = left[size:]
            progress(at + len(some) - len(left))
            size = max(LEAST, min(MOST, 2 * size, round(size * seconds / took)))
            await asyncio.sleep(max(REST_SECONDS, took))


async def _write_part(database: Database, load: LargeLoad, some: Sequence[DelegateEntry]) -> float:
    """How many seconds it kept others from writing."""
    keys = [key for each in some for key in (each.key, each.firm)]
    async with database.unit() as session:
        began = time.monotonic()  # what it waited for others before is no reason to do less
        loading = await _loading(
            session, load.mission_id, load.plan, load.report, "delegate", "organisation", keys=keys
        )
        delegations = await session.exec(select(Delegation).where(Delegation.mission_id == load.mission_id))
        await load_delegates(loading, {row.key: row for row in delegations.all()}, some, load.firms)
    return time.monotonic() - began


async def _loading(
    session: UnitSession,
    mission_id: int,
    plan: MissionPlan,
    report: LoadReport,
    *kinds: str,
    keys: Sequence[str] = (),
) -> Loading:
    mission = await session.get_one(Mission, mission_id)
    ledger = await Ledger.open(session, mission, report, kinds, keys)
    return Loading(session, plan, mission, ledger, Booked(session, mission))


async def _entries(database: Database, plan: MissionPlan) -> int:
    """How much the file said when it was last loaded."""
    mission = select(Mission.id).where(Mission.key == plan.key).scalar_subquery()
    async with database.reading() as session:
        found = select(func.count()).select_from(FileEntry).where(col(FileEntry.mission_id) == mission)
        return (await session.exec(found)).one()
