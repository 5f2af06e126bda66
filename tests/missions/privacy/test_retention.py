"""What is erased when: docs/operate.md has the table, and here the clock is moved past each line of it."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import Any

from sqlmodel import SQLModel, col, func, select

from bot.clock import jobs
from missions.privacy import retention
from storage import pruning
from storage.database import Database
from storage.outbox import post
from storage.pruning import prune
from storage.tables import (
    Attachment,
    Conversation,
    Delegate,
    FailedUpdate,
    Interpreter,
    Invitation,
    InvitationUse,
    Mission,
    Organisation,
    OutboxRow,
    OutboxState,
    Person,
    PostedNotice,
    ProcessedUpdate,
    Search,
    TextVector,
)
from tests.missions.stage import NOON, Stage

DAY = timedelta(days=1)


async def count(database: Database, table: type[SQLModel], *conditions: Any) -> int:  # noqa: ANN401 - SQLAlchemy's
    async with database.reading() as session:
        return (await session.exec(select(func.count()).select_from(table).where(*conditions))).one()


KEPT: dict[type[SQLModel], timedelta] = {
    ProcessedUpdate: pruning.UPDATES_KEPT,
    Search: pruning.SEARCHES_KEPT,
    FailedUpdate: pruning.FAILED_KEPT,
    Conversation: pruning.CONVERSATIONS_KEPT,
    TextVector: pruning.VECTORS_KEPT,
    PostedNotice: pruning.NOTICES_KEPT,
}


async def test_small_things_go_after_their_time(database: Database) -> None:
    async with database.unit() as session:
        stage = Stage(session)
        mission = await stage.open()
        [delegate] = await stage.delegates(1)
        await stage.add(
            ProcessedUpdate(bot_id=1, update_id=1, processed_at=NOON),
            PostedNotice(key="once", posted_at=NOON),
            FailedUpdate(bot_id=1, update_id=1, payload={}, error="", failed_at=NOON),
            Conversation(key="chat:1:2:2:default", state="Joining:asked", updated_at=NOON),
            Search(mission_id=mission.id, person_id=delegate.person_id or 0, words="water", asked_at=NOON),
            TextVector(key="0", used_at=NOON),
        )

    for kept in sorted(set(KEPT.values())):
        tables = [table for table, long in KEPT.items() if long == kept]
        await prune(database, NOON + kept)
        assert [await count(database, table) for table in tables] == [1] * len(tables)
        await prune(database, NOON + kept + timedelta(seconds=1))
        assert [await count(database, table) for table in tables] == [0] * len(tables)


async def test_messages_lose_their_words_and_then_go(database: Database) -> None:
    async with database.unit() as session:
        ids = {}
        for state in (OutboxState.SENT, OutboxState.DEAD, OutboxState.HELD, OutboxState.PENDING):
            ids[state] = await post(session, "sendDocument", {"caption": "mine"}, files={"file": ("me.json", b"{}")})
            row = await session.get_one(OutboxRow, ids[state])
            row.state, row.created_at = state, NOON
            row.finished_at = NOON if state in {OutboxState.SENT, OutboxState.DEAD} else None

    await prune(database, NOON + pruning.WORDS_KEPT + DAY)
    assert await count(database, OutboxRow, col(OutboxRow.blanked).is_(True)) == 2
    assert await count(database, Attachment) == 2
    await prune(database, NOON + pruning.HELD_KEPT + DAY)
    assert await count(database, OutboxRow, OutboxRow.state == OutboxState.HELD) == 0
    assert await count(database, OutboxRow) == 4
    await prune(database, NOON + pruning.HELD_KEPT + pruning.ROWS_KEPT + 2 * DAY)
    assert await count(database, OutboxRow) == 1  # what waits is not forgotten


async def test_a_mission_forgets_people_as_long_after_its_end_as_it_says(database: Database) -> None:
    async with database.unit() as session:
        stage = Stage(session)
        mission = await stage.open(kept_days=30)
        leaving, organising = await stage.delegates(2)
        owner = await session.get_one(Person, organising.person_id)
        owner.owner = True
        await stage.add(owner, Interpreter(mission_id=mission.id, name="Ana", name_key="ana", languages=["fr", "es"]))
        last_day = datetime.combine(mission.ends_on, time(), UTC)

    await hourly(database, last_day + 30 * DAY)
    assert (await count(database, Delegate), await count(database, Interpreter)) == (2, 1)
    await hourly(database, last_day + 31 * DAY)
    assert (await count(database, Delegate), await count(database, Interpreter)) == (0, 0)
    assert await count(database, Organisation) == 0
    assert await count(database, Person) == 1  # the owner
    assert leaving.person_id != owner.id
    assert await count(database, Mission) == 1


async def test_links_and_people_that_nothing_holds_go(database: Database) -> None:
    async with database.unit() as session:
        stage = Stage(session)
        mission = await stage.open()
        [delegate] = await stage.delegates(1)
        stranger = Person(telegram_id=999, created_at=NOON)
        expired, used, revoked, endless = (
            Invitation(mission_id=mission.id, token=token) for token in ("expired", "used", "revoked", "endless")
        )
        expired.expires_at = used.expires_at = revoked.revoked_at = NOON
        talking = Person(telegram_id=998, created_at=NOON)  # who came back to register for another mission
        await stage.add(stranger, talking, Conversation(key="chat:1:998:998:default", state="Joining:asked"))
        await stage.add(expired, used, revoked, endless)
        await stage.add(InvitationUse(invitation_id=used.id, person_id=delegate.person_id or 0))
        mission.ends_on = (NOON + 60 * DAY).date()
        session.add(mission)

    await hourly(database, NOON + retention.LINKS_KEPT)
    assert await count(database, Invitation) == 4
    await hourly(database, NOON + retention.LINKS_KEPT + DAY)
    assert await count(database, Invitation) == 2  # who used one may come back by it
    assert await count(database, Person) == 3
    await hourly(database, NOON + 60 * DAY + retention.LINKS_KEPT + DAY)
    assert await count(database, Invitation) == 0
    assert await count(database, Person, Person.telegram_id == 999) == 0
    assert await count(database, Person) == 2


async def hourly(database: Database, now: datetime) -> None:
    """All that the clock asks every hour, at an instant."""
    for job in jobs.EACH_HOUR.values():
        async with database.unit() as session:
            session.info["now"] = now
            assert await job(session) == []
