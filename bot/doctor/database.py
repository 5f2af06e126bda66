"""The database: is it there, is it whole, is it ours, who is at work on it, and what waits in it."""

from __future__ import annotations

import asyncio
import fcntl
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.engine import make_url
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.doctor.findings import Finding, fail, ok, warn
from bot.doctor.telegram import judged_clock
from bot.intake import failed_updates
from bot.settings import Settings
from storage import outbox, quarantine, rate_halt, schema
from storage.database import Database
from storage.schema import SchemaState
from storage.tables import Installation, LeaseRow, Mission, OutboxState
from timekeeping import clock

ANSWER_SECONDS = 10.0
LITTLE_SPACE = 1 << 30
NO_SPACE = 100 << 20
LATE_SECONDS = 300.0
ROWS_NAMED = 5
_ABSENT = warn("database", "there is none yet", "wasl run makes it, or wasl db upgrade")
_SQLITE_DURABLE = {
    "journal_mode": ({"wal"}, "PRAGMA journal_mode"),
    "synchronous": ({"2", "3"}, "PRAGMA synchronous"),
}
_POSTGRESQL_DURABLE = {
    "fsync": ({"on"}, "SHOW fsync"),
    "full_page_writes": ({"on"}, "SHOW full_page_writes"),
    "synchronous_commit": ({"on", "remote_apply"}, "SHOW synchronous_commit"),
}
"""Settings, the values that are safe, and how to ask for them."""
_INVALID = """
SELECT conrelid::regclass || '.' || conname FROM pg_constraint WHERE NOT convalidated
UNION ALL SELECT indexrelid::regclass::text FROM pg_index WHERE NOT indisvalid
"""


async def examine(settings: Settings) -> list[Finding]:
    """All that the database tells."""
    database = Database(settings.database)
    file = Path(make_url(database.url).database or "") if database.is_sqlite else None
    findings = [_space(file)] if file else []
    try:
        if file and not await asyncio.to_thread(file.exists):  # looking must not make it
            return [*findings, _ABSENT]
        async with asyncio.timeout(ANSWER_SECONDS):
            standing = await schema.standing(database)
    except Exception as error:  # noqa: BLE001 - the drivers have errors of their own for a database that is away
        said = f"it does not answer ({failed_updates.describe(error)['error']})"
        return [*findings, fail("database", said, "is the server up, and is WASL_DATABASE_URL right?")]
    else:
        return [*findings, *[finding async for finding in _inside(settings, database, file, standing)]]
    finally:
        await database.close()


async def _inside(
    settings: Settings, database: Database, file: Path | None, standing: SchemaState
) -> AsyncIterator[Finding]:
    yield ok("database", "it answers")
    if standing is SchemaState.NEWER:
        todo = "install that version, or restore a backup"
        yield fail("schema", "it was written by a newer Wasl", todo)
        return
    if standing is not SchemaState.OURS:
        said = "older than this version" if standing is SchemaState.OLDER else "there is none yet"
        yield warn("schema", said, "the next start brings it up to date, or wasl db upgrade")
        return
    differences = await schema.differences(database)
    if differences:
        yield fail("schema", f"{len(differences)} differences from what it should be", "wasl db check names them")
    else:
        yield ok("schema", f"revision {schema.revisions()[0]}")
    async with database.reading() as session:
        yield await _whole(database, session)
        yield await _durable(database, session)
        yield await _bot(settings, session)
        yield await _expiry(session)
        if not database.is_sqlite:
            asked = clock.machine_now()
            now = (await (await session.connection()).execute(text("SELECT clock_timestamp()"))).scalar_one()
            yield judged_clock("the database's", (asked, clock.machine_now()), (now, now))
        for role in ("courier", "clock"):
            yield await _lease(session, file, role)
        yield await _waiting(session)
        yield await _aside(session)
        yield await _quarantined(session)
        yield await _halt(session)


async def _halt(session: AsyncSession) -> Finding:
    until = await rate_halt.until(await session.connection())
    if until is None:
        return ok("halt", "none")
    said = f"Telegram has halted all messages until {until:%Y-%m-%d %H:%M:%S} UTC"
    return warn("halt", said, "wait: a message tries in between whether it still holds; wasl halt lift ends it at once")


async def _whole(database: Database, session: AsyncSession) -> Finding:
    connection = await session.connection()
    if database.is_sqlite:
        told = [str(row[0]) for row in await connection.execute(text("PRAGMA integrity_check"))]
        broken = told if told != ["ok"] else []
        astray = {row[0] for row in await connection.execute(text("PRAGMA foreign_key_check"))}
        broken += [f"rows of {table} refer to nothing" for table in sorted(astray)]
    else:
        broken = [str(row[0]) for row in await connection.execute(text(_INVALID))]
    if broken:
        todo = "stop Wasl, keep a copy of the database, and restore the last backup into a new one"
        return fail("integrity", f"{len(broken)} faults; the first: {broken[0]}", todo)
    return ok("integrity", "no faults")


async def _durable(database: Database, session: AsyncSession) -> Finding:
    """Whether what is acknowledged outlives a crash: as the database really runs, not as it was asked to."""
    connection = await session.connection()
    wrong = []
    for name, (wanted, ask) in (_SQLITE_DURABLE if database.is_sqlite else _POSTGRESQL_DURABLE).items():
        value = str((await connection.execute(text(ask))).scalar()).lower()
        if value not in wanted:
            wrong.append(f"{name} is {value}")
    if not wrong:
        return ok("durability", "what is committed outlives a crash")
    todo = (
        "keep the file on a local disk: SQLite cannot do better where it is"
        if database.is_sqlite
        else "set fsync, full_page_writes and synchronous_commit to on in postgresql.conf"
    )
    return fail("durability", f"a crash may lose what was acknowledged: {', '.join(wrong)}", todo)


async def _bot(settings: Settings, session: AsyncSession) -> Finding:
    served = (await session.exec(select(Installation.bot_id))).first()
    if served is None or not settings.bot_token.get_secret_value():
        return ok("bot", f"it serves bot {served}" if served else "it serves none yet")
    if served != settings.bot_id:
        todo = "use a token of that bot, or another WASL_DATABASE_URL for the new one"
        return fail("bot", f"it serves bot {served}, and WASL_BOT_TOKEN is of bot {settings.bot_id}", todo)
    return ok("bot", f"it serves bot {served}")


async def _expiry(session: AsyncSession) -> Finding:
    """Whether what cannot be undone waits for the time to be right."""
    off = (await session.exec(select(Installation.clock_off_seconds))).first()
    if off is None:
        return ok("expiry and erasure", "at work")
    said = f"they wait: the clock was {abs(off)} s {'ahead of' if off > 0 else 'behind'} Telegram's"
    return fail("expiry and erasure", said, "let the machine keep time: timedatectl set-ntp true")


async def _lease(session: AsyncSession, file: Path | None, role: str) -> Finding:
    if file is not None:
        held = await asyncio.to_thread(_locked, Path(f"{file}-{role}"))
        holder = "a process of this machine"
    else:
        now = (await (await session.connection()).execute(text("SELECT clock_timestamp()"))).scalar_one()
        lease = await session.get(LeaseRow, role)
        held = lease is not None and lease.until > now
        holder = f"{lease.holder}, number {lease.number}" if lease is not None else ""
    if held:
        return ok(f"{role} on duty", holder)
    return warn(f"{role} on duty", "nobody", f"start wasl run, or wasl {role}")


def _locked(path: Path) -> bool:
    """Whether the lock is held; asking does not take it."""
    if not path.exists():
        return False
    with path.open("rb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except OSError:
            return True
    return False


async def _waiting(session: AsyncSession) -> Finding:
    lanes = await outbox.waiting(session)
    count, oldest = sum(lane.now for lane in lanes.values()), max(lane.oldest_seconds for lane in lanes.values())
    said = f"{count} messages wait, the oldest for {oldest:.0f} s"
    if oldest > LATE_SECONDS:
        return warn("outbox", said, "does the courier run, and does its log say what Telegram answers?")
    return ok("outbox", said)


async def _aside(session: AsyncSession) -> Finding:
    aside, failed = await outbox.set_aside(session), await outbox.failed_updates(session)
    counts = {"held": aside[OutboxState.HELD], "dead": aside[OutboxState.DEAD], "failed": failed}
    if not any(counts.values()):
        return ok("set aside", "nothing")
    said = ", ".join(f"{count} {what}" for what, count in counts.items() if count)
    todo = "; ".join(f"wasl {what} list" for what, count in counts.items() if count)
    return warn("set aside", said, todo)


async def _quarantined(session: AsyncSession) -> Finding:
    count = await quarantine.count(session)
    if not count:
        return ok("rows", "all that was read can be")
    some = ", ".join(await quarantine.listed(session, ROWS_NAMED))
    said = f"{count} cannot be read, and were set aside: {some}{', …' if count > ROWS_NAMED else ''}"
    return warn("rows", said, "mend or delete them in the database; they are read again within an hour")


def _space(file: Path) -> Finding:
    folder = next((parent for parent in file.resolve().parents if parent.is_dir()), Path("/"))
    free = shutil.disk_usage(folder).free
    said = f"{free / (1 << 30):.1f} GiB free"
    todo = "make room: when the disk is full, nothing can be done or sent"
    if free < NO_SPACE:
        return fail("disk", said, todo)
    return warn("disk", said, todo) if free < LITTLE_SPACE else ok("disk", said)


async def zones(settings: Settings) -> set[str]:
    """The time zones of the missions, as far as they can be asked for."""
    database = Database(settings.database)
    file = Path(make_url(database.url).database or "") if database.is_sqlite else None
    try:
        if file and not await asyncio.to_thread(file.exists):
            return set()
        async with asyncio.timeout(ANSWER_SECONDS), database.reading() as session:
            return set((await session.exec(select(col(Mission.time_zone)))).all())
    except Exception:  # noqa: BLE001 - another finding names the fault of the database
        return set()
    finally:
        await database.close()
