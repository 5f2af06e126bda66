from __future__ import annotations

import pytest
from sqlalchemy import text

from storage import schema
from storage.database import Database


async def test_an_empty_database_is_filled(empty_url: str) -> None:
    database = Database(empty_url)
    await schema.upgrade(database)

    assert await schema.differences(database) == []
    await database.close()


async def test_upgrading_again_changes_nothing(database: Database) -> None:
    await schema.upgrade(database)

    assert await schema.differences(database) == []


async def test_a_database_of_a_later_version_is_left_alone(database: Database) -> None:
    async with database.transaction() as transaction:
        await transaction.connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    with pytest.raises(schema.SchemaTooNew):
        await schema.upgrade(database)
