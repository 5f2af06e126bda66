"""Who sits in a meeting: its two delegates, and those who come along with one of them.

A meeting has two sides. Each has the delegate who asked or was asked, and any who joined: rows of `Companion`. All that
reads "the people of a meeting" asks here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

from sqlalchemy import ColumnElement, union_all
from sqlalchemy.orm import Mapped
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.tables import Companion, Delegate, Meeting


def meetings_of(delegate: Mapped[int] | int) -> ColumnElement[bool]:
    """The condition on `Meeting` that a delegate takes part: as one of the two, or as one who has joined.

    A union, whose parts each have an index: PostgreSQL would read every meeting for an "or" with a subquery in it.
    """
    theirs = (
        select(Meeting.id).where(col(Meeting.requester_id) == delegate),
        select(Meeting.id).where(col(Meeting.invitee_id) == delegate),
        select(Companion.meeting_id).where(
            col(Companion.delegate_id) == delegate, col(Companion.joined_at).is_not(None)
        ),
    )
    # Where the delegate is a column, it is that of the query around.
    return col(Meeting.id).in_(union_all(*(each.correlate(Delegate) for each in theirs)))


def touching(delegates: Collection[int]) -> ColumnElement[bool]:
    """The condition on `Meeting` that it concerns any of these delegates, also one who is only asked to come along."""
    return col(Meeting.id).in_(
        union_all(
            select(Meeting.id).where(col(Meeting.requester_id).in_(delegates)),
            select(Meeting.id).where(col(Meeting.invitee_id).in_(delegates)),
            select(Companion.meeting_id).where(col(Companion.delegate_id).in_(delegates)),
        )
    )


async def joined(session: AsyncSession, meetings: Iterable[Meeting]) -> Mapping[int, Sequence[Companion]]:
    """By meeting, those who have joined, in the order in which they were asked."""
    found: dict[int, list[Companion]] = defaultdict(list)
    for each in await further(session, meetings):
        if each.joined_at is not None:
            found[each.meeting_id].append(each)
    return found


async def further(session: AsyncSession, meetings: Iterable[Meeting]) -> Sequence[Companion]:
    """All rows of these meetings, also of who is only asked; no statement where none of them is shared."""
    shared = [each.id for each in meetings if each.shared]
    if not shared:
        return []
    rows = select(Companion).where(col(Companion.meeting_id).in_(shared)).order_by(col(Companion.id))
    return (await session.exec(rows)).all()


async def everyone(session: AsyncSession, meeting: Meeting) -> list[int]:
    """The delegates who sit in a meeting: the two, then those who have joined."""
    return (await everyone_by(session, [meeting]))[meeting.id]


async def everyone_by(session: AsyncSession, meetings: Iterable[Meeting]) -> dict[int, list[int]]:
    """`everyone`, by meeting."""
    meetings = list(meetings)
    more = await joined(session, meetings)
    return {
        each.id: [each.requester_id, each.invitee_id, *(one.delegate_id for one in more.get(each.id, ()))]
        for each in meetings
    }


async def companions(session: AsyncSession, meeting: Meeting) -> list[Delegate]:
    """The delegates who have joined a meeting."""
    return [
        await session.get_one(Delegate, each.delegate_id)
        for each in (await joined(session, [meeting])).get(meeting.id, ())
    ]
