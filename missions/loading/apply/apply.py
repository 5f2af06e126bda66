"""Applies a plan to the tables, all of it or nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from sqlmodel import select

from missions.loading.apply import moved
from missions.loading.apply.booked import Booked
from missions.loading.apply.delegates import load_delegates, not_in_file
from missions.loading.apply.entries import DelegateEntry, entries, firms
from missions.loading.apply.frame import load_delegations, load_venues, remove_delegations, remove_venues
from missions.loading.apply.interpreters import load_interpreters, remove_interpreters
from missions.loading.apply.ledger import Ledger
from missions.loading.apply.loading import Loading
from missions.loading.apply.pairs import load_pairs
from missions.loading.apply.promised import refuse_contradictions
from missions.loading.apply.report import LoadReport
from missions.loading.apply.sessions import load_places, load_sessions, remove_sessions
from missions.loading.apply.slots import load_slots, remove_slots
from missions.loading.apply.tables import load_tables, remove_tables
from missions.loading.apply.travel import load_travel, remove_travel
from missions.loading.plan.errors import MissionFileInvalid
from missions.loading.plan.settings import columns, settings_of
from missions.loading.plan.values import MissionPlan, MissionSettings
from missions.operations import zone_rules
from missions.rules.who_may_meet import MissionRules
from missions.settings import changing
from storage.database import UnitSession
from storage.tables import Audit, Delegation, Mission, Venue

_DEFAULTS = {
    name: [*default] if isinstance(default, tuple) else default
    for name, _kind, default in settings_of(MissionSettings)
    if name in {column for columns in changing.COLUMNS.values() for column in columns}
}
"""Of the settings that the desk changes, by column."""


async def apply(
    session: UnitSession, plan: MissionPlan, delegates: Sequence[DelegateEntry] | None = None
) -> LoadReport:
    """Create the mission of this key, or bring it up to what the file says.

    A value is written if it is new in the file or has changed there since the last load: a value changed in the chat
    stays until the file changes it. Things that the file no longer has are removed, except delegates.
    delegates: the plan's, where they are worked out already, so that nothing waits for that.

    Raises:
        MissionFileInvalid: something to be removed or changed has open meetings. Roll the unit of work back.
    """
    loading = await begin(session, plan, LoadReport(plan.key))
    delegations, venues = await load_frame(loading)
    delegates = entries(plan.delegates, plan.time_zone) if delegates is None else delegates
    await load_delegates(loading, delegations, delegates, firms(plan))
    await load_places(loading)
    await load_pairs(loading)
    # Dependent rows first.
    await remove_frame(loading, venues)
    await remove_delegations(loading)
    loading.report.delegates_not_in_file = await not_in_file(session, loading.mission.id, plan.delegates)
    await finish(loading)
    return loading.report


async def begin(session: UnitSession, plan: MissionPlan, report: LoadReport, kinds: Sequence[str] = ()) -> Loading:
    """Make sure that the mission is there, as the file says. kinds: what of the ledger is wanted; all where empty."""
    values = _values(plan)
    mission = (await session.exec(select(Mission).where(Mission.key == plan.key))).first()
    is_new = mission is None
    rules_before = MissionRules.of(mission) if mission is not None else None
    if mission is None:
        mission = Mission(key=plan.key, **values)
        session.add(mission)
        await session.flush()
    # Else the hours of an unchanged file would look like others where the rules of its zone have changed.
    await zone_rules.settle(session, mission)
    booked = Booked(session, mission)
    ledger = await Ledger.open(session, mission, report, kinds)
    if is_new:
        ledger.create("mission", plan.key, mission, values)
    else:
        before = (mission.time_zone, mission.starts_on, mission.ends_on)
        request_hours = mission.request_hours
        ledger.knew("mission", plan.key, _DEFAULTS)
        if ledger.merge("mission", plan.key, mission, values):
            await changing.follow(session, mission, request_hours)
        if before != (mission.time_zone, mission.starts_on, mission.ends_on):
            await zone_rules.renew(session, mission)
    return Loading(session, plan, mission, ledger, booked, rules_before)


async def load_frame(loading: Loading) -> tuple[dict[str, Delegation], dict[str, Venue]]:
    """All but the delegates and what is said of them. Those whose meetings it puts elsewhere read it."""
    await refuse_contradictions(loading)
    before = await moved.places(loading.session, loading.mission)
    delegations = await load_delegations(loading)
    venues = await load_venues(loading)
    await load_travel(loading, venues)
    await load_tables(loading, venues)
    await load_slots(loading, venues)
    await load_sessions(loading, venues)
    await load_interpreters(loading)
    await moved.tell(loading, before)
    return delegations, venues


async def remove_frame(loading: Loading, venues: Mapping[str, Venue]) -> None:
    """What of the frame the file has no more, what stands on something before it; delegations have delegates."""
    await remove_slots(loading)
    await remove_sessions(loading)
    await remove_tables(loading)
    await remove_travel(loading, venues)
    await remove_venues(loading)
    await remove_interpreters(loading)


async def finish(loading: Loading) -> None:
    """Write down that it was loaded.

    Raises:
        MissionFileInvalid: something of it was wrong. Roll the unit of work back.
    """
    session, mission = loading.session, loading.mission
    if loading.errors:
        raise MissionFileInvalid(loading.errors)
    if loading.report.changed_anything:
        session.add(Audit(at=session.now, mission_id=mission.id, act="mission.load", subject=f"mission:{mission.id}"))
    await session.flush()


def _values(plan: MissionPlan) -> dict[str, Any]:
    return {
        **columns(plan, "key"),
        "may_meet": [
            *({"one": asdict(one), "other": asdict(other)} for one, other in plan.may_meet),
            *({"one": asdict(one), "other": asdict(other), "never": True} for one, other in plan.may_not_meet),
        ],
        "tags": [dict(tag) for tag in plan.tags],
    }
