"""What a person has in the mission as a calendar shows it: what takes place, and what was cancelled or left."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from missions.day.items import Item, ItemState
from missions.day.my_day import given_up, items_between
from missions.people.whose import Whose
from storage.tables import BOOKED_STATES, Installation, MeetingState, Mission
from storage.tables.installation import ONLY

_EVER = datetime(1970, 1, 1, tzinfo=UTC)
_IN_CALENDARS = (*BOOKED_STATES, MeetingState.CANCELLED)


@dataclass(frozen=True, slots=True)
class Calendar:
    """Plain values; the same values, the same calendar."""

    house: int
    """The bot's number: ids of two installations do not meet in one calendar."""
    title: Mapping[str, str]
    """Of the mission."""
    zone: str
    first: date
    last: date
    lead_minutes: tuple[int, ...]
    """How long before each item the calendar reminds of it."""
    items: Sequence[Item]

    def only(self, *, meeting_id: int = 0, session_id: int = 0) -> Calendar:
        """The same with one meeting, or one session, in it."""
        meant = meeting_id, session_id
        return replace(self, items=[each for each in self.items if (each.meeting_id, each.session_id) == meant])


def _is_in(item: Item) -> bool:
    return item.is_sure or item.state is ItemState.CANCELLED


async def calendar_of(session: AsyncSession, whose: Whose) -> Calendar:
    """The person's meetings that were ever confirmed and sessions of the programme, in order of time."""
    mission = await session.get_one(Mission, whose.mission_id)
    house = (await session.exec(select(Installation.bot_id).where(Installation.id == ONLY))).first()
    items = await items_between(session, whose, _EVER, states=_IN_CALENDARS) + await given_up(session, whose)
    return Calendar(
        house=house or 0,
        title=mission.title,
        zone=mission.time_zone,
        first=mission.starts_on,
        last=mission.ends_on,
        lead_minutes=tuple(sorted(set(mission.reminder_minutes), reverse=True)),
        items=sorted(filter(_is_in, items), key=lambda each: each.order),
    )
