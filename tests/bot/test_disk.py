"""A disk that takes no more: nothing is acknowledged that is not written, and all is answered once there is room."""

from __future__ import annotations

import resource
from pathlib import Path

import psutil
from sqlmodel import col, func, select

from storage.database import Database
from storage.tables import FailedUpdate, OutboxRow, ProcessedUpdate
from tests.people import Sandbox
from tests.wasl import Wasl

PEOPLE = 8


async def test_a_full_disk_loses_nothing(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'wasl.db'}"
    async with Sandbox() as sandbox, Wasl(sandbox, url) as wasl:
        crowd = [await sandbox.add_person(f"Delegate {number}", language_code="fr") for number in range(PEOPLE)]
        await crowd[0].start()
        await crowd[0].expect("Wasl")
        allow(wasl, (tmp_path / "wasl.db-wal").stat().st_size + 5_000)
        log = len(wasl.log)
        for person in crowd[1:]:
            await person.start()
        await wasl.logs("polling failed", since=log)
        allow(wasl, resource.RLIM_INFINITY)
        for person in crowd[1:]:
            await person.expect("Wasl")
        await sandbox.acknowledged()
        assert await wasl.stop() == 0
        assert not await sandbox.refused()

    database = Database(url)
    async with database.reading() as session:
        assert (await session.exec(select(func.count()).select_from(ProcessedUpdate))).one() == PEOPLE
        assert (await session.exec(select(func.count()).select_from(FailedUpdate))).one() == 0
        greetings = select(func.count()).where(OutboxRow.method == "sendMessage").group_by(col(OutboxRow.chat_id))
        assert (await session.exec(greetings)).all() == [1] * PEOPLE
    await database.close()


def allow(wasl: Wasl, size: int) -> None:
    """How large a file the process may write: beyond, the disk refuses."""
    psutil.Process(wasl.pid).rlimit(psutil.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))
