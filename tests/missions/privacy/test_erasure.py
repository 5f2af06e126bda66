"""How long profiles are kept, and what an erasure takes along."""

from __future__ import annotations

import pytest

from missions.privacy import erasure
from storage.database import Database
from storage.outbox import post
from storage.tables import OutboxRow, OutboxState, Person
from tests.missions.stage import Stage


@pytest.mark.parametrize("name", ["Ali", "أمينة", "O'Neil & fils"])
async def test_messages_to_others_forget_the_name(database: Database, name: str) -> None:
    async with database.unit() as session:
        stage = Stage(session)
        await stage.open()
        [delegate] = await stage.delegates(1)
        delegate.name = name
        session.add(delegate)
        person = await session.get_one(Person, delegate.person_id)
        said = {
            "Ali": "<b>Ali</b>, tomorrow",
            "أمينة": "مع \u2068أمينة\u2069",
            "O'Neil & fils": "<b>O&#39;Neil &amp; fils</b>",
        }
        about = await post(session, "sendMessage", {"text": said[name]}, chat_id=5, files={"card": ("a.vcf", b"card")})
        other = await post(session, "sendMessage", {"text": "Malika, Khalid, Alia"}, chat_id=5)

        await erasure.prepare(session, person)
        await erasure.erase(session, person)

        session.expire_all()
        gone, kept = await session.get_one(OutboxRow, about), await session.get_one(OutboxRow, other)
        assert (gone.params, gone.state) == ({}, OutboxState.DROPPED)
        assert (kept.params, kept.state) == ({"text": "Malika, Khalid, Alia"}, OutboxState.PENDING)
