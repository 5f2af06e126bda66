"""One running bot for many tests, on each engine: starting it takes longer than most tests."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import pytest
import pytest_asyncio
from sqlmodel import col, select

from storage.database import Database
from storage.tables import FailedUpdate, OutboxRow
from tests.bot.api_stub import ApiStub, api_stub
from tests.engines import new_database
from tests.people import Person, Sandbox
from tests.wasl import Wasl

OWNER = 1001
SECRET = "QvXzSecretOfTheBot"


@dataclass(slots=True)
class House:
    """A bot that runs, its Telegram and its database."""

    sandbox: Sandbox
    wasl: Wasl
    database: Database

    async def newcomer(self, first_name: str = "Nadia", language: str = "fr") -> Person:
        """Someone who has just said hello, and was answered."""
        person = await self.sandbox.add_person(first_name, language_code=language)
        await person.start()
        await person.expect()
        return person

    async def failed(self) -> list[FailedUpdate]:
        """What `wasl failed list` would list."""
        async with self.database.reading() as session:
            waiting = select(FailedUpdate).where(col(FailedUpdate.replayed_at).is_(None)).order_by(col(FailedUpdate.id))
            return list((await session.exec(waiting)).all())

    async def posted(self, person: Person) -> list[OutboxRow]:
        """All that was ever put in the outbox for someone."""
        async with self.database.reading() as session:
            rows = select(OutboxRow).where(OutboxRow.chat_id == person.id).order_by(col(OutboxRow.id))
            return list((await session.exec(rows)).all())


@pytest_asyncio.fixture(scope="package", loop_scope="session", params=["sqlite", "postgresql"])
async def house(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    """A house that many tests share: each brings its own people."""
    engine = str(request.param)
    async with (
        new_database(engine, tmp_path_factory.mktemp("house")) as url,
        Sandbox(token=f"123456:{SECRET}") as sandbox,
        Wasl(sandbox, url, owner_ids=(OWNER,), log_level="debug", tick_seconds="5", matching="off") as wasl,
    ):
        database = Database(url)
        yield House(sandbox, wasl, database)
        await database.close()


def written(person: Person, text: str, **more: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON
    """The update that Telegram makes of a message, to be injected as often, and as bent, as one likes."""
    user = {name: person.profile[name] for name in ("id", "first_name", "language_code")} | {"is_bot": False}
    chat = {"id": person.id, "type": "private", "first_name": user["first_name"]}
    commands = [{"type": "bot_command", "offset": 0, "length": len(text)}] if text.startswith("/") else []
    message = {"message_id": 100_000, "date": 1_790_000_000, "chat": chat, "from": user, "text": text}
    return {"message": {**message, "entities": commands, **more}}


@pytest.fixture
async def telegram() -> AsyncIterator[ApiStub]:
    """A server that answers as the test says."""
    async with api_stub() as stub:
        yield stub
