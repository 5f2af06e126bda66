"""The database that is open is the database that is there: else the process ends, and acknowledges nothing more."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.bot.test_health import ask, free_address
from tests.people import Sandbox
from tests.wasl import Wasl


@pytest.mark.parametrize("how", ["deleted", "replaced", "log deleted"])
async def test_it_ends_loudly_and_what_was_tapped_is_kept(tmp_path: Path, how: str) -> None:
    file, kept = tmp_path / "wasl.db", tmp_path / "kept.db"
    async with Sandbox() as sandbox, Wasl(sandbox, f"sqlite:///{file}", tick_seconds="0.2") as wasl:
        rachid = sandbox.person("Rachid")
        await rachid.start()
        await rachid.expect("Wasl")
        await wasl.stop()
        shutil.copy(file, kept)
        await wasl.start()
        if how == "deleted":
            file.unlink()
        elif how == "log deleted":
            file.with_name("wasl.db-wal").unlink()
        else:
            shutil.copy(kept, tmp_path / "new")
            (tmp_path / "new").rename(file)
        await rachid.say("/cancel")
        assert await wasl.ended() == 1
        assert "was replaced or deleted while Wasl runs" in wasl.log[-1]
        assert (await sandbox.get("state"))["bot"]["pending_update_count"] == 1

        put_back(kept, file)
        await wasl.start()
        await rachid.expect("/menu")
        await sandbox.acknowledged()


def put_back(kept: Path, file: Path) -> None:
    for left in file.parent.glob(f"{file.name}*"):
        left.unlink()
    shutil.copy(kept, file)


async def test_it_is_not_ready(tmp_path: Path) -> None:
    address, file = free_address(), tmp_path / "wasl.db"
    async with (
        Sandbox() as sandbox,
        Wasl(sandbox, f"sqlite:///{file}", tick_seconds="3600", metrics_listen=address),
    ):
        assert (await ask(address, "/readyz"))[0] == 200
        moved = file.rename(tmp_path / "elsewhere")
        status, said = await ask(address, "/readyz")
        assert status == 503
        assert said.startswith(f"database: the database file {file} was replaced or deleted")
        moved.rename(file)
        assert (await ask(address, "/readyz"))[0] == 200
