"""Fixtures of every test: a database of each engine, made afresh."""

from __future__ import annotations

import asyncio
import gc
import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from storage.database import Database
from tests import engines
from tests.examples import examples
from timekeeping import zones

zones.pin()  # as the bots do: the machine's copy may have other rules

EXPLORE = bool(os.environ.get("WASL_EXPLORE"))
"""Whether properties are tried with other examples each time; else two runs of the same code try the same."""
settings.register_profile(
    "tests",
    max_examples=examples(100),
    deadline=None,  # a busy machine is no fault
    suppress_health_check=[HealthCheck.too_slow],
    derandomize=not EXPLORE,
)
settings.load_profile("tests")


gc.disable()
"""Until all tests are collected: what they import is no garbage."""


def pytest_collection_finish() -> None:
    gc.freeze()
    gc.enable()


def pytest_configure(config: pytest.Config) -> None:
    """What all workers of a run share is made by the process that starts them."""
    if not hasattr(config, "workerinput"):
        engines.make_folder()


def pytest_unconfigure(config: pytest.Config) -> None:
    """The last worker has stopped the server."""
    if not hasattr(config, "workerinput"):
        engines.remove_folder()


@pytest.fixture(params=["sqlite", "postgresql"])
def engine_name(request: pytest.FixtureRequest) -> str:
    """Both engines, one after the other. A test of one engine only parametrises this itself."""
    return str(request.param)


@pytest.fixture
def database_url(engine_name: str, tmp_path: Path) -> Iterator[str]:
    """The URL of a database with the newest schema, as an operator would write it in WASL_DATABASE_URL."""
    with asyncio.Runner() as runner:
        fresh = engines.new_database(engine_name, tmp_path)
        yield runner.run(fresh.__aenter__())
        runner.run(fresh.__aexit__(None, None, None))


@pytest.fixture
def empty_url(engine_name: str, tmp_path: Path) -> Iterator[str]:
    """The URL of a database that has no table yet, or is not there at all."""
    with asyncio.Runner() as runner:
        fresh = engines.new_database(engine_name, tmp_path, empty=True)
        yield runner.run(fresh.__aenter__())
        runner.run(fresh.__aexit__(None, None, None))


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """A database with the newest schema."""
    database = Database(database_url)
    yield database
    await database.close()
