"""The thinnest whole way: a person writes, the bot answers, over the wire and through the database."""

from __future__ import annotations

from tests.people import Sandbox
from tests.wasl import Wasl


async def test_hello_is_answered(empty_url: str) -> None:
    async with Sandbox() as sandbox, Wasl(sandbox, empty_url) as wasl:
        rachid = sandbox.person("Rachid")
        await rachid.start()
        await rachid.expect("Wasl")
        await rachid.say("/language")
        await rachid.press("العربية")
        assert await wasl.stop() == 0
        assert not await sandbox.refused()
