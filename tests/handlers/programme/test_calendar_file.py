"""A calendar sent to the desk: looked at first, then loaded; what is wrong is said, nothing half done."""

from __future__ import annotations

import pytest
from sqlmodel import col, select

from missions.loading.ics.events import LARGEST
from storage.tables import DeskJob, Mission, ProgrammeSession, SessionKind
from tests.handlers.desk.kit import organiser
from tests.handlers.programme.kit import Hall, words
from tests.handlers.registration.kit import House
from tests.in_turn import each_in_turn
from tests.people import Person

pytestmark = pytest.mark.asyncio(loop_scope="session")


def event(uid: str, title: str, day: str, hour: str = "09", more: str = "") -> str:
    zone = "TZID=Europe/Madrid"
    lines = [
        *("BEGIN:VEVENT", f"UID:{uid}", "DTSTAMP:20260101T000000Z", f"DTSTART;{zone}:{day}T{hour}0000"),
        *(f"DTEND;{zone}:{day}T{hour}3000", f"SUMMARY:{title}", more, "END:VEVENT"),
    ]
    return "\r\n".join(filter(None, lines))


def calendar(*events: str) -> bytes:
    parts = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//test//EN", *events, "END:VCALENDAR", ""]
    return "\r\n".join(parts).encode()


async def first_day(house: House) -> str:
    async with house.database.reading() as session:
        return f"{(await session.exec(select(Mission))).one().starts_on:%Y%m%d}"


async def titles(house: House, *uids: str) -> list[str]:
    """Of the sessions that these events are, in the order of their ids; the cancelled ones marked."""
    keys = [f"ics:{uid}" for uid in uids]
    async with house.database.reading() as session:
        found = select(ProgrammeSession).where(col(ProgrammeSession.key).in_(keys)).order_by(col(ProgrammeSession.id))
        rows = (await session.exec(found)).all()
    return [f"{'✖' if row.cancelled_at else ''}{next(iter(row.title.values()))}" for row in rows]


async def asked(house: House, language: str) -> Person:
    """The organiser, where the desk asks for the file."""
    owner, says = await organiser(house, language), words(language)
    await owner.say("/desk")
    await owner.expect("🗂")
    await owner.press(says("📋 Programme"))
    await owner.expect("📋")
    await owner.press(says("📥 Load a calendar (.ics)"))
    await owner.expect("📥")
    return owner


@each_in_turn("language", ["fr", "ar", "en"])
async def test_a_calendar_is_looked_at_then_loaded_and_followed(programme_home: House, language: str) -> None:
    day, says = await first_day(programme_home), words(language)
    one, two, three = (f"{language}-{n}@example.org" for n in range(3))
    owner = await asked(programme_home, language)
    await owner.say("quand ?")
    await owner.expect("📥")
    await owner.send_file("photo.txt", b"hello", "text/plain")
    await owner.expect(says("This is not a calendar. Please send a file whose name ends with .ics."))
    await owner.send_file("a.ics", calendar(event(one, "Port", day), event(two, "Fair", day, "10")), "text/calendar")
    await owner.expect(says("🔎 <b>Preview: nothing has changed yet</b>"), "a.ics", "Port", "Fair")
    assert await titles(programme_home, one, two) == []
    await owner.press(says("✅ Load it"))
    await owner.expect(says("✅ <b>Loaded: {name}</b>", name="a.ics"))
    assert await titles(programme_home, one, two) == ["Port", "Fair"]

    # Without being asked for, and with all that can become of an event.
    changed = calendar(event(one, "Port", day, "11"), event(three, "Fair", day, "12"))
    await owner.send_file("b.ics", changed, "text/calendar")
    await owner.expect("➕", "🔀", "❔", "11:00")
    await owner.press(says("✖️ Do not load"))
    await owner.expect(says("✖️ {name}: nothing was loaded.", name="b.ics"))
    gone = calendar(event(one, "Port", day), event(two, "Fair", day, "10", "STATUS:CANCELLED"))
    await owner.send_file("c.ics", gone, "text/calendar")
    await owner.expect(says("🔎 <b>Preview: nothing has changed yet</b>"), "c.ics", "✖️")
    await owner.press(says("✅ Load it"))
    await owner.expect(says("✅ <b>Loaded: {name}</b>", name="c.ics"))
    assert await titles(programme_home, one, two, three) == ["Port", "✖Fair"]
    async with programme_home.database.reading() as session:
        assert (await session.exec(select(DeskJob))).all() == []


@each_in_turn("language", ["fr", "ar", "en"])
async def test_what_is_wrong_is_said_with_its_line(programme_home: House, language: str) -> None:
    day, says = await first_day(programme_home), words(language)
    owner = await organiser(programme_home, language)
    endless = calendar(event("w1@e", "Fine", day), event("w2@e", "Endless", day, "10", "RRULE:FREQ=DAILY"))
    foreign = calendar(event("w3@e", "Far", day)).replace(b"Europe/Madrid", b"Middle-earth/Shire")
    wrong = {
        "endless.ics": (endless, "the event repeats: write each session as an event of its own"),
        "foreign.ics": (foreign, '"{zone}" is a time zone that is not known'),
        "cut.ics": (endless[:300], "is broken: not each BEGIN has its END"),
        "empty.ics": (b"", "is no iCalendar file: one begins with BEGIN:VCALENDAR"),
    }
    for name, (content, what) in wrong.items():
        await owner.send_file(name, content or b"\n", "text/calendar")
        said = says(what, zone="Middle-earth/Shire")
        await owner.expect(says("❌ <b>{name}: nothing was loaded.</b>", name=name), said)
    await owner.send_file("large.ics", b"x" * (LARGEST + 1), "text/calendar")
    await owner.expect(says("This file is too large: a programme has at most {n} MB. Nothing was loaded.", n=5))
    assert await titles(programme_home, "w1@e", "w2@e", "w3@e") == []


async def test_what_delegates_send_is_not_loaded(in_english: Hall) -> None:
    phone = in_english.one.phone
    await phone.send_file("a.ics", calendar(), "text/calendar")
    await phone.expect("organisers")
    async with in_english.house.database.reading() as session:
        assert (await session.exec(select(DeskJob))).all() == []


async def test_an_event_that_is_there_already_is_in_doubt(in_english: Hall) -> None:
    house, day = in_english.house, await first_day(in_english.house)
    owner = await organiser(house, "en")
    await owner.send_file("twin.ics", calendar(event("twin@e", in_english.title.upper(), day, "15")), "text/calendar")
    await owner.expect("1 session may be in the programme already")
    await owner.press("✖️ Do not load")
    await owner.expect("nothing was loaded")
    async with house.database.reading() as session:
        rows = (await session.exec(select(ProgrammeSession).where(ProgrammeSession.kind == SessionKind.COURSE))).all()
    assert [row.title for row in rows].count({"en": in_english.title}) == 1
