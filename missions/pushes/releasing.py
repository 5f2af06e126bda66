"""Clock job: what was held is said, by itself or in one list for the evening, as far as it is still true."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy.exc import NoResultFound
from sqlmodel import col, select

from missions import jobs, local_time
from missions.meetings.digests import Digest
from missions.notices import Notice
from missions.pushes.notices import AlsoToday
from missions.pushes.truth import is_true
from missions.pushes.waits import KINDS
from missions.pushes.written import read
from storage import outbox, quarantine
from storage.database import UnitSession
from storage.tables import Delegate, HeldNotice, Mission


async def due_notices(session: UnitSession) -> Sequence[Notice]:
    """Clock job: notices whose quiet time is over, and for each person who has some the list of the evening."""
    due = (
        select(HeldNotice)
        .where(col(HeldNotice.told_at).is_(None), col(HeldNotice.due_at) <= session.now)
        .order_by(col(HeldNotice.due_at), col(HeldNotice.id))
        .limit(jobs.CHUNK)
    )
    held = await quarantine.rows(session, HeldNotice, due)
    found: list[Notice] = []
    listed: set[tuple[int, int]] = set()
    for row in held:
        with quarantine.blaming(HeldNotice, row.id):
            if not row.in_digest:
                found += await _alone(session, row)
            elif (row.person_id, row.mission_id) not in listed:
                listed.add((row.person_id, row.mission_id))
                found.append(await _list(session, row))
    return jobs.Unfinished(found) if len(held) == jobs.CHUNK else found


async def rest(session: UnitSession) -> Sequence[Notice]:
    """Clock job: what was said and is not sent yet when a quiet time begins waits for its end, if it can."""
    await outbox.rest(session, session.now)
    return []


async def _alone(session: UnitSession, row: HeldNotice) -> list[Notice]:
    """The notice of a row, which goes; none where it is no longer true."""
    notice = await notice_of(session, row)
    await session.delete(row)
    return [] if notice is None else [notice]


async def _list(session: UnitSession, row: HeldNotice) -> AlsoToday:
    """All that a person has for this evening."""
    theirs = select(HeldNotice).where(
        HeldNotice.person_id == row.person_id,
        HeldNotice.mission_id == row.mission_id,
        col(HeldNotice.told_at).is_(None),
        col(HeldNotice.in_digest),
        col(HeldNotice.due_at) <= session.now,
    )
    rows = (await session.exec(theirs)).all()
    for each in rows:
        each.told_at = session.now
    await session.flush()
    erased = any(each.erased for each in rows)
    return AlsoToday(to=row.person_id, mission_id=row.mission_id, told_at=session.now, erased=erased)


async def listed_in(session: UnitSession, digest: AlsoToday) -> list[Notice]:
    """The notices of a list that are still true, in the order in which they came."""
    theirs = select(HeldNotice).where(
        HeldNotice.person_id == digest.to,
        HeldNotice.mission_id == digest.mission_id,
        HeldNotice.told_at == digest.told_at,
    )
    rows = (await session.exec(theirs.order_by(col(HeldNotice.id)))).all()
    found = [await notice_of(session, row) for row in rows]
    return [notice for notice in found if notice is not None]


async def notice_of(session: UnitSession, row: HeldNotice) -> Notice | None:
    """The notice that a row holds, if it is still true."""
    kind = KINDS.get(row.kind)
    if kind is None:  # of a newer version, say
        return None
    try:
        notice = replace(await read(session, kind, row.said), waited=True, erased=row.erased)
    except NoResultFound:
        return None
    if isinstance(notice, Digest):
        return await _of_its_day(session, notice)
    if await is_true(session, notice):
        return notice
    notice.drop(session.now)
    return None


async def _of_its_day(session: UnitSession, digest: Digest) -> Digest | None:
    """A digest that was held over midnight is sent as long as its day lasts."""
    delegate = await session.get(Delegate, digest.delegate_id)
    if delegate is None:
        return None
    mission = await session.get_one(Mission, delegate.mission_id)
    _begins, ends = local_time.bounds(digest.day, local_time.zone(mission))
    if digest.expires_at is None or digest.expires_at > session.now:
        return digest
    return replace(digest, expires_at=ends) if ends > session.now else None
