from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.handlers.registration.kit import House, house


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def joining_home(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    """One running bot for the tests of joining, each with people of its own: starting one takes seconds."""
    async with house(f"sqlite:///{tmp_path_factory.mktemp('joining') / 'wasl.db'}") as home:
        await home.owner.start(answered=True)
        yield home


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def desk_home(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    """One running bot for what organisers do at the desk."""
    async with house(f"sqlite:///{tmp_path_factory.mktemp('desk') / 'wasl.db'}") as home:
        yield home
