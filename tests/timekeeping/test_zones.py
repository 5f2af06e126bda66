"""The pinned tzdata decides what hour it is anywhere, whatever the machine's own copy says."""

from __future__ import annotations

import asyncio
import os
import shutil
import sys
from importlib.resources import as_file, files
from pathlib import Path

import pytest
import tzdata  # type: ignore[import-untyped]
from sqlmodel import select

from storage.database import Database
from storage.tables import Slot

ROOT = Path(__file__).parents[2]
ONE_AFTER_THE_OTHER = """
import sys
from bot.cli.app import main

def run(*arguments):
    sys.argv = ["wasl", *arguments]
    try:
        main()
    except SystemExit as ended:
        return ended.code or 0
    return 0

print("loaded:", run("mission", "load", sys.argv[1]), flush=True)
run("doctor")
"""
"""In one process that has imported nothing yet: importing takes seconds."""
MISSION = """\
[mission]
key = "casablanca"
title = { en = "Casablanca" }
time_zone = "Africa/Casablanca"
starts_on = 2026-12-10
ends_on = 2026-12-10
default_language = "en"

[[delegations]]
key = "morocco"
title = { en = "Morocco" }
country = "MA"

[[delegations]]
key = "spain"
title = { en = "Spain" }
country = "ES"

[[slots]]
date = 2026-12-10
from = 09:00:00
to = 10:00:00
minutes = 20
"""


@pytest.fixture
def old_rules(tmp_path: Path) -> Path:
    """A machine's copy from before Morocco went back to UTC+0: Lagos is at UTC+1 all year."""
    folder = tmp_path / "zoneinfo"
    (folder / "Africa").mkdir(parents=True)
    (folder / "+VERSION").write_text("2025a\n")
    with as_file(files("tzdata") / "zoneinfo" / "Africa" / "Lagos") as lagos:
        shutil.copy(lagos, folder / "Africa" / "Casablanca")
    return folder


@pytest.mark.parametrize("engine_name", ["sqlite"])
async def test_a_machine_with_an_old_copy_has_the_right_hours(
    database_url: str, old_rules: Path, tmp_path: Path
) -> None:
    file = tmp_path / "casablanca.toml"
    file.write_text(MISSION)
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("WASL_")},
        "PYTHONTZPATH": str(old_rules),
        "WASL_DATABASE_URL": database_url,
        "WASL_API_URL": "http://127.0.0.1:9",
    }
    ran = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", ONE_AFTER_THE_OTHER, str(file)),
        cwd=ROOT,
        env=environment,
        stdout=asyncio.subprocess.PIPE,
    )
    told = (await ran.communicate())[0].decode()
    assert "loaded: 0" in told
    database = Database(database_url)
    async with database.reading() as session:
        first = (await session.exec(select(Slot).order_by("starts_at"))).first()
    await database.close()
    assert first is not None
    assert f"{first.starts_at:%H:%M}" == "09:00"
    assert f"time zones: rules {tzdata.IANA_VERSION} of the tzdata package" in told
