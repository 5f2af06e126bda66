"""Writes what a sheet brings, by the same steps as a mission file, a moment at a time: no tap waits for more than one.

All that could be refused is looked at first, with the frame; from then on each step can be done again. What is cut
short is completed when it is written again: the clock does so, since its job is still there.
"""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from missions.loading.apply.apply import finish, load_frame
from missions.loading.apply.booked import Booked
from missions.loading.apply.delegates import load_organisations
from missions.loading.apply.entries import Firms, firms
from missions.loading.apply.in_parts import LargeLoad, Progress, load_delegates_in_parts
from missions.loading.apply.ledger import SHEET, Ledger, digest
from missions.loading.apply.loading import Loading
from missions.loading.apply.pairs import load_pairs
from missions.loading.apply.report import LoadReport
from missions.loading.apply.sessions import load_places
from missions.loading.apply.slots import remove_slots
from missions.loading.plan.errors import MissionFileInvalid
from missions.loading.plan.values import MissionPlan
from missions.names import fold
from missions.operations import zone_rules
from missions.rules.who_may_meet import MissionRules
from missions.sheets.understood import Understood
from storage.database import Database, UnitSession
from storage.tables import Delegate, Mission, ProgrammeSession

_FRAME = ("delegation", "venue", "travel", "table", "slot", "session", "interpreter", "pair")


async def write(
    database: Database,
    mission_id: int,
    found: Understood,
    progress: Progress = lambda _done: None,
) -> LoadReport:
    """Write what was understood of a file.

    Raises:
        MissionFileInvalid: it contradicts confirmed meetings. Nothing was written.
    """
    plan = found.plan
    report = LoadReport(plan.key)
    of_nobody: Firms = {fold(name): {"name": name, "kind": kind} for name, kind in found.firms.items()}
    for each in plan.delegates:
        of_nobody.pop(fold(each.organisation), None)
    async with database.unit() as session:
        for number, key in found.adopted.items():
            (await session.get_one(ProgrammeSession, number)).key = key
        for number, key in found.named.items():
            (await session.get_one(Delegate, number)).file_key = key
        await session.flush()
        loading = await _loading(session, mission_id, plan, report)
        await load_frame(loading)
        await remove_slots(loading)
        await load_organisations(loading, set(of_nobody), of_nobody)
        if loading.errors:
            raise MissionFileInvalid(loading.errors)
    await load_delegates_in_parts(database, LargeLoad(mission_id, plan, report, firms(plan)), progress)
    async with database.unit() as session:
        loading = await _loading(session, mission_id, plan, report)
        await load_places(loading)
        await load_pairs(loading)
        await finish(loading)
    return report


async def _loading(session: UnitSession, mission_id: int, plan: MissionPlan, report: LoadReport) -> Loading:
    mission = await session.get_one(Mission, mission_id)
    await zone_rules.settle(session, mission)
    ledger = await Ledger.open(session, mission, report, _FRAME, source=SHEET)
    # Slots of a day that the sheet names are all slots of that day; what else it leaves out stays.
    zone = ZoneInfo(mission.time_zone)
    days = {each.starts_at.astimezone(zone).date() for each in plan.slots}
    ledger.only("slot", lambda key: datetime.fromisoformat(key).astimezone(zone).date() in days)
    pairs = {digest([each.one, each.other]) for each in plan.pairs}
    ledger.only("pair", lambda key: key in pairs)
    return Loading(session, plan, mission, ledger, Booked(session, mission), MissionRules.of(mission))
