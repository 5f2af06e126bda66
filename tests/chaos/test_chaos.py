"""A minute of everything going wrong, on each engine; `make chaos` runs for half an hour."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.slow
@pytest.mark.parametrize("options", [["--engine=sqlite"], ["--engine=postgresql", "--several"]], ids=" ".join)
async def test_the_books_balance_after_a_minute_of_troubles(options: list[str]) -> None:
    command = [sys.executable, "-m", "tests.chaos", "--minutes=1", *options]
    process = await asyncio.create_subprocess_exec(*command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    said, _ = await process.communicate()
    assert process.returncode == 0, said.decode()
