"""wasl db backup and restore: everything in one file, and back into an empty database of either engine."""

from __future__ import annotations

from pathlib import Path

from bot.exits import CannotRun
from missions.operations import restored
from missions.operations.restored import Settled
from storage import backup
from storage.backup import CannotBackUp, CannotRestore, Header
from storage.database import Database, Transaction
from storage.tables.base import utc_now

NAMED = "wasl-????????T??????Z.wasl.gz"
"""Files that a backup into a folder has named: of these the oldest are deleted, and of no others."""

POINTLESS = ("answerCallbackQuery", "answerInlineQuery", "sendChatAction", "setMyCommands")
"""Calls that are pointless after a restore."""


async def back_up(place: Path, keep: int | None, url: str) -> int:
    """Write a backup and print what is in it.

    place: a new file, or a folder, in which the file is named after the time in UTC.
    keep: how many such files of the folder are kept, the newest; None keeps all.

    Raises:
        CannotRun: the file exists, the database is empty, or files are to be kept and place is no folder.
    """
    path = _path_in(place, keep)
    database = Database(url)
    try:
        header = await backup.back_up(database, path)
    except CannotBackUp as error:
        raise CannotRun(str(error)) from None
    finally:
        await database.close()
    print(f"{path}: {_told(header)}. It holds personal data: keep it as safe as the database.")
    for old in _outnumbered(place, keep):
        old.unlink()
        print(f"{old}: deleted, as the newest {keep} are kept.")
    return 0


def _path_in(place: Path, keep: int | None) -> Path:
    if place.is_dir():
        return place / f"wasl-{utc_now():%Y%m%dT%H%M%SZ}.wasl.gz"
    if keep is not None:
        raise CannotRun(f"--keep is for a folder of backups, and {place} is none")
    return place


def _outnumbered(folder: Path, keep: int | None) -> list[Path]:
    return sorted(folder.glob(NAMED))[:-keep] if keep else []


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
        print(f"{settled.dropped} were dropped: answers to taps, which nobody waits for any more.")
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
