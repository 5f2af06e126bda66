"""Confirmed meetings that an edit of a profile contradicts: on a day that is unticked, or without a common language.

The meeting stays: it is said before the edit is saved, and told to both sides and the desk after.
"""

from __future__ import annotations

import enum
from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import col, select

from missions.meetings.companions import meetings_of
from missions.meetings.details import Details, details_of
from missions.meetings.mission_frame import local_day
from missions.notices import Notice
from missions.people.access import organisers
from missions.people.languages import spoken
from missions.people.reach import speakers
from storage.database import UnitSession
from storage.tables import Delegate, Meeting, MeetingState, Slot


class Against(enum.StrEnum):
    """What of a profile no longer fits the meeting."""

    DAYS = "days"
    LANGUAGES = "languages"


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A confirmed meeting to come, and what of the profile speaks against it."""

    meeting: Details
    against: Against


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingContradicted(Notice):
    """A delegate has changed a profile so that a confirmed meeting no longer fits it; side_id is that delegate."""

    meeting_id: int
    side_id: int
    against: Against


async def contradicted(
    session: UnitSession, delegate: Delegate, days: Sequence[str], languages: Sequence[str]
) -> list[Contradiction]:
    """The meetings that fit the profile as it is, and not with these days (ISO dates; none: all) and languages."""
    found = []
    for each in await _ahead(session, delegate):
        on, theirs = local_day(each.mission, each.slot).isoformat(), spoken(each.other(delegate.id))
        if days and on not in days and (not delegate.days or on in delegate.days):
            found.append(Contradiction(each, Against.DAYS))
        elif each.interpreter is None and languages and not theirs & set(languages) and theirs & spoken(delegate):
            found.append(Contradiction(each, Against.LANGUAGES))
    return found


def still_against(found: Details, side: Delegate, against: Against) -> bool:
    """Whether the meeting does not fit this side's profile yet."""
    if found.meeting.state is not MeetingState.CONFIRMED:
        return False
    if against is Against.DAYS:
        return bool(side.days) and local_day(found.mission, found.slot).isoformat() not in side.days
    return found.interpreter is None and not spoken(side) & spoken(found.other(side.id))


async def told(session: UnitSession, delegate: Delegate, meetings: Sequence[Contradiction]) -> list[Notice]:
    """To the delegate, to who speaks for the other side, and to the organisers; each person once for a meeting."""
    desk = await organisers(session, delegate.mission_id)
    notices: list[Notice] = []
    for each in meetings:
        other = each.meeting.other(delegate.id)
        readers = [delegate.person_id, *(one.id for one in await speakers(session, other)), *(one.id for one in desk)]
        notices += [
            MeetingContradicted(
                to=reader, meeting_id=each.meeting.meeting.id, side_id=delegate.id, against=each.against
            )
            for reader in dict.fromkeys(readers)
            if reader is not None
        ]
    return notices


async def _ahead(session: UnitSession, delegate: Delegate) -> Sequence[Details]:
    found = await session.exec(
        select(Meeting)
        .join(Slot, col(Slot.id) == col(Meeting.slot_id))
        .where(
            meetings_of(delegate.id),
            Meeting.state == MeetingState.CONFIRMED,
            Slot.ends_at > session.now,
        )
        .order_by(col(Slot.starts_at))
    )
    return await details_of(session, found.all())
