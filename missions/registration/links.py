"""Use cases of organisers for invitation links: make, list, revoke."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar

from locales import N_
from missions.audit import record
from missions.errors import Refusal
from missions.people.access import require_organiser
from missions.registration import invitations
from missions.registration.participation import GONE
from storage.database import UnitSession
from storage.tables import (
    Delegate,
    Delegation,
    Interpreter,
    InterpreterChat,
    Invitation,
    Mission,
    Person,
    RoleKind,
)

USES = (1, 10, 50, 200)
DAYS = (0, 1, 7, 30)
"""How long a link holds; 0 is until the mission ends."""

NO_LINK = N_("This link no longer exists.")
REVOKED = N_("This link has already been withdrawn.")
ENDED = N_("The mission has ended: a link until its end would not work.")
CLAIMED = N_("Someone has already claimed this profile.")
ENTRY_CLAIMED = N_("{name} is in the chat already.")
NO_CHOICE = N_("This choice is not available.")


@dataclass(frozen=True, slots=True)
class Link:
    """An invitation with what it leads to."""

    invitation: Invitation
    mission: Mission
    delegation: Delegation | None
    delegate: Delegate | None
    """Whose profile it claims, if it does."""
    interpreter: Interpreter | None = None
    """Whose entry it claims, if it does."""


async def make(
    session: UnitSession,
    organiser: Person,
    mission_id: int,
    *,
    role: str,
    delegation_id: int | None,
    uses: int,
    days: int,
) -> Link:
    """A new link into a mission. A link for an organiser works once, and an owner confirms who opens it.

    Raises:
        Refusal: not an organiser of this mission, or a choice that is not offered.
    """
    mission = await require_organiser(session, organiser, mission_id)
    if role not in (invitations.DELEGATE, RoleKind.ORGANISER) or uses not in USES or days not in DAYS:
        raise Refusal(NO_CHOICE)
    if delegation_id is not None:
        delegation = await session.get(Delegation, delegation_id)
        if delegation is None or delegation.mission_id != mission.id:
            raise Refusal(NO_CHOICE)
    expires_at = session.now + timedelta(days=days) if days else invitations.mission_ends(mission)
    if expires_at <= session.now:
        raise Refusal(ENDED)
    made = await invitations.create(
        session,
        mission.id,
        role=role,
        delegation_id=delegation_id,
        uses=uses,
        expires_at=expires_at,
        created_by=organiser,
    )
    return await _link(session, made)


async def claim(session: UnitSession, organiser: Person, delegate_id: int) -> Link:
    """The link with which an imported delegate claims the profile: the one that still holds, else a new one.

    Raises:
        Refusal: not an organiser of this mission; the profile is gone, or has its person.
    """
    delegate = await session.get(Delegate, delegate_id)
    if delegate is None:
        await require_organiser(session, organiser)
        raise Refusal(GONE)
    mission = await require_organiser(session, organiser, delegate.mission_id)
    if delegate.person_id is not None:
        raise Refusal(CLAIMED)
    held = (await session.exec(_holding(session).where(Invitation.delegate_id == delegate.id))).first()
    made = held or await invitations.create(session, mission.id, created_by=organiser, delegate_id=delegate.id)
    return await _link(session, made)


async def of_interpreter(session: UnitSession, organiser: Person, interpreter_id: int) -> Link:
    """The link with which an interpreter claims their entry: the one that still holds, else a new one.

    Raises:
        Refusal: not an organiser of this mission; the entry is gone, or has its person.
    """
    interpreter = await session.get(Interpreter, interpreter_id)
    if interpreter is None:
        await require_organiser(session, organiser)
        raise Refusal(GONE)
    mission = await require_organiser(session, organiser, interpreter.mission_id)
    linked = select(InterpreterChat.id).where(InterpreterChat.interpreter_id == interpreter.id)
    if (await session.exec(linked)).first() is not None:
        raise Refusal(ENTRY_CLAIMED, name=interpreter.name)
    held = (await session.exec(_holding(session).where(Invitation.interpreter_id == interpreter.id))).first()
    role = RoleKind.INTERPRETER.value
    made = held or await invitations.create(
        session, mission.id, role, created_by=organiser, interpreter_id=interpreter.id
    )
    return await _link(session, made)


async def listed(session: UnitSession, mission_id: int) -> Sequence[Link]:
    """The links that can still be used, the newest first, without those that claim a profile or an entry."""
    claims = col(Invitation.delegate_id).is_not(None) | col(Invitation.interpreter_id).is_not(None)
    general = (Invitation.mission_id == mission_id, ~claims)
    held = await session.exec(_holding(session).where(*general))
    return [await _link(session, invitation) for invitation in held.all()]


async def find(session: UnitSession, organiser: Person, invitation_id: int) -> Link:
    """One link.

    Raises:
        Refusal: not an organiser of its mission, gone, or taken back.
    """
    invitation = await session.get(Invitation, invitation_id, with_for_update=True)
    if invitation is None:
        await require_organiser(session, organiser)
        raise Refusal(NO_LINK)
    await require_organiser(session, organiser, invitation.mission_id)
    if invitation.revoked_at is not None:
        raise Refusal(REVOKED)
    return await _link(session, invitation)


async def revoke(session: UnitSession, organiser: Person, invitation_id: int) -> Link:
    """Revoke a link: it admits no more people; those who used it stay.

    Raises:
        Refusal: as find.
    """
    link = await find(session, organiser, invitation_id)
    link.invitation.revoked_at = session.now
    record(session, organiser, link.mission.id, "invitation.revoke", f"invitation:{invitation_id}")
    return link


def _holding(session: UnitSession) -> SelectOfScalar[Invitation]:
    return (
        select(Invitation)
        .where(
            *invitations.usable(session.now),
        )
        .order_by(col(Invitation.id).desc())
    )


async def _link(session: UnitSession, invitation: Invitation) -> Link:
    return Link(
        invitation,
        await session.get_one(Mission, invitation.mission_id),
        None if invitation.delegation_id is None else await session.get(Delegation, invitation.delegation_id),
        None if invitation.delegate_id is None else await session.get(Delegate, invitation.delegate_id),
        None if invitation.interpreter_id is None else await session.get(Interpreter, invitation.interpreter_id),
    )
