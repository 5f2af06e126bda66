"""The clock is shifted at the desk, over the wire: read once by each it touches, chased until seen, called at last.

One afternoon by the sandbox's clock, with organisers and delegates of three languages.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import unquote

import pytest
from sqlmodel import col, select

from storage.database import Database
from storage.tables import (
    Delegate,
    Interpreter,
    InterpreterSeat,
    Meeting,
    Mission,
    ProgrammeSession,
    SessionKind,
    SignUp,
    SignUpState,
    Slot,
)
from tests.handlers.changes.kit import Fair
from tests.handlers.desk.kit import label
from tests.people import Person, Sandbox
from tests.settled import all_said
from tests.wasl import Wasl

TEN = datetime(2027, 7, 12, 8, tzinfo=UTC)
"""Ten in the morning at Málaga, on the first day of the mission."""
FOUR, HALF_PAST, LAST = (TEN.replace(hour=14, minute=minutes) for minutes in (0, 30, 59))
LEILA = "Leïla Testard"
"""An interpreter of the mission who has no chat."""
fr, ar, en = (label(code) for code in ("fr", "ar", "en"))


@dataclass
class Afternoon:
    """Two meetings at four and half past four, and a bus at half past six that two signed up for."""

    sandbox: Sandbox
    database: Database
    salma: Person
    yassine: Person
    karim: Person
    amina: Person
    lucia: Person
    rachid: Person

    async def move_clock(self, moment: datetime) -> None:
        await self.sandbox.move_clock(at=moment.isoformat())

    async def begins(self, kind: type[Slot | ProgrammeSession], row_id: int) -> datetime:
        async with self.database.reading() as session:
            row: Slot | ProgrammeSession = await session.get_one(kind, row_id)
            return row.starts_at


@pytest.mark.parametrize("engine_name", ["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)])
async def test_an_afternoon_that_begins_later(database_url: str, database: Database, tmp_path: Path) -> None:
    clock = tmp_path / "clock"
    async with (
        Sandbox(clock=clock) as sandbox,
        Wasl(sandbox, database_url, owner_ids=(1001, 1002, 2003), start=False, clock=str(clock)) as wasl,
    ):
        await sandbox.move_clock(at=TEN.isoformat())
        await wasl.load("malaga")
        await wasl.start()
        people = [sandbox.person(number) for number in (1001, 1002, 2003, 2002, 3001, 2001)]
        for person in people:
            await person.start(answered=True)
        day = Afternoon(sandbox, database, *people)
        at_four, bus, rides_alone = await an_afternoon(day)
        await shifts_it(day)
        assert await day.begins(Slot, at_four) == FOUR + timedelta(minutes=20)
        assert (await day.begins(ProgrammeSession, bus)).astimezone(UTC).minute == 50
        await is_chased(day)
        await is_called(day, rides_alone)
        await goes_back(day, at_four)
        await turns_wrong(day)
        await all_said(database)
        assert await sandbox.refused() == []


async def an_afternoon(day: Afternoon) -> tuple[int, int, Delegate]:
    fair = Fair(day.database)
    in_arabic = await fair.seat(day.amina, "ar", "Hanane Zerouali")
    in_english = await fair.seat(day.lucia, "en", "Laura Montero")
    in_french = await fair.seat(day.rachid, "fr", "Othmane Skalli")
    async with day.database.unit() as session:
        slots = {row.starts_at: row.id for row in (await session.exec(select(Slot))).all()}
        mission = (await session.exec(select(Mission))).one()
        mission.reminder_minutes = []
        alone = (
            await session.exec(
                select(Delegate).where(col(Delegate.person_id).is_(None), Delegate.name != "Rosa Villena")
            )
        ).first()
        assert alone is not None
        alone.phone, alone.language = "+212600112233", "ar"
        bus = ProgrammeSession(
            mission_id=mission.id,
            kind=SessionKind.BUS,
            title={"fr": "Bus pour l’hôtel", "ar": "الحافلة إلى الفندق", "en": "Bus to the hotel"},
            starts_at=TEN.replace(hour=16, minute=30),
            ends_at=TEN.replace(hour=17),
        )
        session.add(bus)
        await session.flush()
        for each in (in_arabic, in_french, alone):
            session.add(SignUp(session_id=bus.id, delegate_id=each.id, state=SignUpState.SIGNED_UP))
        bus_id = bus.id
    first = await fair.book(in_arabic, in_english, slots[FOUR], "pta", "4")
    async with day.database.unit() as session:
        leila = (await session.exec(select(Interpreter).where(Interpreter.name == LEILA))).one()
        (await session.get_one(Meeting, first)).interpreter_id = leila.id
        session.add(InterpreterSeat(slot_id=slots[FOUR], interpreter_id=leila.id, meeting_id=first))
    await fair.book(in_english, in_french, slots[HALF_PAST], "pta", "5")
    return slots[FOUR], bus_id, alone


async def shifts_it(day: Afternoon) -> None:
    salma = day.salma
    await salma.say("/changes")
    await salma.press(fr("🕓 Shift the clock"))
    await salma.expect("De quel jour")
    await salma.press("lundi 12 juillet")
    await salma.press("16:00 (1)")
    await salma.expect("lundi 12 juillet, 16:00", "De combien de minutes")
    await salma.press("+20 min")
    shown = await salma.expect("rien n’a encore changé", "20 minutes plus tard", "2 rendez-vous", "18:30 → 18:50")
    assert "4 personnes" in shown.text
    assert "✉️ dont 1" in shown.text
    await salma.press("Confirmer et prévenir")
    await salma.expect_toast("3 personnes")
    await salma.expect("Vu par 0 sur 4", "À partir de", "16:00")

    told = await day.lucia.expect(
        "20 minutes later", "today 16:20", "Hanane Zerouali", "16:00 → 16:20", "16:30 → 16:50"
    )
    assert "Othmane Skalli" in told.text
    assert told.text.splitlines()[0].startswith("🕓 20 minutes later · today 16:20")
    await day.lucia.expect("Technology Park")
    in_arabic = await day.amina.expect("تأخير بـ 20 دقيقة", "16:20", "18:50", "الحافلة إلى الفندق")
    assert in_arabic.text.count("20 دقيقة") == 1
    await day.rachid.expect("20 minutes plus tard", "16:50", "18:50", "Bus pour l’hôtel")
    await all_said(day.database)
    for each in (day.lucia, day.amina, day.rachid):
        assert len([seen for seen in each.screen if "16:20" in seen.text or "16:50" in seen.text]) == 1
    await day.lucia.press("✓ Seen")
    await day.lucia.expect_toast("The organisers can see")
    await day.rachid.press(fr("✓ Seen"))
    await day.rachid.expect_toast()


async def is_chased(day: Afternoon) -> None:
    """Amina has not seen it, and one more has no chat."""
    await day.karim.sees("Call sheet", "1 person to call")
    await day.move_clock(TEN + timedelta(minutes=16))
    again = await day.amina.expect("تأخير بـ 20 دقيقة", "يرجى الضغط")
    assert again.button("تم الاطّلاع") is not None
    await all_said(day.database)
    assert len([seen for seen in day.amina.screen if "16:20" in seen.text]) == 1
    await day.move_clock(TEN + timedelta(minutes=33))
    await day.lucia.expect("May not know of the change", "today 16:20", "Hanane Zerouali", "+212600000202")
    await day.move_clock(TEN + timedelta(minutes=50))
    await day.karim.sees("Call sheet", "2 people to call", "Hanane Zerouali")
    await day.yassine.sees("قائمة الاتصال", "شخصان", "Hanane Zerouali")
    await day.salma.sees("Liste d’appels", "2 personnes à appeler", "Hanane Zerouali")


async def is_called(day: Afternoon, alone: Delegate) -> None:
    salma, karim, yassine = day.salma, day.karim, day.yassine
    sheet = await karim.sees("2 people to call", "Interpreters to call", LEILA, "+33 600 000 101")
    await karim.press_in(sheet.id, f"Reached: {LEILA}")
    await karim.expect_toast("counts as seen")
    shown = await karim.expect("2 people to call")
    assert LEILA not in shown.text
    await yassine.say("/changes")
    await yassine.press(ar("📞 Call sheet"), answered=True)
    assert LEILA not in (await yassine.expect("شخصان")).text
    await salma.press(fr("📞 Call the next person"))
    call = await salma.expect(
        "Hanane Zerouali", "+212600000202", "السلام عليكم", "As-salamu", "Bonjour Hanane Zerouali"
    )
    assert "16:20" in call.text
    chat = call.button("WhatsApp")
    assert chat is not None
    assert chat.raw["url"].startswith("https://wa.me/212600000202?text=")
    assert "السلام عليكم Hanane Zerouali" in unquote(chat.raw["url"])
    await karim.press(en("📞 Call the next person"))
    await karim.expect(alone.name, "+212600112233", "In Latin letters", "Not in the chat yet")
    await yassine.press(ar("📞 Call the next person"))
    await yassine.expect("لا أحد آخر للاتصال به الآن")
    await karim.press(en("📵 No answer"))
    await karim.expect_toast("Back on the call sheet at 10:5")
    await karim.expect("No one else can be called right now", "no answer, again at")
    # Amina sees it by herself: no call is needed, and who was warned reads so.
    await day.amina.press("تم الاطّلاع")
    await day.amina.expect_toast("شكرًا")
    await salma.sees("Hanane Zerouali", "n’est plus nécessaire")
    await day.lucia.sees("Hanane Zerouali knows of the change by now")
    await karim.sees("1 person to call", alone.name)
    await day.move_clock(TEN + timedelta(minutes=57))
    await yassine.say("/changes")
    await yassine.press(ar("📞 Call sheet"))
    await yassine.expect("شخص واحد", alone.name)
    await yassine.press(ar("📞 Call the next person"))
    await yassine.expect(alone.name, "السلام عليكم")
    await yassine.press(ar("✅ Reached"))
    await yassine.expect("لم يبق أحد")
    await salma.say("/changes")
    await salma.press(fr("🕘 Changes so far"))
    await salma.press("16:00")
    await salma.expect("Vu par 4 sur 4")


async def goes_back(day: Afternoon, at_four: int) -> None:
    """Ten minutes earlier, by the other organiser, typed in."""
    karim = day.karim
    await karim.say("/changes")
    await karim.press(en("🕓 Shift the clock"))
    await karim.press("Monday 12 July")
    await karim.press("16:20 (1)")
    await karim.press(en("⌨️ Another number"))
    await karim.expect("How many minutes later?")
    await karim.say("soon")
    await karim.expect("from 1 to 600")
    await karim.say("-10")
    await karim.expect("10 minutes earlier", "18:50 → 18:40")
    await karim.press("Confirm and notify")
    await karim.expect_toast("Notifying 3 people")
    await day.lucia.expect("10 minutes earlier", "16:20 → 16:10")
    await day.amina.expect("تقديم بـ 10 دقائق", "16:10")
    assert await day.begins(Slot, at_four) == FOUR + timedelta(minutes=10)
    await all_said(day.database)
    # What was said before gives way to it.
    assert [seen.text for seen in day.lucia.screen if "20 minutes later" in seen.text] == []


async def turns_wrong(day: Afternoon) -> None:
    """One hour alone; what is in the way; a delegate is no organiser; a button of before."""
    yassine = day.yassine
    await yassine.say("/changes")
    await yassine.press(ar("🕓 Shift the clock"))
    await yassine.press("12 يوليوز")
    await yassine.press("16:10 (1)")
    await yassine.press(ar("🤝 Only this hour"))
    await yassine.expect(ar("Only the meetings of this hour."))
    await yassine.press("+30 د", answered=True)
    await yassine.expect_toast("يبقى في مكانه")
    await yassine.press("+5 د")
    shown = await yassine.expect("لم يتغيّر شيء بعد", "Hanane Zerouali")
    confirm = next(button.data for button in shown.buttons if button.own_data.startswith("shy"))
    async with day.database.unit() as session:
        for meeting in (await session.exec(select(Meeting))).all():
            meeting.revision += 1
    await yassine.stale_press(shown.id, confirm)
    await yassine.expect("⚠️", "لم يتغيّر شيء بعد")
    await day.rachid.stale_press(day.rachid.last.id, confirm)
    await day.rachid.expect_toast("organisateurs")
