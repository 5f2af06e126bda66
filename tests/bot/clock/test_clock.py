"""The clock at rest and in trouble: what a tick costs, and that one job's failure is its own."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiogram import Bot
from sqlalchemy import event, text
from sqlmodel import select

from bot import metrics
from bot.clock import jobs
from bot.clock.clock import Clock
from bot.intake.outbox_session import OutboxSession
from bot.shutdown import Stop
from missions.jobs import CHUNK, Due, Unfinished
from missions.notices import Notice
from storage import outbox
from storage.database import Database, UnitSession
from storage.tables import OutboxRow, TouchedRow

TICK = 0.02


@asynccontextmanager
async def ticking(database: Database) -> AsyncIterator[None]:
    stop = Stop()
    clock = Clock(database, Bot("123456:ABC", session=OutboxSession()), tick_seconds=TICK)
    running = asyncio.create_task(clock.run(stop))
    yield
    stop.ask()
    await running


def runs(job: str) -> int:
    (samples,) = metrics.JOB_SECONDS.labels(job).collect()
    return int(next(sample.value for sample in samples.samples if sample.name.endswith("_count")))


def failed(job: str) -> int:
    (samples,) = metrics.JOB_FAILURES.labels(job).collect()
    return int(next(sample.value for sample in samples.samples if sample.name.endswith("_total")))


async def test_at_rest_a_tick_is_one_transaction_however_many_jobs_there_are(database: Database) -> None:
    assert len(jobs.EACH_TICK) >= 10
    begun: list[None] = []
    ticked = asyncio.Event()

    async def last(_session: UnitSession) -> Sequence[Notice]:
        if runs("last") - before >= 5:
            ticked.set()
        return []

    before = runs("last")
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(jobs.EACH_TICK, "last", last)
        async with ticking(database):
            event.listen(database.engine.sync_engine, "begin", lambda _: begun.append(None))
            async with asyncio.timeout(60):
                await ticked.wait()
    assert len(begun) <= runs("last") - before
    assert runs("reminders") >= 5


async def test_a_mass_change_is_taken_up_in_one_tick(database: Database) -> None:
    """Else a card that has changed after it would wait for as many ticks as it is large."""
    async with database.unit() as session:
        session.add_all([TouchedRow(of_table="delegate", thing_id=number) for number in range(1200)])
    await Clock(database, Bot("123456:ABC", session=OutboxSession()), tick_seconds=TICK).tick("cards")
    async with database.reading() as session:
        assert (await session.exec(select(TouchedRow.id))).all() == []


@pytest.mark.parametrize("engine_name", ["sqlite"])
async def test_no_look_goes_through_everybody_or_all_that_was_ever_said(database: Database) -> None:
    statements: dict[str, Any] = {}

    def note(_connection: object, _cursor: object, statement: str, parameters: Any, *_: object) -> None:  # noqa: ANN401 - the driver's
        if statement.startswith("SELECT"):
            statements.setdefault(statement, parameters)

    event.listen(database.engine.sync_engine, "before_cursor_execute", note)
    for job in jobs.EACH_TICK.values():
        async with database.unit() as unit:
            await job(unit)
    event.remove(database.engine.sync_engine, "before_cursor_execute", note)

    async with database.reading() as session:
        connection = await session.connection()
        for statement, parameters in statements.items():
            plan = await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
            first = next(str(step._mapping["detail"]) for step in plan)
            assert not re.match(r"SCAN (person|delegate|meeting|outbox|notice)\b", first), statement
            # A mission has very many.
            assert not re.match(r"SEARCH delegate .*\((mission_id|status)=", first), statement


async def test_a_job_that_fails_is_counted_and_undoes_nothing_of_the_others(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = asyncio.Event()

    def posts(what: str) -> Due:
        async def job(session: UnitSession) -> Sequence[Notice]:
            known = await session.exec(select(OutboxRow).where(OutboxRow.key == what))
            if known.first() is None:
                await outbox.post(session, "sendMessage", {"text": what}, chat_id=1, key=what)
            return []

        return job

    async def wrong(_session: UnitSession) -> Sequence[Notice]:
        raise ZeroDivisionError

    async def refused_by_the_database(session: UnitSession) -> Sequence[Notice]:
        await session.exec(text("SELECT * FROM nothing_of_the_kind"))  # type: ignore[call-overload] # SQLModel types none
        raise AssertionError

    async def last(_session: UnitSession) -> Sequence[Notice]:
        if runs("last") >= 3:
            done.set()
        return []

    broken: dict[str, Due] = {
        "first": posts("first"),
        "wrong": wrong,
        "second": posts("second"),
        "refused": refused_by_the_database,
        "third": posts("third"),
        "last": last,
    }
    monkeypatch.setattr(jobs, "EACH_TICK", broken)
    before = {name: failed(name) for name in broken}
    async with ticking(database), asyncio.timeout(60):
        await done.wait()
    async with database.reading() as session:
        assert {row.key for row in await session.exec(select(OutboxRow))} == {"first", "second", "third"}
    assert {name for name in broken if failed(name) > before[name]} == {"wrong", "refused"}
    assert not jobs.EACH_HOUR.keys() & {name for name in broken if failed(name)}


async def test_who_has_much_to_say_does_not_keep_the_others_waiting(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    urgent = asyncio.Event()

    async def endless(_session: UnitSession) -> Sequence[Notice]:
        asked.append("endless")
        return [Notice(to=0)] * CHUNK  # to nobody, but no less work

    async def other(_session: UnitSession) -> Sequence[Notice]:
        asked.append("other")
        if asked.count("other") >= 3:
            urgent.set()
        return []

    monkeypatch.setattr(jobs, "EACH_TICK", {"endless": endless, "other": other})
    async with ticking(database), asyncio.timeout(60):
        await urgent.wait()
    assert asked.count("endless") >= 3


async def test_a_commit_that_said_something_brings_the_next_tick_forward(database: Database) -> None:
    """Far ahead of its hour: the cards that it made untrue are redrawn while their reader still looks."""
    asked = asyncio.Event()

    async def last(_session: UnitSession) -> Sequence[Notice]:
        asked.set()
        return []

    clock, stop = Clock(database, Bot("123456:ABC", session=OutboxSession()), tick_seconds=3600.0), Stop()
    database.when_posted(clock.wake)
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(jobs.EACH_TICK, "last", last)
        running = asyncio.create_task(clock.run(stop))
        await asyncio.sleep(0)  # the clock begins to run
        for _ in range(2):
            asked.clear()
            async with database.unit() as session:
                await outbox.post(session, "sendMessage", {"chat_id": 1, "text": "Hello"})
            async with asyncio.timeout(60):
                await asked.wait()
        stop.ask()
        await running


async def test_cards_are_redrawn_once_everything_is_told(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    done = asyncio.Event()

    async def change(_session: UnitSession) -> Sequence[Notice]:
        asked.append(jobs.CHANGES)
        return Unfinished() if asked.count(jobs.CHANGES) < 4 else []

    async def cards(_session: UnitSession) -> Sequence[Notice]:
        asked.append(jobs.CARDS)
        if asked.count(jobs.CARDS) == 3:
            done.set()
        return Unfinished() if asked.count(jobs.CARDS) < 3 else []

    monkeypatch.setattr(jobs, "EACH_TICK", {jobs.CHANGES: change, jobs.CARDS: cards})
    clock, stop = Clock(database, Bot("123456:ABC", session=OutboxSession()), tick_seconds=3600.0), Stop()
    running = asyncio.create_task(clock.run(stop))
    await asyncio.sleep(0)  # the clock begins to run
    clock.wake()
    async with asyncio.timeout(60):
        await done.wait()
    stop.ask()
    await running
    assert asked == [jobs.CHANGES, jobs.CARDS, *[jobs.CHANGES] * 3, *[jobs.CARDS] * 2]
