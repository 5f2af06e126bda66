"""One running bot for all journeys; each has a mission, an organiser and people of its own."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import pytest_asyncio

from storage.database import Database
from tests.engines import new_database
from tests.journeys.cast import Cast, Home, agree, gather, take_part
from tests.journeys.kit import check_tables
from tests.people import Sandbox
from tests.screen import Json
from tests.settled import all_said
from tests.wasl import Wasl


@asynccontextmanager
async def home(database_url: str, folder: Path) -> AsyncIterator[Home]:
    """At the end everything is said, the tables agree with each other, and Telegram has refused nothing."""
    file = folder / "clock"
    async with (
        Sandbox(clock=file) as sandbox,
        Wasl(sandbox, database_url, clock=str(file), matching="tags") as wasl,
    ):
        database = Database(database_url)
        found = Home(sandbox, wasl, database, folder)
        yield found
        await sandbox.acknowledged()
        await all_said(database)
        assert await wasl.stop() == 0
        await check_tables(database)
        await database.close()
        calls = await sandbox.calls("answerCallbackQuery")
        answered = {call["params"]["callback_query_id"] for call in calls if call["ok"]}
        assert [call for call in await sandbox.refused() if not _repeated(call, answered, found.crashed)] == []


def _repeated(call: Json, answered: set[str], crashed: set[int]) -> bool:
    """After a kill, what was in flight may be said again: an edit then changes nothing, a press has its answer."""
    if call["method"] == "answerCallbackQuery":
        return call["params"]["callback_query_id"] in answered
    return "message is not modified" in str(call["description"]) and call["params"]["chat_id"] in crashed


@pytest_asyncio.fixture(scope="package", loop_scope="session")
async def sqlite_home(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Home]:
    folder = tmp_path_factory.mktemp("journeys")
    async with new_database("sqlite", folder) as url, home(url, folder) as found:
        yield found


@pytest_asyncio.fixture(loop_scope="session")
async def cast(sqlite_home: Home) -> Cast:
    """A mission in which nobody takes part yet."""
    return await gather(sqlite_home)


@pytest_asyncio.fixture(loop_scope="session")
async def delegates(cast: Cast) -> Cast:
    """All three take part."""
    await take_part(cast)
    return cast


@pytest_asyncio.fixture(loop_scope="session")
async def agreed(delegates: Cast) -> Cast:
    """Rachid and Amina each have a meeting with Lucía."""
    await agree(delegates)
    return delegates
