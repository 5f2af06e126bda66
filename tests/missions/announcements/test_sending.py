"""Each reader of the frozen audience once, whatever breaks off when; and nobody who left meanwhile."""

from __future__ import annotations

import asyncio
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import NoReturn

import pytest
from aiogram import Bot
from aiogram.client.default import DefaultBotProperties
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import update
from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar

from bot.intake.outbox_session import OutboxSession
from handlers.core.notices import tell
from handlers.core.outbox import Outbox
from handlers.notices import RENDERERS
from missions import jobs
from missions.announcements import drafts, report, sending
from missions.errors import Refusal
from storage import schema
from storage.database import Database, UnitSession
from storage.tables import (
    Announcement,
    AnnouncementState,
    Delegate,
    DelegateStatus,
    OutboxRow,
    OutboxState,
    Person,
)
from tests.missions.stage import Stage

BOT = Bot("123456:ABC", session=OutboxSession(), default=DefaultBotProperties(parse_mode="HTML"))


class _Broken(Exception):
    """The process ends here."""


def _break() -> NoReturn:
    raise _Broken


@dataclass
class Cast:
    """A mission whose delegates are the audience, and its owner, who announces."""

    owner: Person
    delegates: list[Delegate]
    announcement_id: int = 0

    @property
    def chats(self) -> list[int]:
        return [7000 + number for number in range(len(self.delegates))]


async def cast(session: UnitSession, size: int) -> Cast:
    stage = Stage(session, session.now)
    await stage.open(key=f"mission-{session.now.isoformat()}")
    owner = Person(owner=True, telegram_id=None, language="en", mission_id=stage.mission.id)
    await stage.add(owner)
    delegates = await stage.delegates(size, chat=False)
    # Telegram's numbers are free again for the next example.
    await session.exec(update(Person).where(col(Person.telegram_id).is_not(None)).values(telegram_id=None))
    for number, delegate in enumerate(delegates):
        person = Person(telegram_id=7000 + number, language=("ar", "en", "fr")[number % 3])
        await stage.add(person)
        delegate.person_id = person.id
    owner.telegram_id = 6999
    await session.flush()
    return Cast(owner, delegates)


async def announce(session: UnitSession, there: Cast) -> Announcement:
    draft = await drafts.begin(session, there.owner)
    await drafts.write(session, draft, "en", "The bus leaves at 9")
    await drafts.fall_back(session, draft, "en")
    there.announcement_id = draft.id
    return await sending.send(session, there.owner, draft.id, draft.revision)


async def tick(database: Database, *, break_after: int | None = None) -> int:
    """One unit of work of the clock; with break_after, the process dies when it has told so many."""
    told = 1
    with suppress(_Broken):
        async with database.unit() as session:
            notices = await sending.send_due(session)
            await tell(Outbox(session, BOT, RENDERERS), notices if break_after is None else notices[:break_after])
            if break_after is not None:
                _break()
            told = len(notices)
    return told


async def queued(database: Database, there: Cast) -> Counter[int | None]:
    async with database.reading() as session:
        rows = await session.exec(select(OutboxRow.chat_id).where(OutboxRow.announcement_id == there.announcement_id))
        return Counter(rows.all())


def test_each_reader_once_whatever_breaks_off(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with asyncio.Runner() as runner:
        database = Database(f"sqlite:///{tmp_path / 'wasl.db'}")
        runner.run(schema.upgrade(database))

        @settings(max_examples=8, suppress_health_check=list(HealthCheck))
        @given(st.integers(1, 12), st.integers(2, 6), st.lists(st.none() | st.integers(0, 6), max_size=8))
        def check(size: int, chunk: int, breaks: list[int | None]) -> None:
            monkeypatch.setattr(jobs, "CHUNK", chunk)
            runner.run(_send_with_breaks(database, size, breaks))

        check()
        runner.run(database.close())


async def _send_with_breaks(database: Database, size: int, breaks: list[int | None]) -> None:
    async with database.unit() as session:
        there = await cast(session, size)
        await announce(session, there)
    for break_after in breaks:
        await tick(database, break_after=break_after)
    while await tick(database):
        pass
    assert await queued(database, there) == Counter(there.chats)


async def test_who_left_paused_or_blocked_between_is_left_out(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "CHUNK", 3)
    async with database.unit() as session:
        there = await cast(session, 6)
        await announce(session, there)
    await tick(database)  # freezes the audience, and reaches the first two
    async with database.unit() as session:
        (await session.get_one(Delegate, there.delegates[3].id)).status = DelegateStatus.LEFT
        (await session.get_one(Delegate, there.delegates[4].id)).status = DelegateStatus.PAUSED
        blocked = await session.get_one(Person, there.delegates[5].person_id)
        blocked.unreachable_since = session.now
        # Who comes by now was not in the audience when it was frozen.
        late = Delegate(**there.delegates[0].model_dump(exclude={"id", "person_id"}))
        newcomer = Person(telegram_id=7777)
        session.add(newcomer)
        await session.flush()
        late.person_id = newcomer.id
        session.add(late)
    while await tick(database):
        pass
    assert await queued(database, there) == Counter(there.chats[:3])
    async with database.reading() as session:
        announcement = await session.get_one(Announcement, there.announcement_id)
        assert (announcement.total, announcement.state) == (4, AnnouncementState.SENDING)
    async with database.unit() as session:
        counts = await report.report(session, await session.get_one(Announcement, there.announcement_id))
    assert (counts.waiting, counts.unreachable) == (3, 1)


async def test_stopping_drops_what_waits_and_counts_it(database: Database) -> None:
    async with database.unit() as session:
        there = await cast(session, 4)
        await announce(session, there)
    await tick(database)
    async with database.unit() as session:
        first = (await session.exec(_rows(there).limit(1))).one()
        first.state = OutboxState.SENT
    async with database.unit() as session:
        owner = await session.get_one(Person, there.owner.id)
        stopped = await sending.stop(session, owner, there.announcement_id)
        counts = await report.report(session, stopped)
        assert (counts.delivered, counts.not_sent, counts.waiting) == (1, 3, 0)
        with pytest.raises(Refusal):
            await sending.stop(session, owner, there.announcement_id)
    assert await tick(database) == 0


async def test_it_is_finished_when_nothing_waits_and_seen_is_counted(database: Database) -> None:
    async with database.unit() as session:
        there = await cast(session, 3)
        await announce(session, there)
    await tick(database)
    async with database.unit() as session:
        for row in (await session.exec(_rows(there))).all():
            row.state = OutboxState.SENT
        deliveries = [
            row.params["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
            for row in await session.exec(_rows(there))
        ]
    async with database.unit() as session:
        reader = await session.get_one(Person, there.delegates[0].person_id)
        mine, theirs, _third = (int(data.partition(":")[2].partition("~")[0]) for data in deliveries)
        assert await report.see(session, reader, mine)
        assert not await report.see(session, reader, mine)
        with pytest.raises(Refusal):
            await report.see(session, reader, theirs)
    assert await tick(database) == 1
    async with database.unit() as session:
        announcement = await session.get_one(Announcement, there.announcement_id)
        counts = await report.report(session, announcement)
        assert announcement.state is AnnouncementState.SENT
        assert (counts.total, counts.delivered, counts.seen) == (3, 3, 1)


async def test_nothing_goes_without_a_text_or_a_fallback_or_after_a_change(database: Database) -> None:
    async with database.unit() as session:
        there = await cast(session, 3)
        draft = await drafts.begin(session, there.owner)
        await drafts.write(session, draft, "fr", "Le bus part à 9 h")
        with pytest.raises(Refusal) as refusal:
            await sending.send(session, there.owner, draft.id, draft.revision)
        assert refusal.value.msgid == sending.TEXTS_MISSING
        seen = draft.revision
        await drafts.fall_back(session, draft, "fr")
        with pytest.raises(Refusal) as refusal:
            await sending.send(session, there.owner, draft.id, seen)
        assert refusal.value.msgid == drafts.CHANGED
        later = session.now + timedelta(hours=1)
        await sending.send(session, there.owner, draft.id, draft.revision, at=later)
        with pytest.raises(Refusal) as refusal:
            await sending.send(session, there.owner, draft.id, draft.revision)
        assert refusal.value.msgid == drafts.STATES[AnnouncementState.SCHEDULED]
    assert await tick(database) == 0


def _rows(there: Cast) -> SelectOfScalar[OutboxRow]:
    return select(OutboxRow).where(OutboxRow.announcement_id == there.announcement_id).order_by(col(OutboxRow.id))
