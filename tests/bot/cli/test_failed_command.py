"""wasl failed: what could not be handled is listed, and handled again once its cause is mended."""

from __future__ import annotations

import pytest

from bot.cli import failed_updates
from bot.settings import load
from tests.bot.conftest import House
from tests.bot.trouble import unsayable

# Once is enough: the command takes seconds to start.
pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.parametrize("house", ["sqlite"], indirect=True)]


async def test_what_failed_is_listed_and_replayed(house: House, capsys: pytest.CaptureFixture[str]) -> None:
    zoubida = await house.newcomer("Zoubida")
    settings = load(bot_token=house.sandbox.token, api_url=house.sandbox.api_url, database_url=house.wasl.database_url)
    async with unsayable(house.database, zoubida.id, "/menu"):
        await zoubida.say("/cancel Zoubida@example.org")
        await zoubida.expect("Toutes nos excuses")
        row = (await house.failed())[-1]

        code, listed, _ = await house.wasl.command("failed", "list")
        assert code == 0
        assert listed.splitlines()[-1].endswith(f"Z\tupdate {row.update_id}\t{row.error}")
        assert "oubida" not in listed
        assert await failed_updates.replay(settings, row.id) == 1
        told = capsys.readouterr().out
        assert told == f"{row.id}\t{row.error}\n"
        assert "oubida" not in told

    code, told, _ = await house.wasl.command("failed", "replay", str(row.id))
    assert (code, told) == (0, f"{row.id}\tdone\n")
    await zoubida.expect("/menu")
    assert row.id not in [other.id for other in await house.failed()]
    assert await failed_updates.replay(settings, row.id) == 2
    assert capsys.readouterr().err == f"there is no failed update {row.id}: see wasl failed list\n"
