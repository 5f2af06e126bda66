"""The rules of a time zone change: what was meant is the hour on the wall, and an unchanged file changes nothing."""

from __future__ import annotations

import shutil
import zoneinfo
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
import pytest
from ical.calendar_stream import IcsCalendarStream
from icalendar.timezone import tzp
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.views.calendar import written
from locales import catalogues
from missions.day.calendar import calendar_of
from missions.loading import apply, parse
from missions.notices import Notice
from missions.operations.zone_rules import ZoneRulesChanged, follow
from storage.database import Database, UnitSession
from storage.tables import (
    Announcement,
    AnnouncementState,
    Delegate,
    Delegation,
    Interpreter,
    Meeting,
    Mission,
    Organisation,
    OrganisationKind,
    Person,
    Role,
    RoleKind,
    Slot,
    Venue,
)
from tests.missions.stage import NOON, Stage
from timekeeping import zones

ZONE = "Africa/Casablanca"
MISSION = """\
[mission]
key = "casablanca"
title = { en = "Casablanca" }
time_zone = "Africa/Casablanca"
starts_on = 2026-12-10
ends_on = 2026-12-11
default_language = "en"

[[delegations]]
key = "morocco"
title = { en = "Morocco" }
country = "MA"

[[delegations]]
key = "spain"
title = { en = "Spain" }
country = "ES"

[[venues]]
key = "hall"
title = { en = "Hall" }
tables = ["1"]
open = [{ date = 2026-12-10, from = 08:00:00, to = 13:00:00 }]

[[interpreters]]
name = "Inès"
languages = ["ar", "fr"]
present = [{ date = 2026-12-10, from = 09:00:00, to = 12:00:00 }]

[[slots]]
date = 2026-12-10
from = 09:00:00
to = 12:00:00
minutes = 60
"""
HOURS = ["09:00", "10:00", "11:00"]

Rules = Callable[[], None]


@pytest.fixture
def old_rules(tmp_path: Path) -> Iterator[Rules]:
    """Go by rules from before Morocco went back to UTC+0; by those in use again at the end."""
    before = zoneinfo.TZPATH
    (tmp_path / "zones" / "Africa").mkdir(parents=True)
    (tmp_path / "zones" / "+VERSION").write_text("2025a\n")
    with as_file(files("tzdata") / "zoneinfo" / "Africa" / "Lagos") as lagos:
        shutil.copy(lagos, tmp_path / "zones" / "Africa" / "Casablanca")

    def go() -> None:
        zoneinfo.reset_tzpath(to=[tmp_path / "zones"])
        ZoneInfo.clear_cache()

    yield go
    zoneinfo.reset_tzpath(to=before)
    ZoneInfo.clear_cache()
    tzp.use_default()  # icalendar keeps zones of its own.


@pytest.mark.parametrize("first", ["the clock", "the file"])
async def test_local_hours_stay_and_the_desk_is_told_once(database: Database, old_rules: Rules, first: str) -> None:
    old_rules()
    async with database.unit() as session:
        await apply(session, parse(MISSION))
        organiser = await settle(session)
        assert not await follow(session)
    async with database.unit() as session:
        assert await hours(session) == (HOURS, ["08:00", "13:00"], ["09:00", "12:00"], ["18:30"])
        (slot, *_) = (await session.exec(select(Slot).order_by(col(Slot.starts_at)))).all()
        assert f"{slot.starts_at:%H:%M}" == "08:00"

    zones.pin()
    told: list[Notice] = []
    if first == "the file":
        async with database.unit() as session:
            assert not (await apply(session, parse(MISSION))).changed_anything
    for _ in range(2):
        async with database.unit() as session:
            told += await follow(session)
    async with database.unit() as session:
        assert await hours(session) == (HOURS, ["08:00", "13:00"], ["09:00", "12:00"], ["18:30"])
        assert (await session.exec(select(Meeting.slot_id))).one() == slot.id
        report = await apply(session, parse(MISSION))
        assert not report.changed_anything, report
    assert [type(notice) for notice in told] == [ZoneRulesChanged]
    assert [notice.to for notice in told] == [organiser]

    # A process that goes by the old rules still changes nothing back.
    old_rules()
    async with database.unit() as session:
        assert not await follow(session)
    zones.pin()
    async with database.unit() as session:
        assert (await hours(session))[0] == HOURS


async def test_calendars_follow_the_rules(database: Database, old_rules: Rules) -> None:
    """A meeting is at the same hour on the wall, by the rules that the file has with it."""
    old_rules()
    async with database.unit() as session:
        await apply(session, parse(MISSION))
        stage = Stage(session, session.now)
        stage.mission = (await session.exec(select(Mission))).one()
        stage.delegation = (await session.exec(select(Delegation).limit(1))).one()
        stage.organisation = Organisation(
            mission_id=stage.mission.id, name="Firm", name_key="firm", kind=OrganisationKind.COMPANY
        )
        await stage.add(stage.organisation)
        one, other = await stage.delegates(2)
        slot = (await session.exec(select(Slot).order_by(col(Slot.starts_at)).limit(1))).one()
        await stage.meeting(one, other, slot)
        assert await in_calendar(session, one) == {("09:00", slot.starts_at)}
        before = slot.starts_at
    zones.pin()
    async with database.unit() as session:
        await follow(session)
    async with database.reading() as session:
        found = await in_calendar(session, one)
        assert found == {("09:00", (await session.get_one(Slot, slot.id)).starts_at)}
        assert found != {("09:00", before)}


async def in_calendar(session: AsyncSession, delegate: Delegate) -> set[tuple[str, datetime]]:
    """Hour on the wall and instant of the one meeting in a delegate's calendar, by the rules in the file."""
    content = written(catalogues().texts("en"), await calendar_of(session, delegate), NOON)
    file = icalendar.Calendar.from_ical(content)
    event: Any = file.events[0]
    start = event.start.replace(tzinfo=None)
    # By the name of the zone, others find the same hour.
    third: Any = IcsCalendarStream.calendar_from_ics(content.decode()).events[0]
    assert third.dtstart.replace(tzinfo=None) == start
    rules = file.timezones[0].to_tz(lookup_tzid=False)
    return {(f"{start:%H:%M}", start.replace(tzinfo=rules).astimezone(UTC))}


async def settle(session: UnitSession) -> int:
    """A meeting in the first slot, an announcement for the evening before, and an organiser: their id."""
    stage = Stage(session, session.now)
    stage.mission = (await session.exec(select(Mission))).one()
    organiser = Person(telegram_id=1)
    await stage.add(organiser)
    await stage.add(
        Role(mission_id=stage.mission.id, person_id=organiser.id, kind=RoleKind.ORGANISER, confirmed_at=session.now)
    )
    other = Stage(session, session.now)
    await other.open(key="other")
    one, two = await other.delegates(2)
    slot = (await session.exec(select(Slot).order_by(col(Slot.starts_at)).limit(1))).one()
    await stage.meeting(one, two, slot)
    send_at = datetime(2026, 12, 9, 18, 30, tzinfo=ZoneInfo(ZONE)).astimezone(UTC)
    await stage.add(
        Announcement(mission_id=stage.mission.id, state=AnnouncementState.SCHEDULED, send_at=send_at),
    )
    return organiser.id


async def hours(session: UnitSession) -> tuple[list[str], list[str], list[str], list[str]]:
    """What the wall shows: when slots begin, when the hall is open, when the interpreter is there, when to announce."""
    slots = (await session.exec(select(Slot).order_by(col(Slot.starts_at)))).all()
    assert all(slot.ends_at - slot.starts_at == timedelta(hours=1) for slot in slots)
    (venue,) = (await session.exec(select(Venue))).all()
    (interpreter,) = (await session.exec(select(Interpreter))).all()
    (announcement,) = (await session.exec(select(Announcement))).all()
    assert announcement.send_at is not None
    spans = [[each[end] for each in found for end in ("from", "to")] for found in (venue.open, interpreter.present)]
    first, second = ([wall(datetime.fromisoformat(at)) for at in found] for found in spans)
    return [wall(slot.starts_at) for slot in slots], first, second, [wall(announcement.send_at)]


def wall(instant: datetime) -> str:
    return f"{instant.astimezone(ZoneInfo(ZONE)):%H:%M}"
