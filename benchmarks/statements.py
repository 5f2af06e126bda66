"""SQL statements that the commonest taps take, from the raw update to the commit, on SQLite."""

from __future__ import annotations

import itertools
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from aiogram import Bot
from aiogram.client.default import DefaultBotProperties
from aiogram.filters.callback_data import CallbackData
from sqlalchemy import event
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from benchmarks import databases
from bot import metrics
from bot.cli import demo_data
from bot.intake.fsm_storage import DatabaseStorage
from bot.intake.intake import Intake
from bot.intake.outbox_session import OutboxSession
from handlers import dispatcher
from handlers.changes.data import SeenPress
from handlers.meetings.data import Act, MeetingPress
from handlers.views.data import AskAct, AskPress, CardAct, CardPress, MenuChoice
from missions import changes
from missions.meetings import availability
from storage.database import Database
from storage.tables import ChangeReceipt, Delegate, Meeting, MeetingTable, Mission, Person, RankedPair, Venue
from storage.tables.base import utc_now

TOKEN = "123456:statements"  # noqa: S105 - of a bot that exists only here
ORGANISER, ASKED, DECLINING, ASKING = 1001, 2003, 2004, 3001
"""People of the demo: an organiser, Karim asked by Álvaro, Houda asked by Javier, and Lucía who asks Houda."""
LISTED = 20
"""Counterparts in each delegate's list."""

_numbers = itertools.count(1)


@dataclass(frozen=True)
class Tap:
    """What a person writes, or what the button carries that they press."""

    name: str
    who: int
    what: str | CallbackData


@dataclass(frozen=True)
class Phones:
    """The phones of all people, connected to the real intake."""

    database: Database
    intake: Intake

    async def do(self, tap: Tap) -> None:
        """Hand the tap's raw update to the intake.

        Raises:
            AssertionError: the bot failed or refused.
        """
        if isinstance(tap.what, str):
            message = _message(tap.who, tap.what, _person(tap.who))
            message["entities"] = [{"type": "bot_command", "offset": 0, "length": len(tap.what)}]
            update = {"message": message}
        else:
            below = _message(tap.who, "What was here before", {"id": 123456, "is_bot": True, "first_name": "Wasl"})
            press = {"from": _person(tap.who), "chat_instance": "1", "message": below, "data": tap.what.pack()}
            update = {"callback_query": {"id": str(next(_numbers)), **press}}
        before = metrics.UPDATES.labels("handled")._value.get()
        await self.intake.take([{"update_id": next(_numbers), **update}])
        assert metrics.UPDATES.labels("handled")._value.get() == before + 1, tap  # noqa: S101 - else it measures a refusal

    async def listed(self, who: int) -> Sequence[int]:
        """The counterparts of this person's list, best first."""
        async with self.database.reading() as session:
            of_theirs = RankedPair.delegate_id == (await _delegate(session, who)).id
            found = select(RankedPair.counterpart_id).where(of_theirs).order_by(col(RankedPair.place))
            return (await session.exec(found)).all()

    async def waiting(self, who: int) -> Meeting:
        """The request that this person has to answer."""
        async with self.database.reading() as session:
            found = select(Meeting).where(Meeting.awaits_id == (await _delegate(session, who)).id)
            return (await session.exec(found.order_by(col(Meeting.id)))).all()[0]

    async def free_slot(self, who: int, whom: int) -> AskPress:
        """The press that asks this person for a meeting, at the first time that suits both."""
        async with self.database.unit() as session:
            delegate, other = await _delegate(session, who), await _delegate(session, whom)
            mission = await session.get_one(Mission, delegate.mission_id)
            slot = (await availability.free_for(session, mission, delegate, other))[0]
        return AskPress(act=AskAct.SEND, id=other.id, arg=slot.id)

    async def change(self, who: int) -> int:
        """Move a table at which this person has a meeting; the id of their receipt."""
        async with self.database.unit() as session:
            delegate = await _delegate(session, who)
            mission = await session.get_one(Mission, delegate.mission_id)
            organiser = (await session.exec(select(Person).where(Person.telegram_id == ORGANISER))).one()
            meeting = (await session.exec(select(Meeting).where(Meeting.invitee_id == delegate.id))).all()[0]
            table = await session.get_one(MeetingTable, meeting.table_id)
            venues = select(Venue.id).where(Venue.mission_id == mission.id, Venue.id != table.venue_id)
            wanted = changes.MoveTable(table.id, (await session.exec(venues)).all()[0])
            plan = await changes.foresee(session, mission, wanted)
            await changes.apply(session, organiser, mission, wanted, plan.fingerprint)
            await session.flush()
            found = select(ChangeReceipt.id).where(ChangeReceipt.delegate_id == delegate.id)
            return (await session.exec(found)).one()


async def _delegate(session: AsyncSession, who: int) -> Delegate:
    found = select(Delegate).join(Person, col(Person.id) == col(Delegate.person_id))
    return (await session.exec(found.where(Person.telegram_id == who))).one()


def _person(who: int) -> dict[str, Any]:
    return {"id": who, "is_bot": False, "first_name": f"Person {who}", "language_code": "en"}


def _message(who: int, text: str, sender: dict[str, Any]) -> dict[str, Any]:
    chat = {"id": who, "type": "private", "first_name": f"Person {who}"}
    now = int(utc_now().timestamp())
    return {"message_id": next(_numbers), "date": now, "chat": chat, "from": sender, "text": text}


@asynccontextmanager
async def mission() -> AsyncIterator[Phones]:
    """The demo's mission with a list for each delegate, and the phones of all people."""
    async with databases.address("sqlite") as url:
        await demo_data.prepare(url, "wasl", starting=utc_now().date() + timedelta(days=2))
        database = Database(url)
        try:
            await _rank(database)
            journeys = dispatcher.build(DatabaseStorage(), default_language="en")
            bot = Bot(TOKEN, session=OutboxSession(), default=DefaultBotProperties(parse_mode="HTML"))
            yield Phones(database, Intake(database, journeys, bot))
        finally:
            await database.close()


async def _rank(database: Database) -> None:
    """Propose to each delegate the first ones of another delegation."""
    async with database.unit() as session:
        everybody = (await session.exec(select(Delegate).order_by(col(Delegate.id)))).all()
        for delegate in everybody:
            others = [each for each in everybody if each.delegation_id != delegate.delegation_id]
            delegate.ranked_revision = delegate.revision
            for place, other in enumerate(others[:LISTED]):
                at = {"mission_id": delegate.mission_id, "delegate_id": delegate.id}
                session.add(RankedPair.model_validate({**at, "counterpart_id": other.id, "place": place}))


async def taps(phones: Phones) -> AsyncIterator[Tap]:
    """The commonest taps, each made ready after the one before it was done."""
    yield Tap("start", ASKED, "/start")
    yield Tap("menu", ASKED, MenuChoice(to="menu"))
    yield Tap("people", ASKED, MenuChoice(to="people"))
    liked = (await phones.listed(ASKED))[0]
    yield Tap("interested", ASKED, CardPress(act=CardAct.INTERESTED, id=liked))
    yield Tap("request", ASKING, await phones.free_slot(ASKING, DECLINING))
    for name, who, act in (("confirm", ASKED, Act.CONFIRM), ("decline", DECLINING, Act.DECLINED)):
        meeting = await phones.waiting(who)
        yield Tap(name, who, MeetingPress(act=act, id=meeting.id, revision=meeting.revision))
    yield Tap("agenda", ASKED, MenuChoice(to="agenda"))
    yield Tap("seen", ASKED, SeenPress(receipt=await phones.change(ASKED)))
    yield Tap("desk", ORGANISER, MenuChoice(to="desk"))


async def count() -> dict[str, list[str]]:
    """The statements of each of the commonest taps."""
    found: dict[str, list[str]] = {}
    async with mission() as phones:
        statements: list[str] = []

        def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
            statements.append(statement)

        event.listen(phones.database.engine.sync_engine, "before_cursor_execute", note)
        async for tap in taps(phones):
            statements.clear()
            await phones.do(tap)
            found[tap.name] = list(statements)
    return found


async def run(*, full: bool) -> None:
    print("Statements: what the commonest taps ask of SQLite, from the raw update to the commit")
    for name, statements in (await count()).items():
        print(f"  {name:<12} {len(statements):3}")
        if full:
            print("".join(f"      {' '.join(each.split())[:200]}\n" for each in statements))
