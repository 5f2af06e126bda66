"""One running bot for spreadsheets at the desk; each test brings people of its own."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.handlers.registration.kit import House, house_in


@pytest_asyncio.fixture(scope="package", loop_scope="session")
async def sheets_home(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    async with house_in(tmp_path_factory.mktemp("sheets")) as home:
        await home.owner.start(answered=True)
        yield home
