"""One running bot on each engine for all journeys of meetings; each test has two delegates of its own."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from sqlmodel import col, update

from handlers.core.gathering import GATHERED_FOR
from storage.tables import LiveCard
from tests.balancer import free_port
from tests.handlers.desk.kit import speak
from tests.handlers.meetings.kit import Pair, two
from tests.handlers.meetings.words import ARABIC, ENGLISH, FRENCH, Words
from tests.handlers.registration.kit import OWNER, House, house_in
from tests.in_turn import in_turn
from tests.settled import all_said

LANGUAGES = (
    pytest.param("sqlite", (FRENCH, ARABIC), id="fr-ar"),
    pytest.param("sqlite", (ARABIC, ENGLISH), id="ar-en"),
    pytest.param("sqlite", (ENGLISH, FRENCH), id="en-fr"),
    pytest.param("postgresql", (ARABIC, FRENCH), id="postgresql-ar-fr"),
)


@pytest_asyncio.fixture(scope="package", loop_scope="session")
async def meetings_home(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[House]:
    engine: str = request.param
    pages = f"127.0.0.1:{free_port()}"
    served = {"public_url": f"http://{pages}", "listen": pages}
    async with house_in(tmp_path_factory.mktemp("meetings"), engine, **served) as home:
        await home.owner.start(answered=True)
        yield home


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Each journey of two delegates in each language, and once on PostgreSQL: in turn."""
    if "languages" in metafunc.fixturenames:
        turns = in_turn(metafunc.definition.originalname, LANGUAGES)
        metafunc.parametrize(("meetings_home", "languages"), turns, indirect=["meetings_home"], scope="package")
    elif "meetings_home" in metafunc.fixturenames:
        metafunc.parametrize("meetings_home", ["sqlite"], indirect=True)


@pytest_asyncio.fixture(loop_scope="session")
async def pair(meetings_home: House, languages: tuple[Words, Words]) -> Pair:
    return await two(meetings_home, *languages)


@pytest_asyncio.fixture(loop_scope="session")
async def spoken_for(meetings_home: House) -> Pair:
    """The other has no chat: the organisers, in French, answer for them. What other tests left is of long ago."""
    await speak(meetings_home.database, OWNER, "fr")
    await all_said(meetings_home.database)
    async with meetings_home.database.unit() as session:
        long_ago = session.now - 2 * GATHERED_FOR
        await session.exec(update(LiveCard).where(col(LiveCard.chat_id) == OWNER).values(created_at=long_ago))
    return await two(meetings_home, ENGLISH, FRENCH, other_has_chat=False)


@pytest_asyncio.fixture(loop_scope="session")
async def meetings_pair(meetings_home: House) -> Pair:
    """In English, where the words do not matter."""
    return await two(meetings_home, ENGLISH, ENGLISH)
