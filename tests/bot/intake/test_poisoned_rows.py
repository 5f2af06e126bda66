"""An organiser whose row cannot be read fails alone: the others hear what is to be told, and the tap is answered."""

from __future__ import annotations

import pytest
from aiogram import Bot, Dispatcher
from aiogram.types import Message
from sqlalchemy import text
from sqlmodel import col, select

from bot.doctor.database import examine
from bot.intake.conflicts import QUIET_SECONDS_OF_LATEST, Reception
from bot.intake.intake import Intake
from bot.intake.outbox_session import OutboxSession
from bot.settings import Settings
from missions.operations import restored
from missions.people import access
from storage import quarantine
from storage.database import Database, UnitSession
from storage.tables import FailedUpdate, Installation, OutboxRow, ProcessedUpdate, Role, RoleKind
from storage.tables.base import utc_now
from tests.missions.stage import Stage

BOT = Bot("123456:ABC", session=OutboxSession())


@pytest.mark.parametrize("engine_name", ["sqlite"])
async def test_an_organiser_who_cannot_be_read_fails_alone(database: Database) -> None:
    async with database.unit() as session:
        stage = Stage(session, utc_now())
        mission = await stage.open()
        await stage.delegates(3)
        for person in (1, 2):
            await stage.add(
                Role(mission_id=mission.id, person_id=person, kind=RoleKind.ORGANISER, confirmed_at=utc_now())
            )
    async with database.transaction() as transaction:
        await transaction.connection.execute(text("UPDATE person SET created_at = 'soon' WHERE id = 1"))

    async def tell_the_desk(message: Message, session: UnitSession) -> None:
        for organiser in await access.organisers(session, mission.id):
            await BOT.send_message(organiser.telegram_id or 0, "news")
        await message.answer("done")

    dispatcher = Dispatcher()
    dispatcher.message.register(tell_the_desk)
    sender = {"id": 1002, "is_bot": False, "first_name": "Nadia"}
    chat = {"id": 1002, "type": "private"}
    update = {"update_id": 1, "message": {"message_id": 1, "date": 0, "chat": chat, "from": sender, "text": "news"}}
    await Intake(database, dispatcher, BOT).take([update])

    async with database.reading() as reading:
        said = (await reading.exec(select(OutboxRow.chat_id).order_by(col(OutboxRow.id)))).all()
        assert said == [1001, 1002]
        assert (await reading.exec(select(FailedUpdate))).all() == []
        assert await quarantine.listed(reading, 9) == ["person 1"]


@pytest.mark.parametrize("engine_name", ["sqlite"])
async def test_an_update_counted_at_no_time_keeps_no_process_from_starting(database: Database) -> None:
    async with database.unit() as session:
        session.add_all([ProcessedUpdate(bot_id=1, update_id=number, processed_at=utc_now()) for number in (1, 2)])
    async with database.transaction() as transaction:
        await transaction.connection.execute(text("UPDATE processed_update SET processed_at = 'x' WHERE update_id = 2"))
    reception = Reception(database, 1)
    await reception.begin()
    assert reception.seconds_to_wait <= QUIET_SECONDS_OF_LATEST


@pytest.mark.parametrize("engine_name", ["sqlite"])
@pytest.mark.parametrize("column", ["written_at", "halted_at", "halted_until"])
async def test_garbage_in_the_installations_row_stops_neither_job_nor_doctor(
    database: Database, database_url: str, column: str
) -> None:
    async with database.unit() as session:
        session.add(Installation(id=1, bot_id=123456))
    async with database.transaction() as transaction:
        await transaction.connection.execute(text(f"UPDATE installation SET {column} = 'soon'"))  # noqa: S608
    async with database.unit() as session:
        assert await restored.newly_restored(session) == []
    found = {each.part for each in await examine(Settings(database_url=database_url))}
    assert {"bot", "expiry and erasure"} <= found
