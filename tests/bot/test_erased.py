"""After an erasure nothing of what the person wrote is left: not in the file, not in its log, not in Wasl's own."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlmodel import func, select

from storage import schema
from storage.database import Database
from storage.tables import Delegate
from storage.tables import Person as PersonRow
from tests.missions.stage import Stage
from tests.people import Sandbox
from tests.wasl import Wasl

NUMBER = 5001
WORDS = ("Zyzzyva Quokka", "Xylographe-en-chef", "ornithorynques", "+212655443322", "/say kakapo-et-tatou")


async def test_the_words_of_a_person_are_nowhere_once_they_are_erased(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'wasl.db'}"
    await settle(url)
    async with Sandbox() as sandbox, Wasl(sandbox, url, tick_seconds="0.2", log_level="debug") as wasl:
        person = await sandbox.add_person("Zyzzyva", id=NUMBER, language_code="en")
        await person.start()
        await person.expect()
        await person.say("/profile")
        await person.expect(*WORDS[:2])
        await person.say(WORDS[4])
        await person.expect()
        assert left(tmp_path, WORDS[:3])
        await person.say("/privacy")
        await person.press("Delete my data")
        await person.press("Yes, delete everything")
        await person.expect("all your data have been deleted")
        await sandbox.acknowledged()
        await wasl.stop()
        database = Database(url)
        async with database.reading() as session:
            assert (await session.exec(select(func.count()).select_from(Delegate))).one() == 1
        await database.close()
        assert left(tmp_path, WORDS) == []
        assert not [line for line in wasl.log for words in WORDS if words in line]


async def test_the_log_of_the_database_is_empty_while_it_goes_on(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'wasl.db'}"
    await settle(url)
    database = Database(url)
    async with database.unit() as session:
        delegate = (await session.exec(select(Delegate).where(Delegate.name == WORDS[0]))).one()
        await session.delete(delegate)
        session.mark_erased()
    assert (tmp_path / "wasl.db-wal").stat().st_size == 0
    assert left(tmp_path, WORDS[:4]) == []
    await database.close()


def left(folder: Path, words: tuple[str, ...]) -> list[tuple[str, str]]:
    """Which files of the database hold which of these words."""
    return [
        (path.name, each)
        for path in sorted(folder.glob("wasl.db*"))
        for each in words
        if each.encode() in path.read_bytes() or each.encode("unicode_escape") in path.read_bytes()
    ]


async def settle(url: str) -> None:
    """A delegate with a chat and words of their own, and another one."""
    database = Database(url)
    await schema.upgrade(database)
    now = datetime.now(UTC)
    async with database.unit() as session:
        stage = Stage(session, now)
        await stage.open(starts_on=now.date(), ends_on=now.date() + timedelta(days=2))
        one, _other = await stage.delegates(2)
        one.name, one.position, one.offer, one.phone = WORDS[:4]
        person = await session.get_one(PersonRow, one.person_id)
        person.telegram_id, person.language, person.language_chosen = NUMBER, "en", True
        person.mission_id = stage.mission.id
    await database.close()
