"""wasl held and wasl dead: calls that wait for someone's word, listed without anything that is said in them."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager

from bot.exits import CannotRun
from missions.audit import record
from storage import dead_letters, schema
from storage.database import Database, UnitSession
from storage.dead_letters import Listed
from storage.tables import OutboxState
from storage.tables.base import utc_now

NONE = {OutboxState.HELD: "Nothing is held.", OutboxState.DEAD: "Telegram has refused nothing."}


async def listed(state: OutboxState, url: str) -> int:
    """Print one line each: number, when it was posted, lane, method, for whom, why. Nothing of what is said."""
    async with _database(url) as database, database.reading() as session:
        rows = await dead_letters.listed(session, state)
    for row in rows:
        print("\t".join(_line(row)))
    if not rows:
        print(NONE[state])
    return 0


async def send_again(state: OutboxState, numbers: Collection[int] | None, url: str) -> int:
    """Let the courier of `wasl run` send them. The exit code: 2 where one that was named is not there."""
    async with _database(url) as database, database.unit() as session:
        if not await _all_there(session, state, numbers):
            return 2
        sent = await dead_letters.send_again(session, state, ids=numbers)
        record(session, None, None, f"outbox.{state.value}.again", "outbox", count=sent.pending)
    print(f"{sent.pending} will be sent.")
    if sent.pointless:
        print(f"{sent.pointless} were dropped: a newer one says it all.")
    if sent.blanked:
        print(f"{sent.blanked} cannot be sent: their words were erased in time.")
    return 0


async def give_up(state: OutboxState, numbers: Collection[int] | None, url: str) -> int:
    """Drop them. The exit code: 2 where one that was named is not there."""
    async with _database(url) as database, database.unit() as session:
        if not await _all_there(session, state, numbers):
            return 2
        dropped = await dead_letters.give_up(session, state, ids=numbers)
        record(session, None, None, f"outbox.{state.value}.drop", "outbox", count=dropped)
    print(f"{dropped} were dropped.")
    return 0


@asynccontextmanager
async def _database(url: str) -> AsyncIterator[Database]:
    database = Database(url)
    try:
        await schema.upgrade(database)
        yield database
    except schema.SchemaTooNew as error:
        raise CannotRun(str(error)) from None
    finally:
        await database.close()


async def _all_there(session: UnitSession, state: OutboxState, numbers: Collection[int] | None) -> bool:
    missing = sorted(set(numbers or ()) - {row.id for row in await dead_letters.listed(session, state)})
    for number in missing:
        print(f"there is no {state.value} message {number}: see wasl {state.value} list", file=sys.stderr)
    return not missing


def _line(row: Listed) -> list[str]:
    whom = f"person {row.person_id}" if row.person_id is not None else "nobody we know"
    late = row.expires_at is not None and row.expires_at <= utc_now()
    notes = [row.error] if row.error else []
    notes += ["expired"] if late else []
    notes += ["words erased"] if row.blanked else []
    return [str(row.id), f"{row.created_at:%Y-%m-%d %H:%M:%S}Z", row.lane.name.lower(), row.method, whom, *notes]
