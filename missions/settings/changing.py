"""Settings of a mission that organisers change at the desk; the mission file sets them, too.

Who wins when the file is loaded again: `missions.loading.apply.ledger`.
"""

from __future__ import annotations

import enum
import re
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

from sqlmodel import col, select

from locales import N_
from missions.audit import record
from missions.errors import Refusal
from missions.meetings.availability import ANSWER_BEFORE
from missions.people import access
from missions.pushes.holding import TO_ACT, reconsider
from missions.quiet import typed
from missions.quiet.prayers import METHODS
from missions.quiet.rules import place_of
from storage.database import UnitSession
from storage.tables import OPEN_STATES, Meeting, Mission, Person, Slot

MOST_REMINDERS, LONGEST_LEAD = 5, 10_080
MOST_HOURS, MOST_PUSHES = 720, 100

UNREADABLE_LEADS = N_("Please type up to five numbers of minutes, as 60, 15.")
UNREADABLE_NUMBER = N_("Please type a number from 1 to {most}.")
UNREADABLE_DAY = N_("Please type the day as 08/02/2027.")
NO_PLACE = N_("No venue of this mission is on the map yet, so prayer times cannot be computed.")
UNKNOWN = N_("This choice is not available.")

_DAY = re.compile(r"(\d{1,2})\s*[/.-]\s*(\d{1,2})\s*[/.-]\s*(\d{4})")


class DeskSetting(enum.StrEnum):
    """Of quiet hours, one is two columns; of the others, the column's name."""

    REMINDERS = "reminder_minutes"
    DIGEST = "digest_at"
    REQUESTS = "request_hours"
    QUIET = "quiet"
    PUSHES = "pushes_a_day"
    PRAYERS = "prayer_times"
    RAMADAN = "ramadan_on"


COLUMNS: Mapping[DeskSetting, tuple[str, ...]] = {
    **{each: (each.value,) for each in DeskSetting},
    DeskSetting.QUIET: ("quiet_from", "quiet_until"),
}
OFF: Mapping[DeskSetting, tuple[Any, ...]] = {
    DeskSetting.REMINDERS: ([],),
    DeskSetting.DIGEST: (None,),
    DeskSetting.QUIET: (None, None),
    DeskSetting.PUSHES: (0,),
    DeskSetting.PRAYERS: ("",),
    DeskSetting.RAMADAN: (None,),
}
"""What a setting is where there is none of it; requests always expire."""


async def change(session: UnitSession, organiser: Person, setting: DeskSetting, text: str | None) -> Mission:
    """Set what was typed or chosen; None: none of it.

    Raises:
        Refusal: they do not organise the mission, or it cannot be read.
    """
    mission = await access.require_organiser(session, organiser)
    # Locked: two organisers may change settings at the same moment.
    mission = await session.get_one(Mission, mission.id, with_for_update={"key_share": True})
    values = _off(setting) if text is None else read(setting, text)
    if setting is DeskSetting.PRAYERS and values != ("",) and await place_of(session, mission) is None:
        raise Refusal(NO_PLACE)
    before = mission.request_hours
    news = dict(zip(COLUMNS[setting], values, strict=True))
    for name, value in news.items():
        setattr(mission, name, value)
    session.add(mission)
    await session.flush()
    shown = {name: value if isinstance(value, int | list) else str(value or "") for name, value in news.items()}
    record(session, organiser, mission.id, "mission.setting", f"mission:{mission.id}", **shown)
    await follow(session, mission, before)
    return mission


def read(setting: DeskSetting, text: str) -> tuple[Any, ...]:
    """The columns of a setting, from what was typed or chosen.

    Raises:
        Refusal: it cannot be read.
    """
    return _READERS[setting](text)


async def follow(session: UnitSession, mission: Mission, request_hours: int) -> None:
    """Bring what was planned by the former settings to those of now: what is held, and when requests expire.

    Reminders and digests are due by the settings of the moment. request_hours: how many they were.
    """
    await reconsider(session, mission=mission)
    if mission.request_hours == request_hours:
        return
    waiting = (
        select(Meeting, Slot)
        .join(Slot, col(Slot.id) == col(Meeting.slot_id))
        .where(
            Meeting.mission_id == mission.id,
            col(Meeting.state).in_(OPEN_STATES),
            col(Meeting.expires_at) > session.now,
        )
        .with_for_update(of=Meeting, key_share=True)
    )
    for meeting, slot in (await session.exec(waiting)).all():
        asked = slot if meeting.moves_to_id is None else await session.get_one(Slot, meeting.moves_to_id)
        _expire_by(session, meeting, asked, timedelta(hours=request_hours), timedelta(hours=mission.request_hours))
    await session.flush()


def _expire_by(session: UnitSession, meeting: Meeting, slot: Slot, before: timedelta, now: timedelta) -> None:
    """Let a request wait for as long as the mission says now; never less than an hour more."""
    if meeting.expires_at is None:
        return
    latest = max(slot.starts_at - ANSWER_BEFORE, meeting.expires_at)
    since = max(meeting.requested_at, meeting.expires_at - before)
    meeting.expires_at = min(max(since + now, session.now + TO_ACT), latest)
    if meeting.nudge_at is not None:
        meeting.nudge_at = max(since + (meeting.expires_at - since) / 2, session.now)
    session.add(meeting)


def _off(setting: DeskSetting) -> tuple[Any, ...]:
    if setting not in OFF:
        raise Refusal(UNKNOWN)
    return OFF[setting]


def _leads(text: str) -> tuple[Any, ...]:
    words = [word for word in re.split(r"[\s,;،]+", text.strip()) if word]
    leads = [int(word) for word in words if word.isdecimal() and 1 <= int(word) <= LONGEST_LEAD]
    if not words or len(leads) != len(words) or len(leads) > MOST_REMINDERS:
        raise Refusal(UNREADABLE_LEADS)
    return (sorted(set(leads), reverse=True),)


def _number(most: int) -> Callable[[str], tuple[Any, ...]]:
    def read(text: str) -> tuple[Any, ...]:
        written = text.strip()
        if not written.isdecimal() or not 1 <= int(written) <= most:
            raise Refusal(UNREADABLE_NUMBER, most=most)
        return (int(written),)

    return read


def _method(text: str) -> tuple[Any, ...]:
    if text not in METHODS:
        raise Refusal(UNKNOWN)
    return (text,)


def _day(text: str) -> tuple[Any, ...]:
    match = _DAY.fullmatch(text.strip())
    try:
        day, month, year = map(int, match.groups() if match else ())
        return (date(year, month, day),)
    except ValueError:
        raise Refusal(UNREADABLE_DAY) from None


_READERS: Mapping[DeskSetting, Callable[[str], tuple[Any, ...]]] = {
    DeskSetting.REMINDERS: _leads,
    DeskSetting.DIGEST: lambda text: (typed.hour(text),),
    DeskSetting.REQUESTS: _number(MOST_HOURS),
    DeskSetting.QUIET: typed.hours,
    DeskSetting.PUSHES: _number(MOST_PUSHES),
    DeskSetting.PRAYERS: _method,
    DeskSetting.RAMADAN: _day,
}
