"""Whatever Telegram could send, and what no Telegram would: no error, no refused call, and the bot goes on."""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.bot.conftest import House
from tests.bot.intake.any_update import Json, texts, updates

pytestmark = pytest.mark.asyncio(loop_scope="session")

PERSON: Json = {"id": 4711, "first_name": "Any"}
MADE_UP = ("chat not found", "query is too old", "user not found", "message to edit not found", "bot was blocked")
"""How Telegram refuses what answers an update that it never made."""
EXAMPLES = int(os.environ.get("EXAMPLES", "3"))
SETTINGS = settings(max_examples=EXAMPLES, suppress_health_check=[*HealthCheck], print_blob=True)


@SETTINGS
@given(st.lists(updates(PERSON), min_size=40, max_size=40))
async def test_any_update_is_taken_or_kept_as_unreadable(house: House, made: list[Json]) -> None:
    await survives(house, made)


@SETTINGS
@given(st.lists(st.one_of(texts(), texts().map("/start {}".format)), min_size=30, max_size=30))
async def test_any_text_is_answered(house: House, said: list[str]) -> None:
    await survives(house, [{"message": message(text)} for text in said])


@SETTINGS
@given(
    st.lists(st.binary(max_size=64).map(lambda data: data.decode("utf-8", "replace")[:64]), min_size=30, max_size=30)
)
async def test_any_callback_data_is_answered(house: House, pressed: list[str]) -> None:
    frame = message("x")
    query = {"id": "1", "from": frame["from"], "message": frame, "chat_instance": "1"}
    await survives(house, [{"callback_query": {**query, "data": data}} for data in pressed])


def message(text: str) -> Json:
    user = {**PERSON, "is_bot": False, "language_code": "fr"}
    chat = {**PERSON, "type": "private"}
    return {"message_id": 700_000, "date": 1_790_000_000, "chat": chat, "from": user, "text": text}


async def survives(house: House, made: list[Json]) -> None:
    if PERSON["id"] not in house.sandbox.people:
        person = await house.sandbox.add_person("Any", id=PERSON["id"])
        await person.start()
        await person.expect()
    known = {row.id for row in await house.failed()}
    for update in made:
        await house.sandbox.inject(update)
    await house.sandbox.acknowledged()
    failed = [row for row in await house.failed() if row.id not in known]
    assert [(row.payload, row.error) for row in failed if not row.error.startswith("ValidationError")] == []
    refused = [call for call in await house.sandbox.refused() if not any(why in call["description"] for why in MADE_UP)]
    assert refused == []
