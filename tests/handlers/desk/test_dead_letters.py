"""What was set aside, at the desk: seen by those it concerns, sent again or dropped, each once, and by nobody else."""

from __future__ import annotations

from typing import Any

import pytest
from sqlmodel import col, select

from storage.outbox import post
from storage.tables import DelegateStatus, FailedUpdate, Mission, OutboxRow, OutboxState, Role, RoleKind
from storage.tables import Person as PersonRow
from storage.tables.base import utc_now
from tests.handlers.desk.kit import Label, delegate, label, organiser, speak
from tests.handlers.registration.kit import OWNER, House
from tests.people import Person

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def set_aside(home: House, person: Person, text: str, state: OutboxState) -> int:
    """A message to someone that Telegram refused, or that is held since a restore."""
    async with home.database.unit() as session:
        row = await session.get_one(
            OutboxRow, await post(session, "sendMessage", {"chat_id": person.id, "text": text}, chat_id=person.id)
        )
        row.state = state
        row.finished_at = utc_now() if state is OutboxState.DEAD else None
        return row.id


async def state_of(home: House, row: int) -> OutboxState:
    async with home.database.reading() as session:
        return (await session.get_one(OutboxRow, row)).state


async def test_owners_send_again_drop_and_replay_in_each_language(desk_home: House) -> None:
    salma = await organiser(desk_home)
    karim = await delegate(desk_home, "Karim", "fr", "Fouad Bennis", DelegateStatus.APPROVED)
    for language in ("fr", "ar", "en"):
        await speak(desk_home.database, OWNER, language)
        await go_through(desk_home, salma, karim, label(language), language)


async def go_through(home: House, salma: Person, karim: Person, _: Label, language: str) -> None:
    await set_aside(home, karim, f"refused {language}", OutboxState.DEAD)
    held = await set_aside(home, karim, f"held {language}", OutboxState.HELD)
    async with home.database.unit() as session:
        session.add(FailedUpdate(bot_id=123456, update_id=900, payload=cancel(karim), error="E at x.py:1"))

    await salma.say("/desk")
    await salma.press(_("📮 Held messages ({n})", n="3"))
    await salma.expect("Telegram" if language != "ar" else "تيليغرام")
    await salma.press(_("🔁 Resend those refused ({n})", n="1"))
    await karim.expect(f"refused {language}")
    await salma.press(_("🗑 Delete those on hold ({n})…", n="1"))
    await salma.press(_("🗑 Yes, delete"))
    await salma.press(_("🔁 Try again ({n})", n="1"))
    await karim.expect("/menu")
    assert await state_of(home, held) is OutboxState.DROPPED
    await salma.say("/desk")
    assert not (await salma.expect("🗂")).button("📮")
    assert not [seen for seen in karim.screen if f"held {language}" in seen.text]


async def test_organisers_decide_on_their_own_mission_and_nobody_else_on_any(desk_home: House) -> None:
    home = desk_home
    karim = await delegate(home, "Karim", "fr", "Fouad Bennis", DelegateStatus.APPROVED)
    nadia = await home.newcomer("Nadia", "fr")
    await nadia.start(answered=True)
    theirs = await set_aside(home, karim, "theirs", OutboxState.DEAD)
    salma = await home.newcomer("Zineb", "fr")
    await salma.start(answered=True)
    others = await set_aside(home, nadia, "others", OutboxState.DEAD)
    await become_organiser(home, salma)

    await salma.say("/desk")
    await salma.press("En suspens (1)", answered=True)
    page = await salma.expect("Refusés par Telegram")
    await salma.stale_press(page.id, "asid:replay:held:0")
    await salma.expect_toast("personne responsable du bot")
    await salma.stale_press(page.id, "asid:send:dead:2")
    await salma.expect_toast("Leur nombre a changé")
    await salma.press("Renvoyer les messages refusés (1)")
    await karim.expect("theirs")
    assert await state_of(home, theirs) is not OutboxState.DEAD
    assert await state_of(home, others) is OutboxState.DEAD

    await karim.say("/cancel", answered=True)
    for data in ("desk:aside", "asid:send:dead:1", "asid:drop:dead:1", "asid:dropped:dead:1", "asid:replay:held:0"):
        await karim.stale_press(karim.last.id, data)
        toast = await karim.expect_toast()
        assert toast["show_alert"], data
    assert await state_of(home, others) is OutboxState.DEAD
    code, told, _ = await home.wasl.command("dead", "drop", str(others))
    assert (code, told) == (0, "1 were dropped.\n")


async def become_organiser(home: House, who: Person) -> None:
    async with home.database.unit() as session:
        person = (await session.exec(select(PersonRow).where(PersonRow.telegram_id == who.id))).one()
        mission = (await session.exec(select(Mission).order_by(col(Mission.id)))).first()
        assert mission is not None
        session.add(Role(mission_id=mission.id, person_id=person.id, kind=RoleKind.ORGANISER, confirmed_at=session.now))


def cancel(person: Person) -> dict[str, Any]:
    """The update of a /cancel, as it was kept."""
    user = {"id": person.id, "is_bot": False, "first_name": "K", "language_code": "fr"}
    entity = {"type": "bot_command", "offset": 0, "length": 7}
    chat = {"id": person.id, "type": "private", "first_name": "K"}
    message = {"message_id": 9, "date": 1_790_000_000, "chat": chat, "from": user, "text": "/cancel"}
    return {"update_id": 900, "message": {**message, "entities": [entity]}}
