"""A change that is not seen: said again, the counterpart warned, then on the call sheet, which two organisers share."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest
from sqlmodel import col, select

from missions.changes import CallsWaiting, ChangeUnseen, CounterpartUnaware, MoveTable, MoveVenue, see
from missions.changes.calls import calling
from missions.changes.calls.queue import sheet
from missions.changes.chasing import chase
from missions.errors import Refusal
from missions.meetings.endings import cancel_all_of
from missions.notices import Notice
from storage import outbox
from storage.database import Database
from storage.tables import ON_SHEET, ChangeReceipt, Delegate, Mission, Person, PhoneCall
from storage.upsert import insert_missing
from tests.missions.changes.test_changes import STARTS, Fair
from tests.missions.stage import NOON, Stage, staged

LEFT = STARTS[1] - NOON
"""Until the first meeting: an hour."""


class Chase(Fair):
    """A fair whose first meeting, of the first two, has moved; the clock is moved on by hand."""

    async def build(self, people: int = 6) -> None:
        await super().build(people)
        for number, each in enumerate(self.people):
            each.phone = f"+21260000000{number}"
        await self.stage.add(*self.people)

    async def at(self, moment: datetime) -> Sequence[Notice]:
        """What is due then, as if it was posted."""
        self.session.info["now"] = moment
        found: list[Notice] = []
        while notices := await chase(self.session):
            found += [each for each in notices if await outbox.claim_notice(self.session, str(each.once))]
        await self.session.flush()
        return found

    def person(self, number: int) -> int:
        return self.people[number].person_id or 0

    async def receipt(self, number: int) -> ChangeReceipt:
        mine = ChangeReceipt.delegate_id == self.people[number].id
        return (await self.session.exec(select(ChangeReceipt).where(mine).order_by(col(ChangeReceipt.id)))).all()[-1]


def kinds(notices: Sequence[Notice]) -> list[tuple[str, int]]:
    return [(type(each).__name__, each.to) for each in notices]


async def test_step_by_step_until_seen(database: Database) -> None:
    async with staged(database) as stage:
        day = Chase(stage)
        await day.build()
        await day.book([(0, 1, 1, 0)])
        await day.apply(MoveVenue(day.hall.id, day.annex.id))
        assert await day.at(NOON) == []
        one = await stage.session.get_one(Person, day.person(0))
        await see(stage.session, one, (await day.receipt(0)).id)

        # An hour is left: every ten minutes, so that half of it is left to call.
        assert kinds(await day.at(NOON + LEFT / 6)) == [("ChangeUnseen", day.person(1))]
        [warned] = await day.at(NOON + LEFT / 3)
        assert isinstance(warned, CounterpartUnaware)
        assert (warned.to, warned.other_id) == (day.person(0), day.people[1].id)
        assert not (await sheet(stage.session, stage.mission.id)).waiting
        [waiting] = await day.at(NOON + LEFT / 2)
        assert isinstance(waiting, CallsWaiting)
        assert waiting.to == day.organiser.id
        [call] = (await sheet(stage.session, stage.mission.id)).waiting
        assert (call.delegate.id, call.needed_at, call.people) == (day.people[1].id, STARTS[1], 1)

        other = await stage.session.get_one(Person, day.person(1))
        await see(stage.session, other, (await day.receipt(1)).id)
        assert not (await sheet(stage.session, stage.mission.id)).waiting


async def test_the_delay_of_the_mission_where_there_is_time(database: Database) -> None:
    async with staged(database) as stage:
        day = Chase(stage)
        await day.build()
        stage.mission.unseen_minutes = 7
        await day.book([(0, 1, 3, 0)])
        await day.apply(MoveVenue(day.hall.id, day.annex.id))
        assert await day.at(NOON) == []
        # Tomorrow at two is more than a day away.
        assert await day.at(NOON + timedelta(minutes=20)) == []
        pressing = STARTS[3] - timedelta(hours=24)
        assert await day.at(pressing) == []
        assert {type(each) for each in await day.at(pressing + timedelta(minutes=7))} == {ChangeUnseen}
        assert {type(each) for each in await day.at(pressing + timedelta(minutes=14))} == {CounterpartUnaware}
        assert {type(each) for each in await day.at(pressing + timedelta(minutes=21))} == {CallsWaiting}
        assert len((await sheet(stage.session, stage.mission.id)).waiting) == 2


async def test_nothing_is_said_again_where_the_mission_wants_none(database: Database) -> None:
    async with staged(database) as stage:
        day = Chase(stage)
        await day.build()
        stage.mission.unseen_minutes = 0
        await day.book([(0, 1, 1, 0)])
        await day.apply(MoveVenue(day.hall.id, day.annex.id))
        assert await day.at(NOON) == []
        assert await day.at(NOON + LEFT / 2) == []


async def test_who_has_no_chat_is_on_the_sheet_at_once(database: Database) -> None:
    async with staged(database) as stage:
        day = Chase(stage)
        await day.build()
        blocked = await stage.session.get_one(Person, day.person(1))
        blocked.unreachable_since = NOON
        day.people[3].person_id = None
        await stage.add(blocked, day.people[3])
        await day.book([(0, 1, 2, 0), (2, 3, 1, 1)])
        await day.apply(MoveVenue(day.hall.id, day.annex.id))

        told = await day.at(NOON)

        # Who meets the first of them within two hours is warned as well.
        assert {type(each) for each in told} == {CallsWaiting, CounterpartUnaware}
        waiting = (await sheet(stage.session, stage.mission.id)).waiting
        assert [each.delegate.id for each in waiting] == [day.people[3].id, day.people[1].id]
        assert sum(isinstance(each, CallsWaiting) for each in told) == 1


async def test_what_is_over_or_overtaken_leaves_the_sheet(database: Database) -> None:
    async with staged(database) as stage:
        day = Chase(stage)
        await day.build()
        for number in (1, 3):
            day.people[number].person_id = None
        await stage.add(*day.people)
        await day.book([(0, 1, 1, 0), (2, 3, 2, 1)])
        await day.apply(MoveVenue(day.hall.id, day.annex.id))
        await day.at(NOON)
        assert len((await sheet(stage.session, stage.mission.id)).waiting) == 2
        # Moved once more: still one call, with what is true now.
        await day.apply(MoveTable(day.tables[0].id, day.hall.id))
        await day.at(NOON)
        first, second = (await sheet(stage.session, stage.mission.id)).waiting
        assert len(first.stands) == len(second.stands) == 1
        await cancel_all_of(stage.session, day.people[2])
        assert [each.delegate.id for each in (await sheet(stage.session, stage.mission.id)).waiting] == [
            day.people[1].id
        ]
        await day.at(STARTS[1] + timedelta(hours=1))
        assert not (await sheet(stage.session, stage.mission.id)).waiting
        steps = (await stage.session.exec(select(ChangeReceipt.step))).all()
        assert ON_SHEET not in steps


async def a_sheet(stage: Stage) -> Chase:
    """Two people without a chat to call, the second later than the first."""
    day = Chase(stage)
    await day.build()
    for number in (1, 3):
        day.people[number].person_id = None
    await stage.add(*day.people)
    await day.book([(0, 1, 1, 0), (2, 3, 2, 1)])
    await day.apply(MoveVenue(day.hall.id, day.annex.id))
    await day.at(NOON)
    return day


async def test_two_organisers_never_call_the_same_person(database: Database) -> None:
    async with staged(database) as stage:
        day = await a_sheet(stage)
        other = Person(telegram_id=2, owner=True)
        third = Person(telegram_id=3, owner=True)
        await stage.add(other, third)

        first = await calling.next_call(stage.session, day.organiser)
        second = await calling.next_call(stage.session, other)
        assert first is not None
        assert second is not None
        assert [first.delegate.id, second.delegate.id] == [day.people[1].id, day.people[3].id]
        assert await calling.next_call(stage.session, third) is None
        # One's own again, until something came of it.
        again = await calling.next_call(stage.session, day.organiser)
        assert again is not None
        assert again.delegate.id == first.delegate.id
        with pytest.raises(Refusal):
            await calling.no_answer(stage.session, other, first.delegate.id)
        with pytest.raises(Refusal):
            await calling.take(stage.session, other, first.delegate.id)
        # The claim is a lease: who calls nobody keeps nobody.
        stage.session.info["now"] = NOON + calling.LEASE
        taken = await calling.next_call(stage.session, third)
        assert taken is not None
        assert taken.delegate.id == first.delegate.id


async def test_what_came_of_a_call(database: Database) -> None:
    async with staged(database) as stage:
        day = await a_sheet(stage)
        first = await calling.next_call(stage.session, day.organiser)
        assert first is not None
        again_at = await calling.no_answer(stage.session, day.organiser, first.delegate.id)
        assert again_at == NOON + calling.AGAIN
        second = await calling.next_call(stage.session, day.organiser)
        assert second is not None
        assert second.delegate.id == day.people[3].id
        await calling.wrong_number(stage.session, day.organiser, second.delegate.id)
        assert await calling.next_call(stage.session, day.organiser) is None
        found = await sheet(stage.session, stage.mission.id)
        assert [each.delegate.id for each in found.without_number] == [day.people[3].id]
        day.people[3].phone = "+212611111111"
        await stage.add(day.people[3])
        third = await calling.next_call(stage.session, day.organiser)
        assert third is not None
        assert third.delegate.id == day.people[3].id
        await calling.reached(stage.session, day.organiser, third.delegate.id)
        assert (await day.receipt(3)).by_phone
        with pytest.raises(Refusal):
            await calling.reached(stage.session, day.organiser, third.delegate.id)
        stage.session.info["now"] = again_at
        back = await calling.next_call(stage.session, day.organiser)
        assert back is not None
        assert back.delegate.id == day.people[1].id
        stranger = await stage.session.get_one(Person, day.person(0))
        with pytest.raises(Refusal):
            await calling.next_call(stage.session, stranger)


async def test_of_two_claims_at_once_one_holds(database: Database) -> None:
    """In two transactions of their own, on both engines."""
    async with database.unit() as session:
        stage = Stage(session)
        await stage.open()
        [delegate] = await stage.delegates(1)
        organisers = [Person(telegram_id=number, owner=True) for number in (1, 2)]
        await stage.add(*organisers)
        ids = [each.id for each in organisers]
        row = {"mission_id": stage.mission.id, "delegate_id": delegate.id, "tries": 0, "wrong_phone": ""}
        await insert_missing(session, PhoneCall, row)
        mission_id, delegate_id = stage.mission.id, delegate.id

    async def claim(person_id: int) -> bool:
        async with database.unit() as session:
            person = await session.get_one(Person, person_id)
            mission = await session.get_one(Mission, mission_id)
            return await calling.claim(session, person, mission, delegate_id)

    assert sorted(await asyncio.gather(*map(claim, ids))) == [False, True]
    async with database.unit() as session:
        await session.delete(await session.get_one(Delegate, delegate_id))
