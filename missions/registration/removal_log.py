"""Who let people in or put them out, and when: the audit log, as the desk shows it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import col, select

from missions.people import access
from storage.database import UnitSession
from storage.tables import Audit, Delegate, Mission, Person, Role

NEWEST = 5
"""Acts shown at most."""
OF_DELEGATES = (
    *("delegate.approved", "delegate.refused", "delegate.suspended", "delegate.removed", "delegate.unclaim"),
    *("delegate.left", "delegate.claim"),
)
OF_ORGANISERS = ("role.accept", "role.refuse", "role.end")


@dataclass(frozen=True, slots=True)
class LoggedAct:
    """One act. by: what the person who did it is called; empty for the operator, or an account that was erased."""

    act: str
    at: datetime
    by: str


async def about_delegate(session: UnitSession, organiser: Person, delegate: Delegate) -> Sequence[LoggedAct]:
    """What was decided about a delegate, the newest first.

    Raises:
        Refusal: they do not organise the mission.
    """
    mission = await access.require_organiser(session, organiser, delegate.mission_id)
    return await _acts(session, mission, OF_DELEGATES, f"delegate:{delegate.id}")


async def about_organisers(session: UnitSession, owner: Person, mission: Mission) -> Sequence[LoggedAct]:
    """Who came to organise a mission, or does so no longer, the newest first.

    Raises:
        Refusal: as about_delegate.
    """
    return await _acts(session, await access.require_organiser(session, owner, mission.id), OF_ORGANISERS)


async def _acts(session: UnitSession, mission: Mission, acts: Sequence[str], subject: str = "") -> list[LoggedAct]:
    query = select(Audit).where(Audit.mission_id == mission.id, col(Audit.act).in_(acts))
    if subject:
        query = query.where(Audit.subject == subject)
    found = (await session.exec(query.order_by(col(Audit.id).desc()).limit(NEWEST))).all()
    names = await _names(session, mission.id, {each.actor_id for each in found if each.actor_id is not None})
    return [LoggedAct(each.act, each.at, names.get(each.actor_id or 0, "")) for each in found]


async def _names(session: UnitSession, mission_id: int, people: set[int]) -> dict[int, str]:
    """What each is called here: as an organiser, else by the profile, else by the number of the account."""
    accounts = select(Person.id, Person.telegram_id).where(col(Person.id).in_(people))
    names = {person: str(account or "") for person, account in await session.exec(accounts)}
    profiles = select(Delegate.person_id, Delegate.name).where(
        Delegate.mission_id == mission_id, col(Delegate.person_id).in_(people)
    )
    names |= {person: name for person, name in await session.exec(profiles) if person is not None}
    roles = select(Role.person_id, Role.called).where(Role.mission_id == mission_id, col(Role.person_id).in_(people))
    return names | {person: called for person, called in await session.exec(roles) if called}
