"""Interest of two in each other, as long as one of them can still ask for the meeting."""

from __future__ import annotations

from missions.meetings.states import open_between
from missions.proposals.proposals import answer_of
from missions.rules import who_may_meet
from storage.database import UnitSession
from storage.tables import Delegate, DelegateStatus, ProposalAnswer

GONE = frozenset({DelegateStatus.LEFT, DelegateStatus.REMOVED})
"""A pause or a suspension ends: until then, a press says so."""


async def may_ask(session: UnitSession, side: Delegate, other: Delegate) -> bool:
    """Whether nothing is open between them, both take part, and the side has not turned the other down since."""
    if {side.status, other.status} & GONE or await open_between(session, side.id, other.id) is not None:
        return False
    if await answer_of(session, side.id, other.id) is ProposalAnswer.REFUSED:
        return False
    return await who_may_meet.forbids(session, side, other) is None
