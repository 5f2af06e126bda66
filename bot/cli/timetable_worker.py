"""Making a timetable: the worker behind the organisers' button, and wasl timetable MISSION."""

from __future__ import annotations

import asyncio
import os
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from sqlmodel import select

from missions.solver import Plan, Progress, Status
from missions.timetables import drafts
from missions.timetables.draft_plan import TimetableDraft, draft_of
from missions.timetables.problem import Task, read
from storage import schema
from storage.database import Database
from storage.tables import Mission, Timetable, TimetableKind, TimetableState
from storage.tables.base import utc_now

BEAT_SECONDS = 1.0
MOST_WORKERS = 8
DONE, CANNOT, NO_PLAN = 0, 2, 3
UNDER_WAY = {TimetableState.MAKING: "made", TimetableState.PUBLISHING: "published"}

Shown = Callable[[dict[str, Any]], None]


class Making:
    """One draft, from its task to its plan. The search runs beside the loop, which tells every second how far it is."""

    def __init__(self, database: Database, timetable_id: int, shown: Shown | None = None) -> None:
        self._database = database
        self._id = timetable_id
        self._shown = shown
        self._stopped = threading.Event()
        self._progress: dict[str, Any] = {}
        self._bound: int | None = None
        self._parent = os.getppid()

    async def make(self) -> TimetableDraft | None:
        """Search, and keep what was found with the draft; None where there is no plan."""
        async with self._database.reading() as session:
            session.info["now"] = utc_now()
            row = await session.get_one(Timetable, self._id)
            mission = await session.get_one(Mission, row.mission_id)
            task = await read(session, mission, row.kind)
        if not task.wishes:
            async with self._database.unit() as session:
                await drafts.fail(session, self._id, drafts.EMPTY)
            return None
        plan = await self._search(task, row.kind, row.seconds or None)
        draft = draft_of(plan, task.wishes.values(), self._bound)
        async with self._database.unit() as session:
            await drafts.finish(session, self._id, draft, task.fingerprint)
            if plan.status is Status.INFEASIBLE:
                await drafts.fail(session, self._id, drafts.INFEASIBLE)
        return draft

    async def _search(self, task: Task, kind: TimetableKind, seconds: float | None) -> Plan:
        from missions.timetables.search import TimetableSearch  # noqa: PLC0415 - the solvers are heavy

        workers = max(1, min(MOST_WORKERS, os.cpu_count() or 1))
        search = TimetableSearch(task, kind, seconds, workers, self._report, self._stopped.is_set)
        searching = asyncio.ensure_future(asyncio.to_thread(search))
        while not searching.done():
            await self._beat()
            await asyncio.wait({searching}, timeout=BEAT_SECONDS)
        return searching.result()

    async def _beat(self) -> None:
        if self._shown is not None and self._progress:
            self._shown(self._progress)
        if os.getppid() != self._parent:
            # The process that started this one has died, and its successor starts another.
            os._exit(1)
        async with self._database.unit() as session:
            if await drafts.tell(session, self._id, self._progress):
                self._stopped.set()

    def _report(self, progress: Progress) -> None:
        """Called from the search's thread."""
        self._bound = progress.bound
        self._progress = {**asdict(progress), "stage": progress.stage.value, "seconds": round(progress.seconds, 1)}


async def work(timetable_id: int, url: str) -> int:
    """What the worker process does: the draft with this id, in this database."""
    database = Database(url)
    try:
        await Making(database, timetable_id).make()
    finally:
        await database.close()
    return DONE


async def make(key: str, url: str, seconds: int) -> int:
    """A draft for the mission with this key or number, made here and now; organisers look at it at the desk."""
    database = Database(url)
    try:
        await schema.upgrade(database)
        async with database.unit() as session:
            wanted = Mission.id == int(key) if key.isdecimal() else Mission.key == key
            mission = (await session.exec(select(Mission).where(wanted))).first()
            if mission is None:
                print(f"there is no mission {key}: wasl mission list", file=sys.stderr)
                return CANNOT
            published = await drafts.published(session, mission.id)
            earlier = await drafts.latest(session, mission.id)
            if earlier is not None and earlier.state in UNDER_WAY:
                print(f"{mission.key}: a timetable is being {UNDER_WAY[earlier.state]} already", file=sys.stderr)
                return CANNOT
            row = await drafts.begin(session, mission, TimetableKind.WHOLE, by=None, seconds=seconds)
            row.beat_at, row.attempts = session.now, 1
        began = time.monotonic()
        draft = await Making(database, row.id, _line).make()
    finally:
        await database.close()
    if sys.stderr.isatty():
        print(file=sys.stderr)
    if draft is None or draft.status == Status.INFEASIBLE.value:
        what = "nothing is wished yet" if draft is None else "what is agreed breaks a rule: see the desk"
        print(f"{key}: no timetable, {what}", file=sys.stderr)
        return NO_PLAN
    print("\n".join(_lines(key, draft, time.monotonic() - began, again=published is not None)))
    return DONE


def _line(progress: dict[str, Any]) -> None:
    if sys.stderr.isatty():
        told = f"{progress['placed']} of {progress['wished']} placed, at most {progress['bound']}: {progress['stage']}"
        print(f"\r{told} ({progress['seconds']:.0f} s)\033[K", end="", file=sys.stderr, flush=True)


def _lines(key: str, draft: TimetableDraft, seconds: float, *, again: bool) -> list[str]:
    bound = "" if draft.bound is None else f"; no plan places more than {draft.bound}"
    lines = [f"{key}: {draft.placed} of {draft.wished} placed{bound}", f"{draft.status} after {seconds:.1f} s"]
    lines += [f"{name}: {value:g} (bound {bound:g}, {scope})" for name, value, bound, scope in draft.levels]
    without = sum(not placed for _who, _wished, placed in draft.served)
    lines.append(f"people with wishes and no meeting: {without}")
    what = "what changes" if again else "it"
    lines.append(f"a draft: an organiser looks at {what} in /desk and publishes it")
    return lines
