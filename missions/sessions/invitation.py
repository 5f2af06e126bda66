"""Who may sign up for a session: everyone, or delegations, kinds of organisations and single people."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlmodel import col, select

from missions.people.reach import reach
from missions.sessions import places
from missions.sessions.desk import SignedUp
from storage.database import UnitSession
from storage.tables import (
    HOLDING,
    Delegate,
    Delegation,
    Loss,
    Organisation,
    Person,
    ProgrammeSession,
    SignUp,
    SignUpState,
)

GUEST = "delegate"
"""The key of an entry that invites a single person, by their id."""
_SIDE = ("delegation", "kind")


def is_invited(invited: Iterable[Mapping[str, Any]], side: Mapping[str, Any]) -> bool:
    """Whether one of these entries is the delegate's: an empty value stands for any; no entry at all, for everyone."""
    entries = list(invited)
    return not entries or any(_names(each, side) for each in entries)


def _names(entry: Mapping[str, Any], side: Mapping[str, Any]) -> bool:
    if GUEST in entry:
        return bool(entry[GUEST] == side[GUEST])
    return all(not entry.get(name) or entry[name] == side[name] for name in _SIDE)


async def side_of(session: UnitSession, delegate: Delegate) -> Mapping[str, Any]:
    """What invitations may name a delegate by."""
    delegation = await session.get_one(Delegation, delegate.delegation_id)
    organisation = await session.get_one(Organisation, delegate.organisation_id)
    return _side(delegate.id, delegation.key, organisation)


def _side(delegate_id: int, delegation: str, organisation: Organisation) -> Mapping[str, Any]:
    return {"delegation": delegation, "kind": organisation.kind.value, GUEST: delegate_id}


async def losing(session: UnitSession, session_id: int, invited: Sequence[Mapping[str, Any]]) -> Sequence[SignedUp]:
    """Who signed up, or waits, and is not among these, by name."""
    if not invited:
        return []
    statement = (
        select(SignUp, Delegate, Organisation, Person)
        .join(Delegate, col(Delegate.id) == col(SignUp.delegate_id))
        .join(Organisation, col(Organisation.id) == col(Delegate.organisation_id))
        .outerjoin(Person, col(Person.id) == col(Delegate.person_id))
        .where(SignUp.session_id == session_id, SignUp.state != SignUpState.LEFT)
        .order_by(col(Delegate.name_key), col(Delegate.id))
    )
    keys = dict((await session.exec(select(Delegation.id, Delegation.key))).all())
    return [
        SignedUp(sign_up, delegate, organisation.name, reach(person))
        for sign_up, delegate, organisation, person in (await session.exec(statement)).all()
        if not is_invited(invited, _side(delegate.id, keys[delegate.delegation_id], organisation))
    ]


async def invite(session: UnitSession, row: ProgrammeSession, invited: Sequence[Mapping[str, Any]]) -> int:
    """Invite these alone; who signed up and is not among them loses their place and reads so. How many these are."""
    await places.lock(session, row.id)
    out = await losing(session, row.id, invited)
    row.invited = [dict(each) for each in invited]
    session.add(row)
    for sign_up in (each.sign_up for each in out):
        if sign_up.state in HOLDING:
            await places.release(session, sign_up)
        sign_up.state, sign_up.offered_until = SignUpState.LEFT, None
        sign_up.loss, sign_up.lost_at = Loss.INVITATION, session.now
        session.add(sign_up)
    await places.settle(session, row)
    return len(out)


async def forget_guest(session: UnitSession, delegate: Delegate) -> None:
    """Take an erased delegate out of invitations. Their entry stays without a name: a session for one person would be
    open to everyone without it."""
    rows = await session.exec(select(ProgrammeSession).where(ProgrammeSession.mission_id == delegate.mission_id))
    for row in rows:
        if any(each.get(GUEST) == delegate.id for each in row.invited):
            row.invited = [{GUEST: 0} if each.get(GUEST) == delegate.id else each for each in row.invited]
            session.add(row)
