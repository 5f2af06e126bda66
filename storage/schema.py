"""Bringing a database to the newest schema, and telling whether it is there."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection

from storage.database import Database


class SchemaTooNew(Exception):
    """The database was written by a later version of Wasl than this one."""


async def upgrade(database: Database) -> None:
    """Apply what is missing, all of it in one transaction: an interrupted upgrade leaves the old schema."""
    async with database.transaction() as transaction:
        await transaction.connection.run_sync(_upgrade)


async def differences(database: Database) -> list[str]:
    """What the tables in the code have and the database lacks, or the other way round; empty when they agree."""
    async with database.transaction() as transaction:
        return await transaction.connection.run_sync(_differences)


# Alembic is imported where it is used: it is slow to import, and only these functions want it.
def _upgrade(connection: Connection) -> None:
    from alembic import command  # noqa: PLC0415
    from alembic.migration import MigrationContext  # noqa: PLC0415
    from alembic.script import ScriptDirectory  # noqa: PLC0415

    config = _config(connection)
    scripts = ScriptDirectory.from_config(config)
    current = MigrationContext.configure(connection).get_current_revision()
    known = {script.revision for script in scripts.walk_revisions()}
    if current is not None and current not in known:
        raise SchemaTooNew("the database was written by a newer Wasl: install that version, or restore a backup")
    if current != scripts.get_current_head():
        command.upgrade(config, "head")


def _config(connection: Connection):  # type: ignore[no-untyped-def] # noqa: ANN202 - Alembic is not imported here
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    return config


def _differences(connection: Connection) -> list[str]:
    from alembic.autogenerate import compare_metadata  # noqa: PLC0415
    from alembic.migration import MigrationContext  # noqa: PLC0415

    from storage.tables import metadata  # noqa: PLC0415

    context = MigrationContext.configure(connection, opts={"compare_type": False})
    return [str(difference) for difference in compare_metadata(context, metadata)]
