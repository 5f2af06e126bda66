"""My day over the wire, in each language: what comes next, its contact and map, and the message that stays pinned."""

from __future__ import annotations

import pytest
from markupsafe import Markup
from sqlmodel import select

from handlers.core.message_text import as_read
from handlers.day.phone_zone import UNKNOWN
from handlers.views.zones import city
from locales import catalogues
from storage.tables import Person
from tests.handlers.meetings.kit import Pair
from tests.people import TOKEN
from tests.people import Person as Phone
from tests.screen import Seen, plain

BOT = int(TOKEN.partition(":")[0])

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def below(phone: Phone, number: int, *parts: str) -> Seen:
    """The message with these parts below that one, once it is there."""

    def found() -> Seen | None:
        later = (seen for seen in phone.screen if seen.id > number and seen.from_bot)
        return next((seen for seen in later if all(plain(part) in seen.text for part in parts)), None)

    return await phone.sandbox.until(found, lambda: f"{parts} not below {number}:\n{phone.told()}")


async def test_my_day_leads_to_the_next_meeting_and_keeps_itself_current(pair: Pair) -> None:
    one, other = pair.one, pair.other
    _ = catalogues().texts(one.words.code).plain
    await pair.confirmed()
    await one.phone.say("/today")
    shown = await one.phone.expect(_("Nothing today."), other.name)
    await one.phone.press_in(shown.id, "📇")
    await one.phone.expect(other.contact)
    await one.phone.press_in(shown.id, "📍")
    await one.phone.sandbox.until(lambda: any("venue" in seen.raw for seen in one.phone.screen), lambda: "no map")
    await one.phone.press_in(shown.id, "📌")
    await one.phone.expect_event("pin", message_id=shown.id)

    # What a pinned message's buttons open comes below it.
    await one.phone.press_in(shown.id, other.name)
    card = await below(one.phone, shown.id, one.words.confirmed, other.name)

    # A newer one takes its place at the top.
    await one.phone.say("/today")
    newer = await below(one.phone, card.id, _("Nothing today."), other.name)
    await one.phone.press_in(newer.id, _("📌 Keep it pinned"))
    await one.phone.expect_event("pin", message_id=newer.id)
    await one.phone.expect_event("unpin", message_id=shown.id)

    await other.cancels(one.name)
    await one.phone.expect(one.words.cancelled)
    current = await one.phone.sandbox.until(
        lambda: next((each for each in one.phone.screen if each.id == newer.id and other.name not in each.text), None),
        lambda: f"still there:\n{one.phone.told()}",
    )
    await one.phone.press_in(current.id, "📌")
    await one.phone.expect_event("unpin", message_id=newer.id)

    # The bot was told of its own pins, and is nobody.
    await one.phone.sandbox.acknowledged()
    async with pair.house.database.reading() as session:
        assert (await session.exec(select(Person).where(Person.telegram_id == BOT))).all() == []


async def test_a_day_is_sent_as_a_picture_and_printed_and_a_change_brings_the_next_version(pair: Pair) -> None:
    one, other = pair.one, pair.other
    _ = catalogues().texts(one.words.code).plain
    await pair.confirmed()
    await one.phone.say("/agenda")
    await one.phone.press("🖼")
    picture = await one.phone.sandbox.until(
        lambda: next((seen for seen in one.phone.screen if "photo" in seen.raw), None), lambda: "no picture"
    )
    assert (await one.phone.file_bytes(picture)).startswith(b"\x89PNG")
    await one.phone.press("📄")
    printed = await one.phone.expect(".pdf", "1")
    assert (await one.phone.file_bytes(printed)).startswith(b"%PDF")

    await other.cancels(one.name)
    assert (await one.phone.file_bytes(await one.phone.expect("🔀", "2", ".pdf"))).startswith(b"%PDF")


async def test_a_phone_in_another_zone_reads_both_hours(pair: Pair) -> None:
    one, other = pair.one, pair.other
    _ = catalogues().texts(one.words.code)
    await pair.confirmed()
    await one.phone.say("/agenda")
    agenda = await one.phone.expect(other.name)
    on_phone = plain(_.plain("{time} ({other} on your phone)", time="", other="")).strip(" ()")
    assert on_phone not in agenda.text

    asked, unknown = _.plain("🕓 <b>Which time does your phone show?</b>"), _.plain(UNKNOWN)
    await one.phone.say("/time")
    await one.phone.expect(as_read(Markup(asked)))  # noqa: S704 - ours
    await one.phone.say("Atlantis")
    await one.phone.expect(unknown)
    await one.phone.say("New York")
    await one.phone.expect(plain(city(_, "America/New_York")), "/time")
    # What is in the chat follows.
    await one.phone.sees(other.name, on_phone)
    await one.phone.say("/today")
    await one.phone.expect(other.name, on_phone)

    await one.phone.say("/time")
    await one.phone.press(_.plain("✅ The mission’s time"))
    await one.phone.expect(_.plain("✅ Your phone shows the mission’s time. To change this: /time"))
    await one.phone.say("/today")
    assert on_phone not in (await one.phone.expect(other.name)).text
