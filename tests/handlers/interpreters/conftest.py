"""One running bot for all walks of interpreters: those of the desk count the people of theirs."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.handlers.registration.kit import House, house_in


@pytest_asyncio.fixture(scope="package", loop_scope="session")
async def interpreters_home(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    async with house_in(tmp_path_factory.mktemp("interpreters")) as home:
        yield home
