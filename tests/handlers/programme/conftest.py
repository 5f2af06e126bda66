"""One running bot for all journeys of the programme; each test has a session and two delegates of its own."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.handlers.programme.kit import Hall, hall
from tests.handlers.registration.kit import House, house_in
from tests.in_turn import in_turn

LANGUAGES = [("fr", "ar"), ("ar", "en"), ("en", "fr")]


@pytest_asyncio.fixture(scope="package", loop_scope="session")
async def programme_home(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    async with house_in(tmp_path_factory.mktemp("programme")) as home:
        await home.owner.start(answered=True)
        yield home


@pytest_asyncio.fixture(loop_scope="session")
async def speaking(request: pytest.FixtureRequest, programme_home: House) -> Hall:
    """Two delegates in two languages."""
    return await hall(programme_home, *request.param)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "speaking" in metafunc.fixturenames:
        turns = in_turn(metafunc.definition.originalname, [pytest.param(both, id="-".join(both)) for both in LANGUAGES])
        metafunc.parametrize("speaking", turns, indirect=True)


@pytest_asyncio.fixture(loop_scope="session")
async def in_english(programme_home: House) -> Hall:
    """Where the words do not matter."""
    return await hall(programme_home, "en", "en")
