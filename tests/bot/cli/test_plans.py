"""How the databases mean to do what each tap and each send asks of them: through an index, however much there is."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from aiogram import Bot, Dispatcher
from aiogram.client.default import DefaultBotProperties
from sqlalchemy import event, text

from benchmarks import taps
from bot.intake.fsm_storage import DatabaseStorage
from bot.intake.intake import Intake
from bot.intake.outbox_session import OutboxSession
from handlers import dispatcher
from storage.database import Database
from storage.tables import Person
from tests.bot.api_stub import TOKEN, ApiStub
from tests.bot.courier.outbox import running, say, settled
from tests.missions.stage import NOON, Stage

GROWING = ("outbox", "processed_update", "person", "delegate", "meeting", "person_seat", "proposal", "conversation")
"""The tables that grow with the mission and with its days."""
SAID = "/start", "/help", "/menu", "/agenda", "/requests", "/profile", "/people", "/privacy", "/language", "/cancel"


async def fill(database: Database) -> None:
    async with database.unit() as session:
        stage = Stage(session)
        await stage.open(starts_on=date(2027, 7, 12), ends_on=date(2027, 7, 16))
        delegates = await stage.delegates(4)
        for number, delegate in enumerate(delegates):
            person = await session.get_one(Person, delegate.person_id)
            person.telegram_id = 5000 + number
        _, tables = await stage.venue("palace", ["1", "2"])
        slots = await stage.slots([NOON + timedelta(days=1)])
        await stage.meeting(delegates[0], delegates[1], slots[0], tables[0])


async def tap(database: Database) -> None:
    journeys: Dispatcher = dispatcher.build(DatabaseStorage(), default_language="en")
    intake = Intake(database, journeys, Bot(TOKEN, session=OutboxSession(), default=DefaultBotProperties()))
    for batch in [*(taps.batches(1, said=said)[0] for said in SAID), *taps.batches(2)]:
        await intake.take(batch)
    async with database.reading() as session:
        failures = await (await session.connection()).scalar(text("SELECT count(*) FROM failed_update"))
    assert failures == 0


async def scans(database: Database, statement: str, parameters: Any) -> list[str]:  # noqa: ANN401 - the driver's
    """The steps of the database's plan that read a growing table from end to end."""
    async with database.reading() as session:
        connection = await session.connection()
        if database.is_sqlite:
            plan = await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
            steps = [str(step._mapping["detail"]) for step in plan]
            return [step for step in steps if step.startswith("SCAN") and step.split()[1] in GROWING]
        # As if there were too much to read, which there is not in a test.
        await connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
        plan = await connection.exec_driver_sql(f"EXPLAIN {statement}", parameters)
        steps = [line for (line,) in plan]
        return [step for step in steps if any(f"Seq Scan on {table} " in step for table in GROWING)]


async def test_no_tap_and_no_send_reads_a_growing_table_from_end_to_end(
    database: Database, database_url: str, telegram: ApiStub
) -> None:
    await fill(database)
    looking = Database(database_url)
    asked: dict[str, Any] = {}

    def note(_connection: object, _cursor: object, statement: str, parameters: Any, *_: object) -> None:  # noqa: ANN401 - the driver's
        if statement.startswith(("SELECT", "UPDATE", "DELETE")) and any(table in statement for table in GROWING):
            asked.setdefault(statement, parameters[0] if isinstance(parameters, list) else parameters)

    event.listen(database.engine.sync_engine, "before_cursor_execute", note)
    await tap(database)
    async with running(database, telegram.url):
        await settled(looking, await say(database, "réponse", chat=5000))
    await looking.close()
    event.remove(database.engine.sync_engine, "before_cursor_execute", note)

    assert len(asked) > 20
    found = {
        statement: steps for statement, values in asked.items() if (steps := await scans(database, statement, values))
    }
    assert found == {}
