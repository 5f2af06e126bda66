"""One running bot for announcements: starting one takes seconds, and it is stopped when the last of these has run."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.handlers.registration.kit import House, house_in


@pytest_asyncio.fixture(scope="package", loop_scope="session")
async def desk_home(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    async with house_in(tmp_path_factory.mktemp("desk")) as home:
        yield home
