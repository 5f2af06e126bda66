from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import pytest
from aiohttp import ClientSession

from tests.people import Sandbox, serve
from tests.sandbox.caller import Caller


@pytest.fixture(scope="session")
def sandbox_address() -> Iterator[str]:
    """One process for all tests here; each begins with a reset."""
    with serve() as address:
        yield address


@pytest.fixture
async def sandbox(sandbox_address: str) -> AsyncIterator[Sandbox]:
    async with Sandbox(at=sandbox_address) as sandbox:
        yield sandbox


@pytest.fixture
async def bot(sandbox: Sandbox) -> AsyncIterator[Caller]:
    async with ClientSession(sandbox.api_url) as session:
        yield Caller(session, sandbox.token)
