"""What a job did and could not say is said once the trouble is mended, never left half done."""

from __future__ import annotations

import types
from collections.abc import Sequence
from dataclasses import fields
from typing import Any, get_args, get_type_hints

import pytest
from aiogram import Bot, Dispatcher
from pydantic import TypeAdapter
from sqlalchemy import text
from sqlmodel import SQLModel, col, select

from bot.clock import jobs
from bot.clock.clock import Clock
from bot.intake import failed_notices
from bot.intake.intake import Intake
from bot.intake.outbox_session import OutboxSession
from bot.intake.replay import Replayer
from handlers.notices import RENDERERS
from missions.notices import Notice, already_posted
from missions.operations.restored import Restored
from storage.database import Database, UnitSession
from storage.tables import FailedUpdate, OutboxRow, Person
from storage.tables.base import utc_now

BOT = Bot("123456:ABC", session=OutboxSession())


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    async def fail(*_: object) -> Any:  # noqa: ANN401
        raise ValueError("cannot be rendered")

    monkeypatch.setitem(RENDERERS, Restored, fail)
    return monkeypatch


async def test_a_notice_that_cannot_be_said_is_kept_with_what_its_job_did(
    database: Database, broken: pytest.MonkeyPatch
) -> None:
    async with database.unit() as session:
        session.add_all([Person(telegram_id=7, language="en"), Person(telegram_id=8, language="en")])
    told = False

    async def job(unit: UnitSession) -> Sequence[Notice]:
        nonlocal told
        if told:
            return []
        told = True
        person = await unit.get_one(Person, 2)
        person.language = "fr"
        return [Restored(to=1, backup_made_at=utc_now(), held=3)]

    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(jobs.EACH_TICK, "restored", job)
        await Clock(database, BOT, tick_seconds=1).tick("restored")
    async with database.reading() as reading:
        (kept,) = (await reading.exec(select(FailedUpdate))).all()
        assert (await reading.get_one(Person, 2)).language == "fr"
        assert kept.payload["notice"]["from"] == {"id": 7}
        assert (await reading.exec(select(OutboxRow))).first() is None

    broken.undo()
    async with database.transaction() as transaction:
        await failed_notices.say(transaction, BOT, kept.payload)
    async with database.reading() as reading:
        (row,) = (await reading.exec(select(OutboxRow).where(col(OutboxRow.chat_id) == 7))).all()
        assert "3" in row.params["text"]


async def test_a_notice_with_a_key_is_due_no_more_and_said_once_it_can_be(
    database: Database, broken: pytest.MonkeyPatch
) -> None:
    async with database.unit() as session:
        session.add_all([Person(telegram_id=number, language="en") for number in (7, 8)])

    async def job(unit: UnitSession) -> Sequence[Notice]:
        posted = await already_posted(unit, ["first", "second"])
        made_at = utc_now()
        return [
            Restored(to=person, once=once, backup_made_at=made_at, held=person)
            for person, once in ((1, "first"), (2, "second"))
            if once not in posted
        ]

    clock = Clock(database, BOT, tick_seconds=1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(jobs.EACH_TICK, "restored", job)
        await clock.tick("restored")
        await clock.tick("restored")
        async with database.reading() as reading:
            kept = (await reading.exec(select(FailedUpdate).order_by(col(FailedUpdate.id)))).all()
            assert [row.payload["notice"]["from"]["id"] for row in kept] == [7, 8]

        replayer = Replayer(database, Intake(database, Dispatcher(), BOT), BOT)
        assert await replayer.replay(kept[0]), "it still cannot be said"
        broken.undo()
        for row in (*kept, *kept):
            assert await replayer.replay(row) is None
        await clock.tick("restored")
    async with database.reading() as reading:
        told = (await reading.exec(select(OutboxRow.chat_id).order_by(col(OutboxRow.id)))).all()
        assert told == [7, 8]


async def test_what_can_neither_be_said_nor_kept_is_undone(database: Database, broken: pytest.MonkeyPatch) -> None:
    async with database.unit() as session:
        session.add(Person(telegram_id=7, language="en"))
    async with database.transaction() as transaction:
        await transaction.connection.execute(text("ALTER TABLE failed_update RENAME TO elsewhere"))

    async def job(unit: UnitSession) -> Sequence[Notice]:
        (await unit.get_one(Person, 1)).language = "fr"
        return [Restored(to=1, backup_made_at=utc_now(), held=3)]

    broken.setitem(jobs.EACH_TICK, "restored", job)
    await Clock(database, BOT, tick_seconds=1).tick("restored")
    async with database.reading() as reading:
        assert (await reading.get_one(Person, 1)).language == "en"


@pytest.mark.parametrize("kind", RENDERERS, ids=lambda kind: kind.__name__)
def test_every_kind_of_notice_can_be_kept(kind: type[Notice]) -> None:
    hints = get_type_hints(kind)
    for field in fields(kind):
        hint = hints[field.name]
        assert not isinstance(hint, types.UnionType) or not any(
            isinstance(part, type) and issubclass(part, SQLModel) for part in get_args(hint)
        )
        if not (isinstance(hint, type) and issubclass(hint, SQLModel)):
            TypeAdapter(hint)
    assert [other.__name__ for other in RENDERERS].count(kind.__name__) == 1
