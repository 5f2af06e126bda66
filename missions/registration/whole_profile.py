"""A profile with all that is said on its card."""

from __future__ import annotations

from dataclasses import dataclass

from missions.registration.profile_draft import ProfileDraft
from missions.registration.registration import draft_of
from storage.database import UnitSession
from storage.tables import Delegate, Delegation, Mission


@dataclass(frozen=True, slots=True)
class WholeProfile:
    """What was filled in, for which delegation of which mission."""

    draft: ProfileDraft
    delegation: Delegation
    mission: Mission


async def whole(session: UnitSession, draft: ProfileDraft) -> WholeProfile:
    """A profile that is being filled in."""
    delegation = await session.get_one(Delegation, draft.delegation_id)
    return WholeProfile(draft, delegation, await session.get_one(Mission, draft.mission_id))


async def whole_of(session: UnitSession, delegate: Delegate) -> WholeProfile:
    """A delegate's profile as it is kept."""
    return await whole(session, await draft_of(session, delegate))
