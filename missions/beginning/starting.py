"""An owner begins a mission in the chat: the same that a file with these lines would load."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from sqlmodel import col, select

from locales import N_
from missions.audit import record
from missions.beginning import days
from missions.beginning.draft import MissionDraft, plan
from missions.errors import Refusal
from missions.loading.apply.apply import apply
from missions.loading.plan.errors import MissionFileInvalid
from missions.people.mission_meant import choose
from storage.database import UnitSession
from storage.tables import Mission, Person

NOT_YOURS = N_("Only an owner of this bot can begin a mission.")
INCOMPLETE = N_("Title, days, place and time zone are needed first.")


def require_owner(person: Person) -> None:
    """Only who organises every mission may begin one.

    Raises:
        Refusal: they are no owner.
    """
    if not person.owner:
        raise Refusal(NOT_YOURS)


async def begin(session: UnitSession, owner: Person, draft: MissionDraft, language: str) -> Mission:
    """The mission of a draft, which the owner means from now on.

    Raises:
        Refusal: they are no owner, or the draft lacks an answer or is over by now.
    """
    require_owner(owner)
    if not (draft.title and draft.starts_on and draft.place and draft.time_zone):
        raise Refusal(INCOMPLETE)
    if draft.days[1] < session.now.astimezone(ZoneInfo(draft.time_zone)).date():
        raise Refusal(days.OVER)
    known = (await session.exec(select(Mission.key).order_by(col(Mission.id)))).all()
    planned = plan(draft, language, known)
    try:
        await apply(session, planned)
    except MissionFileInvalid as invalid:
        raise Refusal(INCOMPLETE) from invalid
    mission = (await session.exec(select(Mission).where(Mission.key == planned.key))).one()
    record(session, owner, mission.id, "mission.begin", f"mission:{mission.id}")
    await choose(session, owner, mission.id, NOT_YOURS)
    return mission
