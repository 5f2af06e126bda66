"""Settings at the desk in each language: what is typed and chosen holds, and what cannot be read is asked again."""

from __future__ import annotations

from datetime import date, time

import pytest
from sqlmodel import select

from missions.quiet.typed import UNREADABLE_HOUR, UNREADABLE_HOURS
from missions.settings.changing import UNREADABLE_DAY, UNREADABLE_LEADS
from storage.tables import Mission
from tests.handlers.desk.kit import label, organiser
from tests.handlers.registration.kit import House
from tests.in_turn import each_in_turn

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def mission_of(house: House) -> Mission:
    await house.sandbox.acknowledged()
    async with house.database.reading() as session:
        return (await session.exec(select(Mission))).one()


@each_in_turn("language", ["fr", "ar", "en"])
async def test_each_setting_is_changed_and_taken_back(desk_home: House, language: str) -> None:
    salma, _ = await organiser(desk_home, language), label(language)
    before = await mission_of(desk_home)
    await salma.say("/desk")
    await salma.expect("🗂")
    await salma.press(_("⚙️ Settings"))
    await salma.expect("60", "18:30")
    typed = {
        "⏰ Reminders": ("soon", UNREADABLE_LEADS, "90, 20"),
        "🗞 Evening digest": ("late", UNREADABLE_HOUR, "19h15"),
        "🌙 Quiet hours": ("22:00", UNREADABLE_HOURS, "23:15-06:45"),
        "🌒 Ramadan": ("31/02/2027", UNREADABLE_DAY, "08/02/2027"),
    }
    for name, (wrong, refusal, right) in typed.items():
        await salma.press(_(name))
        await salma.expect(_(name))
        await salma.say(wrong)
        await salma.expect(_(refusal))
        await salma.say(right)
        await salma.expect(_(name), _("🌒 Ramadan"), _("🕌 Prayer times"))
    for name, choice in (
        ("🔢 Daily limit of messages", "12"),
        ("⏳ Requests", "36"),
        ("🕌 Prayer times", _("Morocco")),
    ):
        await salma.press(_(name))
        await salma.expect(_(name))
        await salma.press(choice)
        await salma.expect(_(name), choice)

    now = await mission_of(desk_home)
    assert (now.reminder_minutes, now.digest_at, now.request_hours) == ([90, 20], time(19, 15), 36)
    assert (now.quiet_from, now.quiet_until) == (time(23, 15), time(6, 45))
    assert (now.pushes_a_day, now.prayer_times, now.ramadan_on) == (12, "morocco", date(2027, 2, 8))
    async with desk_home.database.unit() as session:
        mission = (await session.exec(select(Mission))).one()
        for name in ("reminder_minutes", "digest_at", "request_hours", "quiet_from", "quiet_until", "ramadan_on"):
            setattr(mission, name, getattr(before, name))
        mission.pushes_a_day, mission.prayer_times = 0, ""


async def test_messages_a_day_are_counted(desk_home: House) -> None:
    salma, _ = await organiser(desk_home), label("en")
    await salma.say("/desk")
    await salma.expect("🗂")
    await salma.press(_("📈 Messages a day"))
    await salma.expect("Messages a person a day")
