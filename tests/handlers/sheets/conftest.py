"""One running bot for spreadsheets at the desk; each test brings people of its own."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.handlers.registration.kit import House, house


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def sheets_home(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    url = f"sqlite:///{tmp_path_factory.mktemp('sheets') / 'wasl.db'}"
    async with house(url, matching="off") as home:
        await home.owner.start(answered=True)
        yield home
