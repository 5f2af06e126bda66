"""One's own profile and data: change, pause, leave, come back, export, erase; block the bot and return."""

from __future__ import annotations

import json
from typing import Any

import pytest
from sqlalchemy import Text, cast, func, or_
from sqlmodel import col, select

from storage.tables import (
    Audit,
    Consent,
    Delegate,
    DelegateStatus,
    Meeting,
    MeetingState,
    OutboxRow,
    Slot,
    metadata,
)
from storage.tables import Person as PersonRow
from tests.handlers.desk.kit import speak
from tests.handlers.registration.kit import House

pytestmark = pytest.mark.asyncio(loop_scope="session")


TOPICS = {
    "fr": ("Thèmes", "➕ 🎁", "Fintech", "Paiement mobile", "✅ Terminer", "Continuer"),
    "ar": ("المواضيع", "➕ 🎁", "التقنية المالية", "الدفع الإلكتروني", "✅ تم", "متابعة"),
    "en": ("Topics", "➕ 🔎", "Fintech", "Mobile payment", "✅ Done", "Continue"),
}


async def test_any_topic_is_two_taps_away_in_each_language(joining_home: House) -> None:
    """By sector, whatever was suggested; what is forged or late changes nothing."""
    home = joining_home
    nadir, delegate = await home.approved("Nadir")
    for code, (field, door, sector, topic, done, on) in TOPICS.items():
        await speak(home.database, nadir.id, code)
        await nadir.say("/profile", answered=True)
        await nadir.press(field)
        await nadir.press(door)
        await nadir.press(sector)
        await nadir.press(topic)
        ticked = await nadir.expect(sector)
        assert ticked.button(topic) is not None
        for forged in ("topic:offer:nothing:1", "topics:offer:nowhere:0:0", "topics:both::0:0", "topic:x:saas:1"):
            await nadir.stale_press(ticked.id, forged)
            assert (await nadir.expect_toast())["show_alert"]
        await nadir.press(done)
        await nadir.press(on, answered=True)
        [changed] = await home.rows(Delegate, Delegate.id == delegate.id)
        side = changed.need_tags if "🔎" in door else changed.offer_tags
        assert ("mobile_payments" in side) == (code != "ar"), "in Arabic it is taken back"
    await nadir.stale_press(ticked.id, "topic:offer:saas:1")
    assert (await nadir.expect_toast("This registration is closed"))["show_alert"]


async def test_change_pause_leave_and_come_back(joining_home: House) -> None:
    home = joining_home
    salim, delegate = await home.approved("Salim")
    for button, question, answer, shown in (
        ("Name", "What name should be on your badge", "Salim Nouveau-Né", "Salim Nouveau-Né"),
        ("Organisation", "Which company or organisation", "Atlas Nouveau", "Atlas Nouveau · Company"),
        ("Position", "What is your position", "Chairman", "Chairman"),
        ("What I look for", "What do you look for", "Call centres", "Looks for: Call centres"),
    ):
        await salim.say("/profile")
        await salim.expect("Registration approved")
        await salim.press(button)
        await salim.expect(question)
        await salim.say(answer)
        if button == "What I look for":
            asked = await salim.expect("What is it about?")
            chips = [each.text for each in asked.buttons]
            assert "✅ 🎁 web development" in chips
            assert "✅ 🔎 call centre" in chips
            assert "New: Call centres" in asked.text
            await salim.press("Continue")
        else:
            await salim.expect("Current: ", f"New: {answer}")
            await salim.press("Save")
        await salim.expect("Registration approved", shown)
    await salim.press("Kind of organisation")
    await salim.expect("What kind")
    await salim.press("University")
    await salim.expect("Atlas Nouveau · University")
    await salim.press("Languages")
    await salim.press("▫️ German")
    await salim.expect("Which languages")
    await salim.press("Continue")
    await salim.expect("English, Spanish and German")
    await salim.press("Phone number")
    await salim.expect("What is your phone number?")
    # As a keyboard says it that was sent before its words changed.
    await salim.say("Without a number", answered=True)
    old = await salim.expect("Phone: not given")

    [changed] = await home.rows(Delegate, Delegate.id == delegate.id)
    assert (changed.name, changed.phone, changed.status) == ("Salim Nouveau-Né", "", DelegateStatus.APPROVED)
    assert (changed.offer_tags, changed.need_tags) == (delegate.offer_tags, ["call_centre"])
    assert changed.revision == delegate.revision + 7

    await salim.press("Pause", answered=True)
    await salim.expect("Paused")
    pause = old.button("Pause")
    assert pause is not None
    await salim.stale_press(old.id, pause.data)
    await salim.expect_toast("has changed")
    assert salim.last.button("Resume")
    await salim.say("/people")
    await salim.expect("paused")
    await salim.press("Resume")
    await salim.expect("Registration approved")
    other = await home.newcomer("Forger")
    await other.start(answered=True)
    await other.stale_press(other.last.id, f"pa:{delegate.id}:really-leave:{changed.revision + 2}")
    await other.expect_toast("not your profile")

    lamia, counterpart = await home.approved("Lamia")
    await _meet(home, delegate, counterpart)
    await salim.press("Leave")
    await salim.expect("Leave this mission?", "1 confirmed meeting is cancelled")
    await salim.press("No, stay")
    await salim.expect("Registration approved")
    await salim.press("Leave")
    await salim.press("Yes, leave")
    await salim.expect("You have left this mission")
    await lamia.expect("Salim Nouveau-Né")
    [meeting] = await home.rows(Meeting, Meeting.requester_id == delegate.id)
    assert meeting.state is MeetingState.CANCELLED
    await salim.press("Come back")
    await salim.expect("Registration approved")


async def test_export_and_erase(joining_home: House) -> None:
    home = joining_home
    samir, delegate = await home.approved("Samir")
    hind, counterpart = await home.approved("Hind")
    await _meet(home, delegate, counterpart)
    await samir.say("/privacy")
    await samir.expect("Your rights", "09-08", "2013-450", "GDPR", "You agreed for Mission to Málaga")
    await samir.stale_press(samir.last.id, "topic:offer:saas:1")
    await samir.expect_toast("This registration is closed")
    await samir.press("Export my data")
    document = json.loads(await samir.file_bytes(await samir.expect("wasl-my-data.json")))
    assert document["profiles"][0]["name"] == "Samir Nouveau"
    assert document["person"]["telegram_id"] == samir.id
    assert document["consents"][0]["version"]
    assert len(document["meetings"]) == 1
    toasts = [row for row in document["messages_to_me"] if row["method"] == "answerCallbackQuery"]
    assert any("This registration is closed" in row["params"].get("text", "") for row in toasts)

    # An unfinished conversation goes as well.
    await samir.say("/profile")
    await samir.press("Position")
    await samir.expect("What is your position")
    await samir.say("/privacy")
    await samir.press("Delete my data")
    await samir.expect("Delete all your data?", "cannot be undone")
    await samir.press("Yes, delete everything")
    await samir.expect("all your data have been deleted")
    await hind.expect("Samir Nouveau")

    assert not await home.rows(Delegate, Delegate.id == delegate.id)
    assert not await home.rows(Meeting, Meeting.requester_id == delegate.id)
    assert not await home.rows(Consent, Consent.person_id == delegate.person_id)
    assert not await home.rows(PersonRow, PersonRow.telegram_id == samir.id)
    assert not await home.rows(Audit, Audit.actor_id == delegate.person_id)
    # What is left of them: the last words to each of the two.
    assert await _tables_naming(home, "Samir Nouveau") <= {"outbox"}
    named = await home.rows(OutboxRow, cast(col(OutboxRow.params), Text).contains("Samir Nouveau"))
    assert {row.chat_id for row in named} == {hind.id}
    assert len(named) == 1
    assert await _tables_naming(home, str(samir.id)) <= {"outbox"}

    await samir.say("/profile")
    await samir.expect("not registered for a mission yet")
    await samir.start()
    stranger = await samir.expect("Hello, I am Wasl")
    assert not stranger.button("My profile")


async def test_what_telegram_calls_a_person_goes_with_them(joining_home: House) -> None:
    home = joining_home
    zed = await home.newcomer("Zedoire")
    await zed.start(await home.invite(None, role="organiser"))
    await home.owner.expect("Zedoire")
    asked = await home.rows(OutboxRow, cast(col(OutboxRow.params), Text).contains("Zedoire"))
    [person] = await home.rows(PersonRow, PersonRow.telegram_id == zed.id)
    assert {(row.chat_id, row.about) for row in asked} == {(home.owner.id, f" person:{person.id} ")}

    await zed.say("/privacy")
    await zed.press("Delete my data")
    await zed.press("Yes, delete everything")
    await zed.expect("all your data have been deleted")

    assert await _tables_naming(home, "Zedoire") == set()


async def test_block_and_return(joining_home: House) -> None:
    home = joining_home
    tarik, _delegate = await home.approved("Tarik")
    await tarik.block()
    [person] = await home.rows(PersonRow, PersonRow.telegram_id == tarik.id)
    assert person.unreachable_since is not None
    await tarik.unblock()
    back = await tarik.expect("Welcome back")
    assert back.button("My agenda")
    [person] = await home.rows(PersonRow, PersonRow.telegram_id == tarik.id)
    assert person.unreachable_since is None
    await tarik.say("/help")
    helped = await tarik.expect("Registration approved", "/agenda – My agenda")
    assert "/desk" not in helped.text


async def _meet(home: House, one: Delegate, other: Delegate) -> None:
    async with home.database.unit() as session:
        slot = (await session.exec(select(Slot).where(Slot.mission_id == one.mission_id))).first()
        assert slot is not None
        session.add(
            Meeting(
                mission_id=one.mission_id,
                requester_id=one.id,
                invitee_id=other.id,
                pair=f"{one.id}-{other.id}",
                slot_id=slot.id,
                state=MeetingState.CONFIRMED,
                confirmed_at=session.now,
            )
        )


async def _tables_naming(home: House, text: str) -> set[str]:
    """Names of the tables in which any column has this text, in whatever type."""
    await home.sandbox.acknowledged()
    found = set()
    async with home.database.reading() as session:
        connection: Any = await session.connection()
        for table in metadata.sorted_tables:
            anywhere = or_(*(cast(column, Text).contains(text) for column in table.columns))
            count = await connection.execute(select(func.count()).select_from(table).where(anywhere))
            if count.scalar_one():
                found.add(table.name)
    return found
