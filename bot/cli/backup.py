"""wasl db backup and restore: everything in one file, and back into an empty database of either engine."""

from __future__ import annotations

from pathlib import Path

from bot.exits import CannotRun
from missions.operations import restored
from missions.operations.restored import Settled
from storage import backup
from storage.backup import CannotBackUp, CannotRestore, Header
from storage.database import Database, Transaction

POINTLESS = ("answerCallbackQuery", "answerInlineQuery", "sendChatAction", "setMyCommands")
"""Calls that nobody waits for any more after a restore."""


async def back_up(path: Path, url: str) -> int:
    """Write a backup and print what is in it.

    Raises:
        CannotRun: the file exists, or the database is empty.
    """
    database = Database(url)
    try:
        header = await backup.back_up(database, path)
    except CannotBackUp as error:
        raise CannotRun(str(error)) from None
    finally:
        await database.close()
    print(f"{path}: {_told(header)}. It holds personal data: keep it as safe as the database.")
    return 0


async def restore(path: Path, url: str) -> int:
    """Put a backup into an empty database and print what there is to look at.

    Raises:
        CannotRun: the file is damaged or too new, or the database is not empty.
    """
    database = Database(url)
    try:
        header, settled = await _restore(database, path)
    except CannotRestore as error:
        raise CannotRun(str(error)) from None
    finally:
        await database.close()
    print(f"Restored: {_told(header)}.")
    print(f"{settled.held} messages that waited to be sent then are held: wasl held list, release, drop.")
    if settled.dropped:
        print(f"{settled.dropped} were dropped, since nobody needs them any more.")
    if settled.announcements:
        print(f"{settled.announcements} announcements were stopped, or are drafts again.")
    return 0


async def _restore(database: Database, path: Path) -> tuple[Header, Settled]:
    header = backup.check(path)
    async with database.rebuilding() as connection:
        await connection.run_sync(backup.restore, path, header)
        transaction = Transaction(connection, is_sqlite=database.is_sqlite)
        async with transaction.unit("restore", alone=True) as session:
            settled = await restored.settle(session, header.made_at, pointless=POINTLESS)
    return header, settled


def _told(header: Header) -> str:
    people = header.rows.get("person", 0)
    return (
        f"{sum(header.rows.values())} rows, {people} people, as of {header.made_at:%Y-%m-%d %H:%M:%S}Z "
        f"(schema {header.revision}, from {header.engine})"
    )
