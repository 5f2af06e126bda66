from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.bot.api_stub import ApiStub, api_stub


@pytest.fixture
async def telegram() -> AsyncIterator[ApiStub]:
    """A server that answers as the test says."""
    async with api_stub() as stub:
        yield stub
