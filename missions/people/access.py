"""Roles in a mission: delegate, organiser, owner. Every use case that acts on others asks here."""

from __future__ import annotations

from collections.abc import Sequence

from sqlmodel import col, select

from locales import N_
from missions.errors import Refusal
from missions.people.mission_meant import meant, parts_of, show
from storage import quarantine
from storage.database import UnitSession
from storage.tables import Delegate, DelegateStatus, Mission, Person, Role, RoleKind

NOT_FOR_YOU = N_("Only the organisers of the mission can do this.")
NO_MISSION_YET = N_("There is no mission yet. You can begin one: /menu")
NO_DELEGATE = N_("You are not registered for a mission yet. Please open your invitation link.")
ONLY_ORGANISES = N_("You organise this mission and are not one of its delegates: use the /desk.")
ONLY_INTERPRETS = N_("You interpret in this mission: use /today and /agenda.")
STATUS_REFUSALS = {
    DelegateStatus.INVITED: NO_DELEGATE,
    DelegateStatus.PENDING: N_("The organisers have not approved your registration yet. Their answer will come here."),
    DelegateStatus.QUESTIONED: N_("The organisers asked you to complete your profile: /profile"),
    DelegateStatus.REFUSED: N_(
        "Your registration was not approved. You can edit your profile and send it again: /profile"
    ),
    DelegateStatus.PAUSED: N_("Your participation is paused. Resume it in /profile first."),
    DelegateStatus.LEFT: N_("You have left this mission. Open your invitation link to come back."),
    DelegateStatus.SUSPENDED: N_("The organisers have suspended your participation. Please contact them."),
    DelegateStatus.REMOVED: N_("The organisers have ended your participation in this mission."),
}

ACTIVE = (DelegateStatus.INVITED, DelegateStatus.PENDING, DelegateStatus.QUESTIONED, DelegateStatus.APPROVED)
"""Who takes part, or may yet: neither refused, paused nor gone."""


async def delegate_of(session: UnitSession, person: Person) -> Delegate | None:
    """The person's profile in the mission that they mean; none where a button names a mission without one."""
    asked = meant(session, person).asked
    for part in await parts_of(session, person):
        if part.delegate is not None and asked in (None, part.mission.id):
            show(session, person, part.mission.id)
            return part.delegate
    return None


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
    """The refusal for a person who is no delegate: it points an organiser to the desk, an interpreter to their day,
    others to their invitation."""
    parts, asked = await parts_of(session, person), meant(session, person).asked
    if any(part.interpreter is not None and asked in (None, part.mission.id) for part in parts[:1]):
        return Refusal(ONLY_INTERPRETS)
    return Refusal(ONLY_ORGANISES if any(part.organises for part in parts) else NO_DELEGATE)


async def organised_by(session: UnitSession, person: Person) -> Sequence[Mission]:
    """The missions this person organises, the one that they mean first: all of them for an owner."""
    return [part.mission for part in await parts_of(session, person) if part.organises]


async def require_organiser(session: UnitSession, person: Person, mission_id: int | None = None) -> Mission:
    """The mission with this id, or the one that the person means, if the person organises it.

    Raises:
        Refusal: they do not.
    """
    wanted = mission_id or meant(session, person).asked
    organised = await organised_by(session, person)
    for mission in organised:
        if wanted in (None, mission.id):
            show(session, person, mission.id, at_desk=True)
            return mission
    raise Refusal(NO_MISSION_YET if person.owner and not organised else NOT_FOR_YOU)


async def organisers(session: UnitSession, mission_id: int) -> Sequence[Person]:
    """The people to whom the desk's notices of a mission go: its organisers, and the owners."""
    organises = select(Role.person_id).where(
        Role.mission_id == mission_id, Role.kind == RoleKind.ORGANISER, col(Role.confirmed_at).is_not(None)
    )
    wanted = select(Person).where(col(Person.id).in_(organises) | col(Person.owner).is_(True))
    return await quarantine.rows(session, Person, wanted.order_by(col(Person.id)))
