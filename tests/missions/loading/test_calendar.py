"""Sessions from an iCalendar file: what becomes of each event, and what is wrong, with its line; nothing half done."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlmodel import select

from missions.loading import MissionFileInvalid, apply
from missions.loading.apply.calendar import load_calendar
from missions.loading.ics.events import LARGEST, LINES
from missions.loading.toml.parse import parse
from storage.database import Database
from storage.tables import ProgrammeSession, SessionKind
from tests.missions.loading.test_programme import FRAME
from tests.missions.stage import NOON

pytestmark = pytest.mark.parametrize("engine_name", ["sqlite"])

HEAD = "BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//test//EN\n"
EVENT = """BEGIN:VEVENT
UID:visit@example.org
DTSTAMP:20270101T000000Z
DTSTART;TZID=Europe/Madrid:20270714T093000
DTEND;TZID=Europe/Madrid:20270714T110000
SUMMARY;LANGUAGE=es:Visita
DESCRIPTION:Con zapatos
 \u0020cerrados
LOCATION:PTA\\, Calle María Curie 35
CATEGORIES:visit
END:VEVENT
"""
END = "END:VCALENDAR\n"


def calendar(*events: str) -> bytes:
    return (HEAD + "".join(events) + END).replace("\n", "\r\n").encode()


async def load(database: Database, content: bytes) -> dict[str, int]:
    async with database.unit() as session:
        session.info["now"] = NOON
        report = await load_calendar(session, "m", content)
    counts = {"created": report.created, "changed": report.changed, "removed": report.removed}
    return {what: each["session"] for what, each in counts.items() if each["session"]}


async def mission(database: Database) -> None:
    async with database.unit() as session:
        session.info["now"] = NOON
        await apply(session, parse(FRAME))


async def sessions(database: Database) -> list[ProgrammeSession]:
    async with database.reading() as session:
        return list((await session.exec(select(ProgrammeSession))).all())


async def test_events_become_sessions_and_follow_the_file(database: Database) -> None:
    await mission(database)
    content = calendar(EVENT)
    assert await load(database, content) == {"created": 1}
    assert await load(database, content) == {}
    (row,) = await sessions(database)
    assert (row.kind, row.title, row.venue_id is not None) == (SessionKind.VISIT, {"es": "Visita"}, True)
    assert row.description == {"en": "Con zapatos cerrados"}
    assert (row.starts_at.isoformat(), row.ends_at.isoformat()) == (
        "2027-07-14T07:30:00+00:00",
        "2027-07-14T09:00:00+00:00",
    )

    # An hour of elsewhere is the same instant here.
    moved = EVENT.replace("DTSTART;TZID=Europe/Madrid:20270714T09", "DTSTART;TZID=America/New_York:20270714T02")
    assert await load(database, calendar(moved)) == {"changed": 1}
    assert (await sessions(database))[0].starts_at.isoformat() == "2027-07-14T06:30:00+00:00"

    cancelled = EVENT.replace("CATEGORIES:visit", "STATUS:CANCELLED")
    assert await load(database, calendar(cancelled)) == {"removed": 1}
    assert (await sessions(database))[0].cancelled_at == NOON


@pytest.mark.parametrize("break_", ["\r", "\n", "\r\n"])
async def test_lines_end_as_any_program_ends_them(database: Database, break_: str) -> None:
    """Not at other signs that break a line: they are of the text."""
    await mission(database)
    event = EVENT.replace("Visita", "Visita\u2028BEGIN:VEVENT")
    written = calendar(event).decode().replace("\r\n", "\n").replace("\n", break_)
    assert await load(database, written.encode()) == {"created": 1}


async def test_several_calendars_in_a_file_are_read(database: Database) -> None:
    await mission(database)
    assert await load(database, calendar(EVENT) + calendar(EVENT.replace("visit@", "other@"))) == {"created": 2}


async def test_a_zone_is_what_its_own_file_says(database: Database) -> None:
    """Two files from two programs may each call their zone "Local"."""
    await mission(database)
    for offset, hour in (("+0200", 7), ("+0000", 9)):
        zone = (
            "BEGIN:VTIMEZONE\nTZID:Local\nBEGIN:STANDARD\nDTSTART:20200101T000000\n"
            f"TZOFFSETFROM:{offset}\nTZOFFSETTO:{offset}\nEND:STANDARD\nEND:VTIMEZONE\n"
        )
        await load(database, calendar(zone, EVENT.replace("Europe/Madrid", "Local")))
        assert (await sessions(database))[0].starts_at == datetime(2027, 7, 14, hour, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("change", "error"),
    [
        (("20270714T110000", "20270714T090000"), "4: DTEND: is not after DTSTART"),
        (("20270714T11", "20270715T11"), "4: DTEND: is on another day"),
        (("20270714", "20270724"), "4: DTSTART: 2027-07-24 is not a day of the mission"),
        ((";TZID=Europe/Madrid:20270714T093000", ";VALUE=DATE:20270714"), "4: DTSTART: is a whole day"),
        (("DTSTART;TZID=Europe/Madrid", "DTSTART;TZID=Mars/Olympus"), '4: DTSTART: "Mars/Olympus" is a time zone'),
        (("20270714T093000", "soon"), "4: DTSTART: is not a date with a time"),
        (("CATEGORIES:visit", "RRULE:FREQ=DAILY"), "4: RRULE: the event repeats"),
        (("LOCATION:PTA", "LOCATION:Elsewhere"), '4: LOCATION: "Elsewhere, Calle María Curie 35" is no venue'),
        (("SUMMARY;LANGUAGE=es:Visita", "SUMMARY:"), "4: SUMMARY: is missing"),
        (("UID:visit@example.org", "X-OTHER:1"), "4: UID: is missing"),
        (("DTSTART;TZID=Europe/Madrid", "X-START"), "4: DTSTART: is missing"),
        ((";TZID=Europe/Madrid:20270714T093000", ":99991231T235959Z"), "4: DTSTART: is not a date with a time"),
        (("CATEGORIES:visit", "DTSTART:20270714T100000"), "4: DTSTART: is there twice"),
        (("CATEGORIES:visit", "BEGIN:VALARM\nTRIGGER:junk\nEND:VALARM"), "4: is broken: "),
    ],
)
async def test_what_is_wrong_is_named(database: Database, change: tuple[str, str], error: str) -> None:
    await mission(database)
    with pytest.raises(MissionFileInvalid) as found:
        await load(database, calendar(EVENT.replace(*change), EVENT.replace("visit@", "other@")))
    assert str(found.value.errors[0]).startswith(error)
    assert await sessions(database) == []


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b"", "1: is no iCalendar file"),
        (b"PK\x03\x04", "1: is no iCalendar file"),
        (b"BEGIN:VCALENDAR\r\nSUMMARY:\xff\r\n", "2: is not UTF-8"),
        (calendar(), "has no event in it"),
        (calendar(EVENT.replace("END:VEVENT\n", "")), "14: is broken"),
        (b"BEGIN:VCALENDAR\r\n" + b"x" * LARGEST, "has more than 5 million bytes"),
        (calendar("BEGIN:VTIMEZONE\nTZID:X\nBEGIN:STANDARD\nEND:STANDARD\nEND:VTIMEZONE\n", EVENT), "4: is broken"),
        (b"BEGIN:VCALENDAR\r\n" + b"X-A:1\r\n" * (LINES + 1) + b"END:VCALENDAR\r\n", "has 60004 lines"),
        (calendar(EVENT, EVENT), '15: UID: "visit@example.org" is there already'),
    ],
)
async def test_a_file_that_is_none_says_so(database: Database, content: bytes, error: str) -> None:
    await mission(database)
    with pytest.raises(MissionFileInvalid) as found:
        await load(database, content)
    assert str(found.value.errors[0]).startswith(error)
    assert await sessions(database) == []
