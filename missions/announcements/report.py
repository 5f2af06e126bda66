"""The report of an announcement: live progress, and the final counts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from sqlmodel import col, func, select

from locales import N_
from missions.errors import Refusal
from storage.database import UnitSession
from storage.tables import (
    Announcement,
    AnnouncementDelivery,
    AnnouncementState,
    Delegation,
    Mission,
    OutboxRow,
    OutboxState,
    Person,
)

PAST = (AnnouncementState.SCHEDULED, AnnouncementState.SENDING, AnnouncementState.SENT, AnnouncementState.STOPPED)
FIGURES = {
    OutboxState.SENT: "delivered",
    OutboxState.UNDELIVERED: "unreachable",
    OutboxState.DEAD: "failed",
    OutboxState.DROPPED: "not_sent",
}
"""Where a queued message counts; in any other state it waits."""
PROGRESS_EVERY = timedelta(seconds=2)
"""Between two edits of the progress message: Telegram limits edits, and people read no faster."""
NOT_YOURS = N_("This announcement was not sent to you.")


@dataclass(frozen=True, slots=True)
class DeliveryReport:
    """Counts of people: each is delivered, waiting, unreachable, failed or not_sent; seen are among the delivered."""

    total: int
    delivered: int
    seen: int
    waiting: int
    unreachable: int
    failed: int
    not_sent: int
    """Dropped when it was stopped."""
    without_chat: int

    @property
    def done(self) -> int:
        return self.total - self.waiting


@dataclass(frozen=True, slots=True)
class Followed:
    """An announcement with all that its author is shown of it."""

    announcement: Announcement
    mission: Mission
    delegations: Sequence[Delegation]
    report: DeliveryReport
    at: datetime


async def follow(session: UnitSession, announcement: Announcement) -> Followed:
    """How an announcement is doing now."""
    mission = await session.get_one(Mission, announcement.mission_id)
    delegations = select(Delegation).where(Delegation.mission_id == mission.id).order_by(col(Delegation.id))
    sides = (await session.exec(delegations)).all()
    return Followed(announcement, mission, sides, await report(session, announcement), session.now)


async def report(session: UnitSession, announcement: Announcement) -> DeliveryReport:
    """Count what is true now."""
    mine = AnnouncementDelivery.announcement_id == announcement.id
    passed = col(AnnouncementDelivery.passed_over_at).is_not(None)
    states = await session.exec(
        select(col(OutboxRow.state), passed, func.count())
        .select_from(AnnouncementDelivery)
        .outerjoin(OutboxRow, col(OutboxRow.id) == col(AnnouncementDelivery.outbox_id))
        .where(mine)
        .group_by(col(OutboxRow.state), passed)
    )
    seen = await session.exec(
        select(func.count())
        .select_from(AnnouncementDelivery)
        .where(mine, col(AnnouncementDelivery.seen_at).is_not(None))
    )
    counts = dict.fromkeys(("delivered", "waiting", "unreachable", "failed", "not_sent"), 0)
    stopped = announcement.state is AnnouncementState.STOPPED
    rows: Iterable[tuple[OutboxState | None, bool, int]] = states
    for state, passed_over, count in rows:
        not_queued = "unreachable" if passed_over else "not_sent" if stopped else "waiting"
        counts[not_queued if state is None else FIGURES.get(state, "waiting")] += count
    return DeliveryReport(total=announcement.total, seen=seen.one(), without_chat=announcement.without_chat, **counts)


async def progressed(session: UnitSession, announcement: Announcement) -> bool:
    """Whether there is something new to show while it is sent; the last of it finishes the announcement."""
    now = await report(session, announcement)
    if now.waiting == 0:
        announcement.state = AnnouncementState.SENT
        announcement.finished_at = session.now
        announcement.revision += 1
    elif not _worth_showing(session, announcement, now):
        return False
    announcement.progress = {"at": session.now.isoformat(), "counts": asdict(now)}
    session.add(announcement)
    return True


def _worth_showing(session: UnitSession, announcement: Announcement, now: DeliveryReport) -> bool:
    shown = announcement.progress
    if not shown:
        return True
    return shown["counts"] != asdict(now) and session.now - datetime.fromisoformat(shown["at"]) >= PROGRESS_EVERY


async def listed(session: UnitSession, mission_id: int, limit: int) -> Sequence[Announcement]:
    """What was announced, or will be, the newest first."""
    found = await session.exec(
        select(Announcement)
        .where(Announcement.mission_id == mission_id, col(Announcement.state).in_(PAST))
        .order_by(col(Announcement.id).desc())
        .limit(limit)
    )
    return found.all()


async def see(session: UnitSession, reader: Person, delivery_id: int) -> bool:
    """The reader has seen it; false when that was noted before.

    Raises:
        Refusal: it was not sent to them.
    """
    delivery = await session.get(AnnouncementDelivery, delivery_id, with_for_update=True)
    if delivery is None or delivery.person_id != reader.id:
        raise Refusal(NOT_YOURS)
    if delivery.seen_at is not None:
        return False
    delivery.seen_at = session.now
    session.add(delivery)
    return True
