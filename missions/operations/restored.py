"""After a restore: holds what was queued in the backup for a decision, and notifies the desk."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import col, select

from missions import jobs
from missions.audit import record
from missions.notices import Notice, already_posted
from missions.operations import dead_letters
from missions.people.reach import is_reached
from storage import quarantine
from storage.database import UnitSession
from storage.dead_letters import hold_pending, sorts
from storage.tables import Announcement, AnnouncementState, Installation, OutboxState, Person, Role, RoleKind
from storage.tables.installation import ONLY

TOLD_WITHIN = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Settled:
    """Counts of calls and announcements that were under way in the backup."""

    held: int
    dropped: int
    announcements: int
    """Stopped, or given back to their authors as drafts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored(Notice):
    """To an owner or organiser: the data are those of the backup; queued messages are held for a decision."""

    backup_made_at: datetime
    held: int


async def settle(session: UnitSession, backup_made_at: datetime, *, pointless: Collection[str]) -> Settled:
    """Hold queued calls and stop announcements: most of them may have been delivered since the backup.

    pointless: methods to drop at once, since nobody waits for them.
    """
    held, dropped = await hold_pending(session, pointless=pointless)
    announcements = 0
    under_way = (AnnouncementState.SENDING, AnnouncementState.SCHEDULED)
    for announcement in await session.exec(select(Announcement).where(col(Announcement.state).in_(under_way))):
        if announcement.state is AnnouncementState.SENDING:
            announcement.state = AnnouncementState.STOPPED
            announcement.finished_at = session.now
        elif announcement.send_at is None or announcement.send_at <= session.now:
            announcement.state = AnnouncementState.DRAFT
            announcement.send_at = None
        else:
            continue
        announcement.revision += 1
        session.add(announcement)
        announcements += 1
        record(session, None, announcement.mission_id, "announcement.restored", f"announcement:{announcement.id}")
    installation = await session.get(Installation, ONLY) or Installation(id=ONLY)
    installation.backup_made_at = backup_made_at
    installation.restored_at = session.now
    session.add(installation)
    return Settled(held, dropped, announcements)


async def _desks(session: UnitSession) -> Sequence[Person]:
    """Owners and organisers."""
    organises = select(Role.person_id).where(
        Role.kind == RoleKind.ORGANISER,
        col(Role.confirmed_at).is_not(None),
    )
    found = select(Person).where(col(Person.id).in_(organises) | col(Person.owner).is_(True))
    return await quarantine.rows(session, Person, found.order_by(col(Person.id)))


async def newly_restored(session: UnitSession) -> Sequence[Notice]:
    """Clock job: notify owners and organisers once after each restore."""
    restored = select(Installation.restored_at, Installation.backup_made_at).where(Installation.id == ONLY)
    at, backup_made_at = (await session.exec(restored)).first() or (None, None)
    if at is None or backup_made_at is None or at < session.now - TOLD_WITHIN:
        return []
    restored_at = at.isoformat()
    desks = {f"restored:{restored_at}:to={person.id}": person for person in await _desks(session)}
    posted = await already_posted(session, list(desks))
    notices = []
    for once, person in desks.items():
        if once in posted or not is_reached(person):
            continue
        found = await sorts(session, await dead_letters.chats_of(session, person))
        held = sum(sort.count for sort in found if sort.state is OutboxState.HELD)
        notices.append(Restored(to=person.id, once=once, backup_made_at=backup_made_at, held=held))
    return notices[: jobs.CHUNK]
