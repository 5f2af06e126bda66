"""One running bot on each engine for meetings of today, whose slots would be in the way of other tests."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.engines import new_database
from tests.handlers.meetings.kit import Pair, two
from tests.handlers.meetings.words import ARABIC, ENGLISH, FRENCH, Words
from tests.handlers.registration.kit import House, house

LANGUAGES = (
    pytest.param("sqlite", (FRENCH, ARABIC), id="fr-ar"),
    pytest.param("sqlite", (ARABIC, ENGLISH), id="ar-en"),
    pytest.param("sqlite", (ENGLISH, FRENCH), id="en-fr"),
    pytest.param("postgresql", (ARABIC, FRENCH), id="postgresql-ar-fr"),
)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def hour_home(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    engine: str = request.param
    async with new_database(engine, tmp_path_factory.mktemp("hour")) as url, house(url, matching="off") as home:
        await home.owner.start(answered=True)
        yield home


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Each journey of two delegates in each language, and once on PostgreSQL."""
    if "languages" in metafunc.fixturenames:
        metafunc.parametrize(("hour_home", "languages"), LANGUAGES, indirect=["hour_home"], scope="session")
    elif "hour_home" in metafunc.fixturenames:
        metafunc.parametrize("hour_home", ["sqlite"], indirect=True)


@pytest_asyncio.fixture(loop_scope="session")
async def pair(hour_home: House, languages: tuple[Words, Words]) -> Pair:
    return await two(hour_home, *languages)


@pytest_asyncio.fixture(loop_scope="session")
async def in_english(hour_home: House) -> Pair:
    """Where the words do not matter."""
    return await two(hour_home, ENGLISH, ENGLISH)
