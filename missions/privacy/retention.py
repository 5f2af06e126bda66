"""Retention of personal data by missions; docs/operate.md has the table of all deadlines."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import structlog
from sqlmodel import col, delete, or_, select, update

from missions.notices import Notice
from missions.privacy import erasure, export
from storage import quarantine
from storage.database import UnitSession
from storage.tables import (
    Announcement,
    Conversation,
    Delegate,
    Interpreter,
    InterpreterChat,
    Invitation,
    InvitationUse,
    Mission,
    Person,
    ProgrammeSession,
    Role,
)

log = structlog.get_logger()

LINKS_AT_ONCE = 500
LINKS_KEPT = timedelta(days=30)
"""After a link has ended without anyone's having used it, or after the mission: until then, who used one may return."""
STRANGERS_KEPT = timedelta(days=90)
"""Who opened the chat and never joined: their id and language."""


async def profiles(session: UnitSession) -> Sequence[Notice]:
    """Clock job: erase profiles, and names of interpreters and speakers, whose mission's time to keep them is over."""
    over = await _over(session)
    if over:
        _told("profiles", await erasure.expire(session, over))
        await session.exec(delete(Interpreter).where(col(Interpreter.mission_id).in_(over)))
        spoke = update(ProgrammeSession).where(
            col(ProgrammeSession.mission_id).in_(over), col(ProgrammeSession.speakers) != ""
        )
        await session.exec(spoke.values(speakers=""))
    return []


async def links(session: UnitSession) -> Sequence[Notice]:
    """Links that nobody can open any more."""
    long_ago = session.now - LINKS_KEPT
    ended = or_(col(Invitation.expires_at) < long_ago, col(Invitation.revoked_at) < long_ago)
    used = select(InvitationUse.invitation_id)
    past = select(Mission.id).where(Mission.ends_on < long_ago.date())
    over = or_(ended & col(Invitation.id).not_in(used), col(Invitation.mission_id).in_(past))
    some = select(Invitation.id).where(over).limit(LINKS_AT_ONCE)
    _told("links", (await session.exec(delete(Invitation).where(col(Invitation.id).in_(some)))).rowcount)
    return []


async def strangers(session: UnitSession) -> Sequence[Notice]:
    """People whom nothing holds here: no profile, no part in organising, and nothing that they are in the middle of."""
    held: list[Any] = [
        select(col(Delegate.person_id)).where(col(Delegate.person_id).is_not(None)),
        select(col(Role.person_id)),
        select(col(InterpreterChat.person_id)),
        select(col(Announcement.author_id)).where(col(Announcement.author_id).is_not(None)),
    ]
    query = select(Person).where(
        col(Person.owner).is_(False),
        col(Person.created_at) < session.now - STRANGERS_KEPT,
        *(col(Person.id).not_in(holders) for holders in held),
    )
    erased = 0
    for person in await quarantine.rows(session, Person, query.limit(erasure.AT_ONCE)):
        with quarantine.blaming(Person, person.id):
            talking = select(Conversation.key).where(export.conversation_of(person))
            if (await session.exec(talking)).first() is None:
                await erasure.erase(session, person)
                erased += 1
    _told("strangers", erased)
    return []


def _told(kind: str, count: int) -> None:
    """How much one hour erased: at most `erasure.AT_ONCE` people and LINKS_AT_ONCE links."""
    if count:
        log.info("erased, since it was kept long enough", kind=kind, count=count)


async def _over(session: UnitSession) -> list[int]:
    """The missions whose people's data are kept no longer."""
    missions = await quarantine.rows(session, Mission, select(Mission).where(Mission.ends_on < session.now.date()))
    today = session.now.date()
    return [mission.id for mission in missions if mission.ends_on + timedelta(days=mission.kept_days) < today]
