"""One running bot for the tests of joining, each with people of its own: it is stopped when the last of them ran."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.handlers.registration.kit import House, house_in


@pytest_asyncio.fixture(scope="package", loop_scope="session")
async def joining_home(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    async with house_in(tmp_path_factory.mktemp("joining")) as home:
        await home.owner.start(answered=True)
        yield home
