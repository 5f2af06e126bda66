"""One running bot on each engine for meetings of today, whose slots would be in the way of other tests."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.handlers.meetings.kit import Pair, two
from tests.handlers.meetings.words import ARABIC, ENGLISH, FRENCH, Words
from tests.handlers.registration.kit import House, house_in
from tests.in_turn import in_turn

LANGUAGES = (
    pytest.param("sqlite", (FRENCH, ARABIC), id="fr-ar"),
    pytest.param("sqlite", (ARABIC, ENGLISH), id="ar-en"),
    pytest.param("sqlite", (ENGLISH, FRENCH), id="en-fr"),
    pytest.param("postgresql", (ARABIC, FRENCH), id="postgresql-ar-fr"),
)


@pytest_asyncio.fixture(scope="package", loop_scope="session")
async def hour_home(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    engine: str = request.param
    async with house_in(tmp_path_factory.mktemp("hour"), engine) as home:
        await home.owner.start(answered=True)
        yield home


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Each journey of two delegates in each language, and once on PostgreSQL: in turn."""
    if "languages" in metafunc.fixturenames:
        turns = in_turn(metafunc.definition.originalname, LANGUAGES)
        metafunc.parametrize(("hour_home", "languages"), turns, indirect=["hour_home"], scope="package")
    elif "hour_home" in metafunc.fixturenames:
        metafunc.parametrize("hour_home", ["sqlite"], indirect=True)


@pytest_asyncio.fixture(loop_scope="session")
async def pair(hour_home: House, languages: tuple[Words, Words]) -> Pair:
    return await two(hour_home, *languages)


@pytest_asyncio.fixture(loop_scope="session")
async def in_english(hour_home: House) -> Pair:
    """Where the words do not matter."""
    return await two(hour_home, ENGLISH, ENGLISH)
