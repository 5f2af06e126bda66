"""Invitation links: create, open and use them. A link leads into one mission, in one role, until it ends."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement
from sqlmodel import col, select, update

from locales import N_
from missions.audit import record
from missions.errors import Refusal
from storage.database import UnitSession
from storage.tables import Delegate, InterpreterChat, Invitation, InvitationUse, Mission, Person

DELEGATE = "delegate"
"""The role of a link with which delegates join; any other is a RoleKind."""

UNKNOWN = N_("This link is not valid. Please ask the organisers for a new one.")
EXPIRED = N_("This link has expired. Please ask the organisers for a new one.")
REVOKED = N_("This link has been withdrawn. Please ask the organisers for a new one.")
USED_UP = N_("This link has no uses left. Please ask the organisers for a new one.")
BARRED = N_("This link is no longer valid for you. Please ask the organisers.")
INTERPRETS = N_("You interpret in this mission: you cannot be one of its delegates as well.")
CLOSED = N_("This mission is over: no one can join it.")


@dataclass(frozen=True, slots=True)
class Opened:
    """A link that this person may follow."""

    invitation: Invitation
    mission: Mission
    used: bool
    """This person used it before: it is not counted again."""
    delegate: Delegate | None
    """The profile that the person already has in the mission."""


def mission_ends(mission: Mission) -> datetime:
    """The midnight that ends its last day, in its own time."""
    return datetime.combine(mission.ends_on + timedelta(days=1), time(), ZoneInfo(mission.time_zone))


async def create(  # noqa: PLR0917 - what a link is, in the order in which one would say it
    session: UnitSession,
    mission_id: int,
    role: str = DELEGATE,
    delegation_id: int | None = None,
    uses: int = 1,
    expires_at: datetime | None = None,
    created_by: Person | None = None,
    delegate_id: int | None = None,
    interpreter_id: int | None = None,
) -> Invitation:
    """A new link of 144 random bits. With delegate_id it claims that profile, with interpreter_id that interpreter's
    entry. These and organisers’ links work once."""
    if role != DELEGATE or delegate_id is not None:
        uses = 1
    invitation = Invitation(
        mission_id=mission_id,
        token=secrets.token_urlsafe(18),
        role=role,
        delegation_id=delegation_id,
        delegate_id=delegate_id,
        interpreter_id=interpreter_id,
        uses=uses,
        uses_left=uses,
        expires_at=expires_at,
        created_by=created_by.id if created_by else None,
        created_at=session.now,
    )
    session.add(invitation)
    await session.flush()
    record(session, created_by, mission_id, "invitation.create", f"invitation:{invitation.id}", role=role)
    return invitation


async def open(session: UnitSession, token: str, person: Person) -> Opened:  # noqa: A001 - what people do to a link
    """Look at a link without using it.

    Raises:
        Refusal: there is no such link, or it is over for this person.
    """
    invitation = (await session.exec(select(Invitation).where(Invitation.token == token))).first()
    if invitation is None:
        raise Refusal(UNKNOWN)
    return await _opened(session, invitation, person)


async def is_code(session: UnitSession, code: str) -> bool:
    """Whether there is, or was, an invitation with this code."""
    return (await session.exec(select(Invitation.id).where(Invitation.token == code))).first() is not None


async def reopen(session: UnitSession, invitation_id: int, person: Person) -> Opened:
    """The same by its number, as a button under the greeting has it.

    Raises:
        Refusal: as open.
    """
    invitation = await session.get(Invitation, invitation_id)
    if invitation is None:
        raise Refusal(UNKNOWN)
    return await _opened(session, invitation, person)


async def use(session: UnitSession, opened: Opened, person: Person) -> None:
    """Count one use, atomically, unless this person was counted before.

    Raises:
        Refusal: someone else was quicker.
    """
    if opened.used:
        return
    left = await session.exec(
        update(Invitation)
        .where(
            col(Invitation.id) == opened.invitation.id,
            col(Invitation.uses_left) > 0,
            col(Invitation.revoked_at).is_(None),
        )
        .values(uses_left=Invitation.uses_left - 1)
    )
    if left.rowcount != 1:
        raise Refusal(USED_UP)
    session.add(InvitationUse(invitation_id=opened.invitation.id, person_id=person.id, at=session.now))
    await session.flush()


async def bar(
    session: UnitSession, mission_id: int, person_id: int, *, role: str = DELEGATE, barred: bool = True
) -> None:
    """Close, or open again, the links of a mission that this person has used."""
    links = select(Invitation.id).where(Invitation.mission_id == mission_id, Invitation.role == role)
    uses = update(InvitationUse).where(
        col(InvitationUse.person_id) == person_id, col(InvitationUse.invitation_id).in_(links)
    )
    await session.exec(uses.values(barred_at=session.now if barred else None))


async def _opened(session: UnitSession, invitation: Invitation, person: Person) -> Opened:
    mission = await session.get_one(Mission, invitation.mission_id)
    mine = select(InvitationUse).where(
        InvitationUse.invitation_id == invitation.id, InvitationUse.person_id == person.id
    )
    use = (await session.exec(mine)).first()
    profile = select(Delegate).where(Delegate.mission_id == mission.id, Delegate.person_id == person.id)
    opened = Opened(
        invitation,
        mission,
        used=use is not None,
        delegate=(await session.exec(profile)).first(),
    )
    if opened.delegate is None and mission_ends(mission) <= session.now:
        raise Refusal(CLOSED)
    if use is not None and use.barred_at is not None:
        raise Refusal(BARRED)
    if invitation.role == DELEGATE and opened.delegate is None and await _interprets(session, mission, person):
        raise Refusal(INTERPRETS)
    # A person who has used the link, or is registered, may open it after it has ended: they see where they are.
    if not opened.used and (opened.delegate is None or invitation.role != DELEGATE):
        _check(session, invitation)
    return opened


async def _interprets(session: UnitSession, mission: Mission, person: Person) -> bool:
    mine = select(InterpreterChat.id).where(
        InterpreterChat.mission_id == mission.id, InterpreterChat.person_id == person.id
    )
    return (await session.exec(mine)).first() is not None


def usable(now: datetime) -> tuple[ColumnElement[bool], ...]:
    """Conditions on `Invitation` for what `_check` lets pass."""
    in_time = col(Invitation.expires_at).is_(None) | (col(Invitation.expires_at) > now)
    return col(Invitation.revoked_at).is_(None), col(Invitation.uses_left) > 0, in_time


def _check(session: UnitSession, invitation: Invitation) -> None:
    if invitation.revoked_at is not None:
        raise Refusal(REVOKED)
    if invitation.expires_at is not None and invitation.expires_at <= session.now:
        raise Refusal(EXPIRED)
    if invitation.uses_left < 1:
        raise Refusal(USED_UP)
