"""What becomes of updates: each counted once, in order, all of its effects or none, whatever comes between."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import col, select

from handlers.core.groups import IN_PRIVATE
from locales import catalogues
from storage.database import Database
from storage.outbox import post
from storage.tables import Conversation, Lane, OutboxRow, OutboxState, Person, ProcessedUpdate
from storage.tables.base import utc_now
from tests.bot.conftest import House, written
from tests.bot.trouble import held_up, unsayable

pytestmark = pytest.mark.asyncio(loop_scope="session")

SORRY = {"fr": "Toutes nos excuses", "ar": "عذرًا", "en": "Sorry"}


@pytest.mark.parametrize("house", ["sqlite"], indirect=True)  # PostgreSQL is killed in test_kill.py
async def test_an_update_counts_once_in_a_batch_and_over_a_restart_and_numbers_may_start_again(house: House) -> None:
    nadia = await house.newcomer()
    number = (await house.sandbox.inject(written(nadia, "/cancel")))["update_id"]
    await nadia.expect("/menu")
    before = len(await house.posted(nadia))
    await house.wasl.stop()

    again = {"update_id": number, **written(nadia, "/cancel")}
    twice = {"update_id": number + 1, **written(nadia, "/cancel")}
    lower = {"update_id": 7, **written(nadia, "/desk")}
    for update in (again, twice, twice, lower):
        await house.sandbox.inject(update)
    await house.wasl.start()
    await nadia.say("/cancel")
    for _ in range(3):
        await nadia.expect()

    assert len(await house.posted(nadia)) == before + 3


async def test_what_waits_for_someone_who_blocks_the_chat_is_not_sent(house: House) -> None:
    nadia = await house.newcomer()
    later = utc_now() + timedelta(hours=1)
    async with house.database.unit() as session:
        params = {"chat_id": nadia.id, "text": "Votre rendez-vous commence"}
        row = await post(session, "sendMessage", params, chat_id=nadia.id, lane=Lane.REMINDER, not_before=later)

    await nadia.block()
    await house.sandbox.acknowledged()

    assert {each.id: each.state for each in await house.posted(nadia)}[row] is OutboxState.UNDELIVERED


ODD: list[dict[str, Any]] = [
    {"message": 5},
    {"message": {"from": "nobody"}},
    {"message": {"from": {"id": []}, "chat": {}}},
    {"callback_query": []},
    {"callback_query": {"id": 7, "from": {"id": 2**70}}},
    {"inline_query": {"id": None}},
    {"my_chat_member": {"chat": None}},
]


async def test_what_cannot_be_parsed_is_kept_and_passed_over(house: House) -> None:
    nadia = await house.newcomer()
    before = len(await house.failed())

    async with held_up(house.database):
        await nadia.say("/cancel")  # the batch that waits, so that the others are one
        for odd in [*ODD, written(nadia, "Zoubida", date="yesterday")]:
            await house.sandbox.inject(odd)
        await house.sandbox.inject(written(nadia, "/cancel"))

    await nadia.expect(SORRY["fr"])
    await house.sandbox.acknowledged()
    kept = (await house.failed())[before:]
    kept.sort(key=lambda row: row.update_id or 0)
    assert [row.payload.keys() - {"update_id"} for row in kept] == [odd.keys() for odd in [*ODD, {"message": 0}]]
    assert {row.error.split()[0] for row in kept} == {"ValidationError"}
    assert "Zoubida" not in "".join(row.error for row in kept)


async def test_nulls_are_kept_as_what_a_database_can_keep(house: House) -> None:
    nadia = await house.newcomer()

    await house.sandbox.inject(written(nadia, "a\0b", date="never"))
    await nadia.expect(SORRY["fr"])

    assert (await house.failed())[-1].payload["message"]["text"] == "a\N{REPLACEMENT CHARACTER}b"


@pytest.mark.parametrize("language", ["fr", "ar", "en"])
async def test_who_meets_a_failure_is_told_and_the_others_go_on(house: House, language: str) -> None:
    zoubida, rachid = await house.newcomer("Zoubida", language), await house.newcomer("Rachid")
    log = len(house.wasl.log)
    async with unsayable(house.database, zoubida.id, "/menu"):
        async with held_up(house.database):
            await rachid.say("/cancel")
            await zoubida.say("/cancel Zoubida@example.org")
            await zoubida.say("/language")
            await rachid.say("/cancel")
        sorry = await zoubida.expect(SORRY[language])
        await zoubida.expect()
        await rachid.expect("/menu")
        await rachid.expect("/menu")

    assert sorry.raw["reply_to_message"]["text"] == "/cancel Zoubida@example.org"
    assert "oubida" not in "".join(house.wasl.log[log:]) + (await house.failed())[-1].error


async def test_a_press_that_fails_is_answered_with_an_alert_and_changes_nothing(house: House) -> None:
    zoubida = await house.newcomer("Zoubida", "fr")
    async with unsayable(house.database, zoubida.id, "English"):
        await zoubida.press("English")
        alert = await zoubida.expect_toast(SORRY["fr"])

    assert alert["show_alert"]
    assert len(alert["text"]) <= 200
    async with house.database.reading() as session:
        assert (await session.exec(select(Person).where(Person.telegram_id == zoubida.id))).one().language == "fr"


async def test_the_state_of_a_conversation_is_undone_with_what_failed(house: House) -> None:
    nadia = await house.newcomer()
    key = f"chat:123456:{nadia.id}:{nadia.id}:default"
    async with house.database.unit() as session:
        session.add(Conversation(key=key, state="Registration:name", data={"step": 3}))

    async with unsayable(house.database, nadia.id, "/menu"):
        await nadia.say("/cancel")
        await nadia.expect(SORRY["fr"])
        assert await conversation(house.database, key) == ("Registration:name", {"step": 3})
    await nadia.say("/cancel")
    await nadia.expect("/menu")

    assert await conversation(house.database, key) is None


async def conversation(database: Database, key: str) -> tuple[str | None, dict[str, Any]] | None:
    async with database.reading() as session:
        row = await session.get(Conversation, key)
        return (row.state, row.data) if row else None


async def test_what_is_not_said_in_private_is_answered_once_in_a_group(house: House) -> None:
    nadia = await house.newcomer()
    stranger = await house.sandbox.add_person("Hamid", language_code="fr")
    failed, posted = len(await house.failed()), len(await house.posted(nadia))
    group = {"id": -100_123, "type": "supergroup", "title": "Mission"}
    message = written(stranger, "/start")["message"]
    user = message["from"]
    member = {"user": user, "status": "member"}

    for update in (
        {"message": {**message, "chat": group}},
        {"message": {**written(nadia, "/cancel")["message"], "chat": group}},
        {"edited_message": {**message, "chat": group}},
        {"channel_post": {**message, "chat": {**group, "type": "channel"}}},
        {"callback_query": {"id": "1", "from": user, "chat_instance": "1", "message": {**message, "chat": group}}},
        {
            "my_chat_member": {
                "chat": group,
                "from": user,
                "date": 1,
                "old_chat_member": member,
                "new_chat_member": member,
            }
        },
        {"something_new": {"from": user}},
    ):
        await house.sandbox.inject(update)
    await nadia.say("/cancel")
    await nadia.expect("/menu")

    assert len(await house.failed()) == failed
    assert len(await house.posted(nadia)) == posted + 1
    assert not await house.posted(stranger)
    async with house.database.reading() as session:
        assert (await session.exec(select(Person).where(Person.telegram_id == stranger.id))).first() is None
        said = (await session.exec(select(OutboxRow).where(OutboxRow.chat_id == group["id"]))).all()
    assert [row.params["text"] for row in said] == [catalogues().texts("fr")(IN_PRIVATE)]


async def test_a_refusal_is_a_reply_or_an_alert(house: House) -> None:
    nadia = await house.newcomer()

    sent = await nadia.say("/desk")
    refusal = await nadia.expect()
    assert refusal.raw["reply_to_message"]["message_id"] == sent["message_id"]
    await nadia.stale_press(refusal.id, "desk:home")
    alert = await nadia.expect_toast(refusal.text)

    assert alert["show_alert"]
    assert len(alert["text"]) <= 200


async def test_every_press_is_answered(house: House) -> None:
    nadia = await house.newcomer()
    shown = nadia.last.id

    for data in ("lang:fr", "lang:xx", "menu:menu", "menu:", "nothing", "desk:1:2:3", "é" * 32):
        await nadia.stale_press(shown, data, answered=True)


async def test_one_persons_updates_are_handled_in_order_however_many_people_there_are(house: House) -> None:
    crowd = [await house.newcomer(f"Delegate {number}") for number in range(12)]
    choices = ["ar", "en", "fr", "en", "ar", "fr"]
    numbers: dict[int, list[int]] = {person.id: [] for person in crowd}

    async with held_up(house.database):
        for turn in range(len(choices)):
            for person in crowd:
                data = {"callback_query": press(person, f"lang:{choices[(turn + person.id) % len(choices)]}")}
                numbers[person.id].append((await house.sandbox.inject(data))["update_id"])
    await house.sandbox.acknowledged()

    async with house.database.reading() as session:
        for person in crowd:
            known = (await session.exec(select(Person).where(Person.telegram_id == person.id))).one()
            assert known.language == choices[(len(choices) - 1 + person.id) % len(choices)]
            taken = select(ProcessedUpdate.update_id).where(col(ProcessedUpdate.update_id).in_(numbers[person.id]))
            order = (await session.exec(taken.order_by(col(ProcessedUpdate.processed_at)))).all()
            assert list(order) == numbers[person.id]


def press(person: Any, data: str) -> dict[str, Any]:  # noqa: ANN401
    message = written(person, "?")["message"]
    return {"id": "1", "from": message["from"], "chat_instance": "1", "message": message, "data": data}


async def test_whoever_floods_waits_and_nobody_else(house: House) -> None:
    flooder, other = await house.newcomer("Flooder"), await house.newcomer("Other")
    async with held_up(house.database):
        await flooder.say("/cancel")  # the batch that waits, so that the others are one
        for _ in range(60):
            await house.sandbox.inject(written(flooder, "/cancel"))
        await other.say("/cancel")
    await other.expect("/menu")
    await house.sandbox.acknowledged()
    mine = [row.id for row in await house.posted(other) if "/menu" in str(row.params)]
    theirs = [row.id for row in await house.posted(flooder) if "/menu" in str(row.params)]
    assert len(theirs) >= 61
    assert len([row for row in theirs if row < mine[-1]]) < 30
