"""My day: a calendar read at its address, a day drawn, and taps while two hundred days are drawn."""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Mapping
from statistics import median

from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from sqlmodel import col, select

from benchmarks import crowded, databases, tapping
from benchmarks.pairs import percentile
from bot.clock.typesetter import Typesetter
from handlers.day import sheet
from handlers.views.data import MenuChoice, SheetPress
from locales import Texts, catalogues
from missions.day import sheets
from missions.day.sheets import SheetToDraw
from storage import outbox
from storage.database import Database
from storage.tables import Delegate, SheetKind
from tests.people import Person, Sandbox
from tests.wasl import Wasl
from web import calendars

SHORT, LONG = 1_000, 10_000
"""Who subscribe."""
SUBSCRIBERS = 10_000
READS = 300
DRAWN = 20
PICTURES = 200
EACH_SECONDS = 0.15
"""Between two who ask for their picture: everyone of a mission within half a minute."""
CHATS = 20
PAUSE_SECONDS = 0.1
ROUNDS = 3


async def run(*, full: bool) -> None:
    async with databases.fresh("sqlite") as database:
        await crowded.fill(database, LONG if full else SHORT, feeds=True)
        await _feed(database, LONG if full else SHORT)
        await _picture(database)
    await _taps_beside_pictures()


async def _feed(database: Database, people: int) -> None:
    print(
        f"Feed: {people} subscribers in the tables, {crowded.DAYS * (crowded.MEETINGS + 1)} events each, SQLite;"
        " client and server in one process"
    )
    app = web.Application()
    app.router.add_routes(calendars.routes(database))
    async with database.reading() as session:
        ids = (await session.exec(select(Delegate.id).order_by(col(Delegate.id)).limit(READS))).all()
    paths = [f"/calendar/{crowded.token_of(each)}.ics" for each in ids]
    tags: dict[str, str] = {}
    async with TestClient(TestServer(app)) as client:
        for name in ("first read", "read again", "unchanged (304)"):
            took, busy = [], time.process_time()
            for path in paths:
                known = {"If-None-Match": tags[path]} if name.startswith("unchanged") else {}
                began = time.perf_counter()
                async with client.get(path, headers=known) as answer:
                    await answer.read()
                    if answer.status != (304 if known else 200):
                        sys.exit(f"{path}: {answer.status}")
                    tags[path] = answer.headers["ETag"]
                took.append(1000 * (time.perf_counter() - began))
            busy = (time.process_time() - busy) / len(paths)
            share = busy * SUBSCRIBERS / 3600
            print(
                f"  {name:<16} p50 {median(took):5.1f} ms   p99 {percentile(took, 0.99):5.1f} ms   "
                f"{1000 * busy:4.1f} ms of a core; {SUBSCRIBERS} an hour take {100 * share:.1f} % of one",
                flush=True,
            )


async def _picture(database: Database) -> None:
    """Through the process that draws: the first one waits for its start."""
    async with database.unit() as session:
        delegate = (await session.exec(select(Delegate).order_by(col(Delegate.id)).limit(1))).one()
        await sheets.ask(session, delegate, crowded.first_day(), SheetKind.PICTURE)
        await session.flush()
        found = await sheets.next_to_draw(session)
    if found is None:
        sys.exit("nothing to draw")
    typesetter = Typesetter()
    for language in ("en", "ar"):
        _ = catalogues().texts(language)
        first, *took = [await _drawn_in(_, found, typesetter) for _number in range(1 + DRAWN)]
        figures = f"first {first:.0f} ms, then p50 {median(took):.0f}, longest {max(took):.0f}"
        print(f"Picture: {crowded.MEETINGS} meetings and a session, {language}: {figures} (promised: 300)", flush=True)
    await typesetter.end()


async def _drawn_in(_: Texts, found: SheetToDraw, typesetter: Typesetter) -> float:
    """Milliseconds."""
    began = time.perf_counter()
    await sheet.draw(_, found, typesetter.typeset)
    return 1000 * (time.perf_counter() - began)


async def _taps_beside_pictures() -> None:
    """In both runs of a round, the same people press as often; in one of them, what they press is drawn."""
    print(
        f"Taps while {PICTURES} days are drawn, {1 / EACH_SECONDS:.0f} asked for a second: {1 / PAUSE_SECONDS:.0f} a"
        " second, SQLite, everything in one process",
        flush=True,
    )
    async with databases.address("sqlite") as url, Sandbox() as sandbox, Wasl(sandbox, url, matching="off"):
        people = [await sandbox.add_person(f"Delegate {number}", language_code="fr") for number in range(PICTURES)]
        for each in people:
            await each.start(answered=True)
        crowd = [await sandbox.add_person(f"Tapping {number}", language_code="fr") for number in range(CHATS)]
        for each in crowd:
            await each.start(answered=True)
        database = Database(url)
        await crowded.fill(database, PICTURES, known=[each.id for each in people])
        today = MenuChoice(to="today").pack()
        picture = SheetPress(kind=SheetKind.PICTURE, day=crowded.first_day().toordinal()).pack()
        for each in people:
            await each.stale_press(each.last.id, today, answered=True)
        screens = {each: each.last.id for each in people}
        for _round in range(ROUNDS):
            alone = await tapping.until(_pressed(database, screens, today), crowd, PAUSE_SECONDS)
            beside = await tapping.until(_pressed(database, screens, picture), crowd, PAUSE_SECONDS)
            ratio = percentile(beside, 0.99) / percentile(alone, 0.99)
            tapping.show("alone", alone)
            tapping.show("beside", beside)
            print(f"  ratio of p99 {ratio:.2f} (promised: at most 1.25)", flush=True)
        await database.close()


async def _pressed(database: Database, screens: Mapping[Person, int], data: str) -> None:
    """All press it under their message, one after the other, until what is drawn is sent."""
    for each, message_id in screens.items():
        await each.stale_press(message_id, data)
        await asyncio.sleep(EACH_SECONDS)
    while True:
        async with database.reading() as session:
            if not await sheets.is_due(session) and not await outbox.replies_wait(session):
                return
        await asyncio.sleep(0.5)
