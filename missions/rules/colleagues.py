"""Colleagues who ask the same counterpart: each should know of the other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import col, select

from missions.names import sort_key
from missions.notices import Notice
from storage.database import UnitSession
from storage.tables import BOOKED_STATES, LIVE_STATES, Delegate, Meeting


@dataclass(frozen=True, slots=True)
class Courting:
    """A colleague with an open request or a meeting with a counterpart. confirmed: they meet."""

    delegate_id: int
    person_id: int | None
    name: str
    confirmed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ColleagueAsks(Notice):
    """A colleague requests a meeting with a counterpart whom the reader has asked too."""

    colleague_id: int
    counterpart_id: int


async def courting(session: UnitSession, delegate: Delegate, counterpart: Delegate) -> Sequence[Courting]:
    """The delegate's colleagues with an open request or a meeting with this counterpart, by name."""
    found = []
    for mine, theirs in ((Meeting.requester_id, Meeting.invitee_id), (Meeting.invitee_id, Meeting.requester_id)):
        rows = await session.exec(
            select(Delegate.id, Delegate.person_id, Delegate.name, Meeting.state)
            .join(Meeting, col(mine) == col(Delegate.id))
            .where(
                theirs == counterpart.id,
                col(Meeting.state).in_(LIVE_STATES),
                Delegate.organisation_id == delegate.organisation_id,
                col(Delegate.id) != delegate.id,
            )
        )
        found += [Courting(key, person, name, state in BOOKED_STATES) for key, person, name, state in rows]
    return sorted(found, key=lambda each: sort_key(each.name))


async def told_of(session: UnitSession, requester: Delegate, meeting: Meeting) -> list[ColleagueAsks]:
    """Notices to colleagues who have asked the same counterpart."""
    counterpart = await session.get_one(Delegate, meeting.invitee_id)
    return [
        ColleagueAsks(
            to=each.person_id,
            once=f"colleague:meeting={meeting.id}:delegate={each.delegate_id}",
            colleague_id=requester.id,
            counterpart_id=counterpart.id,
        )
        for each in await courting(session, requester, counterpart)
        if each.person_id is not None
    ]
