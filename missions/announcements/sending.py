"""Sends announcements: freezes the audience, then posts to it a chunk at a time, from the tables alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, update
from sqlmodel import col, select

from locales import N_
from missions import jobs
from missions.announcements.audience import recipients
from missions.announcements.drafts import STATES, dry_run, find, for_others, own
from missions.announcements.report import progressed
from missions.audit import record
from missions.errors import Refusal
from missions.notices import Notice
from missions.people.access import ACTIVE
from missions.people.reach import Reach, is_reached
from storage import quarantine
from storage.database import UnitSession
from storage.tables import (
    Announcement,
    AnnouncementDelivery,
    AnnouncementState,
    Delegate,
    Mission,
    OutboxRow,
    OutboxState,
    Person,
)

NOBODY = N_("No one in this audience can be reached. Please choose another one.")
TEXTS_MISSING = N_("Some recipients have no text yet: write one in their language, or choose which text they receive.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Announced(Notice):
    """To one reader: the announcement. Its renderer notes the outbox row in the delivery.

    Carries its rows: reading them again for each of hundreds of readers would hold up other transactions.
    """

    delivery: AnnouncementDelivery
    announcement: Announcement
    mission: Mission
    reader: Person

    def hold(self, at: datetime) -> None:
        """Until it is due, it is no longer the reader's turn."""
        self.delivery.held_at = at

    def drop(self, at: datetime) -> None:
        """It passes them over."""
        self.delivery.passed_over_at = at


@dataclass(frozen=True, slots=True, kw_only=True)
class Progressed(Notice):
    """To the author: how far it has got, or what came of it."""

    announcement_id: int


async def send(
    session: UnitSession,
    organiser: Person,
    announcement_id: int,
    revision: int,
    *,
    at: datetime | None = None,
) -> Announcement:
    """Send a draft, now or at an instant.

    Raises:
        Refusal: as drafts.own; nobody can be reached; a language has neither text nor fallback.
    """
    draft = await own(session, organiser, announcement_id, revision)
    run = await dry_run(session, draft)
    if not run.reachable:
        raise Refusal(NOBODY)
    if run.missing:
        raise Refusal(TEXTS_MISSING)
    draft.fallback = for_others(draft, organiser.language)
    draft.send_at = at
    draft.state = AnnouncementState.SCHEDULED
    draft.revision += 1
    act = "announcement.schedule" if at else "announcement.send"
    record(session, organiser, draft.mission_id, act, f"announcement:{draft.id}", audience=draft.audience)
    return draft


async def unschedule(session: UnitSession, organiser: Person, announcement_id: int) -> Announcement:
    """Unschedule an announcement: it becomes a draft again.

    Raises:
        Refusal: not an organiser of its mission, or it is not waiting for its time.
    """
    announcement = await find(session, organiser, announcement_id)
    if announcement.state is not AnnouncementState.SCHEDULED:
        raise Refusal(STATES[announcement.state])
    announcement.state = AnnouncementState.DRAFT
    announcement.send_at = None
    announcement.revision += 1
    record(session, organiser, announcement.mission_id, "announcement.unschedule", f"announcement:{announcement.id}")
    return announcement


async def stop(session: UnitSession, organiser: Person, announcement_id: int) -> Announcement:
    """Stop sending: readers who have not got it will not.

    Raises:
        Refusal: not an organiser of its mission, or it is not being sent.
    """
    announcement = await find(session, organiser, announcement_id)
    if announcement.state is not AnnouncementState.SENDING:
        raise Refusal(STATES[announcement.state])
    announcement.state = AnnouncementState.STOPPED
    announcement.finished_at = session.now
    announcement.revision += 1
    await session.exec(
        update(OutboxRow)
        .where(col(OutboxRow.announcement_id) == announcement.id, col(OutboxRow.state) == OutboxState.PENDING)
        .values(state=OutboxState.DROPPED, finished_at=session.now, error="stopped")
    )
    record(session, organiser, announcement.mission_id, "announcement.stop", f"announcement:{announcement.id}")
    return announcement


async def send_due(session: UnitSession) -> Sequence[Notice]:
    """Clock job: begin announcements that are due, post to the next readers, report progress to authors."""
    await _begin(session)
    notices: list[Notice] = []
    under_way = (
        select(Announcement)
        .where(Announcement.state == AnnouncementState.SENDING)
        .order_by(col(Announcement.id))
        .with_for_update(skip_locked=True)
    )
    for announcement in await quarantine.rows(session, Announcement, under_way):
        with quarantine.blaming(Announcement, announcement.id):
            room = jobs.CHUNK - len(notices)
            if room > 1:
                notices += await _next_readers(session, announcement, room - 1)
            if await progressed(session, announcement) and announcement.author_id is not None:
                notices.append(Progressed(to=announcement.author_id, announcement_id=announcement.id))
    return notices[: jobs.CHUNK]


async def _begin(session: UnitSession) -> None:
    waiting = (
        select(Announcement)
        .where(
            Announcement.state == AnnouncementState.SCHEDULED,
            col(Announcement.send_at).is_(None) | (col(Announcement.send_at) <= session.now),
        )
        .order_by(col(Announcement.send_at), col(Announcement.id))
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    for announcement in await quarantine.rows(session, Announcement, waiting):
        with quarantine.blaming(Announcement, announcement.id):
            await _freeze(session, announcement)


async def _freeze(session: UnitSession, announcement: Announcement) -> None:
    """Fix who will read it."""
    everyone = await recipients(session, announcement.mission_id, announcement.audience)
    readers = [
        {"announcement_id": announcement.id, "person_id": reader.person_id, "language": reader.language}
        for reader in everyone
        if reader.reach is not Reach.WITHOUT_CHAT
    ]
    if readers:
        await session.exec(insert(AnnouncementDelivery), params=readers)
    announcement.state = AnnouncementState.SENDING
    announcement.total = len(readers)
    announcement.without_chat = len(everyone) - len(readers)
    await session.flush()


async def _next_readers(session: UnitSession, announcement: Announcement, limit: int) -> list[Announced]:
    """Notices to the next readers of the frozen audience, without those who have left or paused since."""
    next_ones = (
        select(AnnouncementDelivery, Person, Delegate.status)
        .join(Person, col(Person.id) == col(AnnouncementDelivery.person_id))
        .outerjoin(
            Delegate,
            (col(Delegate.person_id) == col(Person.id)) & (col(Delegate.mission_id) == announcement.mission_id),
        )
        .where(
            AnnouncementDelivery.announcement_id == announcement.id,
            col(AnnouncementDelivery.outbox_id).is_(None),
            col(AnnouncementDelivery.passed_over_at).is_(None),
            col(AnnouncementDelivery.held_at).is_(None),
        )
        .order_by(col(AnnouncementDelivery.id))
        .limit(limit)
    )
    mission = await session.get_one(Mission, announcement.mission_id)
    notices = []
    for delivery, person, status in await quarantine.rows(session, AnnouncementDelivery, next_ones):
        if status not in ACTIVE:
            await session.delete(delivery)
            announcement.total -= 1
        elif not is_reached(person):
            delivery.passed_over_at = session.now
        else:
            notices.append(
                Announced(to=person.id, delivery=delivery, announcement=announcement, mission=mission, reader=person)
            )
    await session.flush()
    return notices
