"""Loading a large mission in parts, so that no tap waits for more than one of them.

The frame comes first, all of it or nothing: what is wrong is found there. Then the delegates follow, some at a time. A
load that is cut short is completed by the next one.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from dataclasses import replace

from sqlmodel import col, func, select

from missions.loading.apply.apply import apply, begin, finish, load_frame, remove_frame
from missions.loading.apply.booked import Booked
from missions.loading.apply.delegates import load_delegates, not_in_file
from missions.loading.apply.frame import remove_delegations
from missions.loading.apply.ledger import Ledger, digest
from missions.loading.apply.loading import Loading
from missions.loading.apply.pairs import load_pairs
from missions.loading.apply.report import LoadReport
from missions.loading.plan.errors import MissionFileInvalid
from missions.loading.plan.values import MissionPlan
from missions.names import fold
from storage.database import Database, UnitSession
from storage.tables import Delegation, FileEntry, Mission

PART_SECONDS = 0.1
"""How long one unit of work should hold the database: others wait for it on SQLite."""
LEAST, FIRST, MOST = 5, 25, 250
"""Delegates of one unit of work; how many it really is depends on how quick the machine is at that moment."""
SMALL = 1000
"""A mission of so many entries is loaded in one unit of work."""
REST_SECONDS = 0.15
"""At least, between two parts: another process of SQLite's looks up to 0.1 s later whether it may write."""
_FRAME = ("mission", "delegation", "venue", "travel", "table", "slot", "session", "interpreter")


async def apply_in_parts(database: Database, plan: MissionPlan) -> LoadReport:
    """Do what `apply` does, holding the database for a moment at a time.

    Raises:
        MissionFileInvalid: something to be removed or changed has open meetings.
    """
    if len(plan.delegates) <= SMALL and await _entries(database, plan) <= SMALL:
        async with database.unit() as session:
            return await apply(session, plan)
    report = LoadReport(plan.key)
    async with database.unit() as session:
        loading = await begin(session, plan, report, _FRAME)
        _, venues = await load_frame(loading)
        await remove_frame(loading, venues)
        if loading.errors:
            raise MissionFileInvalid(loading.errors)
        mission_id = loading.mission.id
    at, size = 0, FIRST
    while part := plan.delegates[at : at + size]:
        async with database.unit() as session:
            began = time.monotonic()  # what it waited for others before is no reason to do less
            await _load_part(session, mission_id, replace(plan, delegates=part), report)
        took = time.monotonic() - began
        at += size
        size = max(LEAST, min(MOST, round(size * PART_SECONDS / took)))
        await asyncio.sleep(max(REST_SECONDS, took))
    async with database.reading() as reading:
        report.delegates_not_in_file = await not_in_file(reading, mission_id, plan.delegates)
    async with database.unit() as session:
        loading = await _loading(session, mission_id, plan, report, "pair", "delegation")
        for each in plan.delegations:
            loading.ledger.entry("delegation", each.key)
        await load_pairs(loading)
        await remove_delegations(loading)
        await finish(loading)
    return report


async def _load_part(session: UnitSession, mission_id: int, plan: MissionPlan, report: LoadReport) -> None:
    keys = [key for each in plan.delegates for key in (digest(each.file_key), fold(each.organisation))]
    loading = await _loading(session, mission_id, plan, report, "delegate", "organisation", keys=keys)
    delegations = await session.exec(select(Delegation).where(Delegation.mission_id == mission_id))
    await load_delegates(loading, {row.key: row for row in delegations.all()})


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
    return Loading(session, plan, mission, ledger, Booked([], {}, {}))


async def _entries(database: Database, plan: MissionPlan) -> int:
    """How much the file said when it was last loaded."""
    mission = select(Mission.id).where(Mission.key == plan.key).scalar_subquery()
    async with database.reading() as session:
        found = select(func.count()).select_from(FileEntry).where(col(FileEntry.mission_id) == mission)
        return (await session.exec(found)).one()
