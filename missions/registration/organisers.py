"""Roles of organisers: a link requests one, an owner confirms it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import col, select

from locales import N_
from missions.audit import record
from missions.errors import Refusal
from missions.notices import Notice
from missions.registration import invitations
from missions.registration.invitations import Opened
from storage.database import UnitSession
from storage.tables import Person, Role, RoleKind

OWNERS_ONLY = N_("Only the owner can decide this.")
DECIDED = N_("This has already been decided.")
ALREADY = N_("You already have this role in the mission.")


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleAsked(Notice):
    """To an owner: someone opened an organisers' link. called: the name and @username that Telegram reports."""

    role_id: int
    called: str
    person_id: int | None = None
    """Who that is; empty in notices that were kept before they had it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleAnswered(Notice):
    """To the person who asked: the owner's decision."""

    mission_id: int
    kind: RoleKind
    accepted: bool


async def ask(session: UnitSession, opened: Opened, person: Person, called: str) -> list[Notice]:
    """Use an organisers' link: the role waits for an owner's word.

    Raises:
        Refusal: the person has the role, or the link is used up.
    """
    kind = RoleKind(opened.invitation.role)
    mine = select(Role).where(Role.mission_id == opened.mission.id, Role.person_id == person.id, Role.kind == kind)
    role = (await session.exec(mine)).first()
    if person.owner or (role is not None and role.confirmed_at is not None):
        raise Refusal(ALREADY)
    if role is not None:
        return []
    await invitations.use(session, opened, person)
    role = Role(mission_id=opened.mission.id, person_id=person.id, kind=kind, called=called, created_at=session.now)
    session.add(role)
    await session.flush()
    record(session, person, role.mission_id, "role.ask", f"role:{role.id}", kind=kind.value)
    return [
        RoleAsked(to=owner.id, role_id=role.id, person_id=person.id, called=called) for owner in await _owners(session)
    ]


async def answer(session: UnitSession, owner: Person, role_id: int, *, accept: bool) -> list[Notice]:
    """Confirm or refuse a requested role.

    Raises:
        Refusal: not an owner, or it is decided.
    """
    if not owner.owner:
        raise Refusal(OWNERS_ONLY)
    role = await session.get(Role, role_id, with_for_update=True)
    if role is None or role.confirmed_at is not None:
        raise Refusal(DECIDED)
    if accept:
        role.confirmed_at = session.now
        session.add(role)
    else:
        await session.delete(role)
        await invitations.bar(session, role.mission_id, role.person_id, role=role.kind.value)
    record(session, owner, role.mission_id, "role.accept" if accept else "role.refuse", f"role:{role.id}")
    return [RoleAnswered(to=role.person_id, mission_id=role.mission_id, kind=role.kind, accepted=accept)]


async def _owners(session: UnitSession) -> list[Person]:
    return list((await session.exec(select(Person).where(col(Person.owner).is_(True)))).all())
