"""Roles in a mission: delegate, organiser, owner. Every use case that acts on others asks here."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import bindparam
from sqlmodel import col, select

from locales import N_
from missions.errors import Refusal
from storage import quarantine
from storage.database import UnitSession
from storage.tables import Delegate, DelegateStatus, Mission, Person, Role, RoleKind

NOT_FOR_YOU = N_("Only the organisers of the mission can do this.")
NO_DELEGATE = N_("You are not registered for a mission yet. Please open the invitation link you were sent.")
ONLY_ORGANISES = N_("You organise this mission and are none of its delegates: everything of yours is at the /desk.")
STATUS_REFUSALS = {
    DelegateStatus.INVITED: NO_DELEGATE,
    DelegateStatus.PENDING: N_("The organisers have not confirmed your registration yet. You will be told here."),
    DelegateStatus.QUESTIONED: N_("The organisers asked you to complete your profile: /profile"),
    DelegateStatus.REFUSED: N_("Your registration was not accepted, so this is not open to you."),
    DelegateStatus.PAUSED: N_("Your participation is paused. Resume it in /profile first."),
    DelegateStatus.LEFT: N_("You have left this mission. Open your invitation link to come back."),
    DelegateStatus.SUSPENDED: N_("The organisers have suspended your participation. Please contact them."),
    DelegateStatus.REMOVED: N_("The organisers have ended your participation in this mission."),
}

ACTIVE = (DelegateStatus.INVITED, DelegateStatus.PENDING, DelegateStatus.QUESTIONED, DelegateStatus.APPROVED)
"""Who takes part, or may yet: neither refused, paused nor gone."""

# Asked for nearly every update: built once.
_PROFILES = (
    select(Delegate)
    .join(Mission, col(Mission.id) == col(Delegate.mission_id))
    .where(Delegate.person_id == bindparam("person"))
    .order_by(col(Mission.starts_on).desc())
)
_NEWEST_FIRST = select(Mission).order_by(col(Mission.starts_on).desc())
_ORGANISED = _NEWEST_FIRST.where(
    col(Mission.id).in_(
        select(Role.mission_id).where(
            Role.person_id == bindparam("person"),
            Role.kind == RoleKind.ORGANISER,
            col(Role.confirmed_at).is_not(None),
        )
    )
)


async def delegates_of(session: UnitSession, person: Person) -> Sequence[Delegate]:
    """The person's profiles, that of the mission they look at first, then the newest mission's."""
    found = await session.exec(_PROFILES, params={"person": person.id})
    return sorted(found.all(), key=lambda delegate: delegate.mission_id != person.mission_id)


async def delegate_of(session: UnitSession, person: Person) -> Delegate | None:
    """The person's profile in their current mission."""
    return next(iter(await delegates_of(session, person)), None)


async def require_delegate(session: UnitSession, person: Person) -> Delegate:
    """The person's approved profile.

    Raises:
        Refusal: there is none, or it is not approved (yet), or paused.
    """
    delegate = await delegate_of(session, person)
    if delegate is None:
        raise await no_delegate(session, person)
    if delegate.status is not DelegateStatus.APPROVED:
        raise Refusal(STATUS_REFUSALS[delegate.status])
    return delegate


async def no_delegate(session: UnitSession, person: Person) -> Refusal:
    """The refusal for a person who is no delegate: it points an organiser to the desk, others to their invitation."""
    return Refusal(ONLY_ORGANISES if await organised_by(session, person) else NO_DELEGATE)


async def organised_by(session: UnitSession, person: Person) -> Sequence[Mission]:
    """The missions this person organises, the one they look at first, then the newest: all of them for an owner."""
    missions = await (
        session.exec(_NEWEST_FIRST) if person.owner else session.exec(_ORGANISED, params={"person": person.id})
    )
    return sorted(missions.all(), key=lambda mission: mission.id != person.mission_id)


async def require_organiser(session: UnitSession, person: Person, mission_id: int | None = None) -> Mission:
    """The mission with this id, or the one the person looks at, if the person organises it.

    Raises:
        Refusal: they do not.
    """
    for mission in await organised_by(session, person):
        if mission_id in (None, mission.id):
            return mission
    raise Refusal(NOT_FOR_YOU)


async def organisers(session: UnitSession, mission_id: int) -> Sequence[Person]:
    """The people to whom the desk's notices of a mission go: its organisers, and the owners."""
    organises = select(Role.person_id).where(
        Role.mission_id == mission_id, Role.kind == RoleKind.ORGANISER, col(Role.confirmed_at).is_not(None)
    )
    wanted = select(Person).where(col(Person.id).in_(organises) | col(Person.owner).is_(True))
    return await quarantine.rows(session, Person, wanted.order_by(col(Person.id)))
