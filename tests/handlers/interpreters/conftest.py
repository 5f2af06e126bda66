"""One running bot for all walks of interpreters: those of the desk count the people of theirs."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.handlers.registration.kit import House, house


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def interpreters_home(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    async with house(f"sqlite:///{tmp_path_factory.mktemp('interpreters') / 'wasl.db'}", matching="off") as home:
        yield home
