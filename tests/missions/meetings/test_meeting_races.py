"""Two at the same moment: the database lets one through, and the other is offered something else."""

from __future__ import annotations

from sqlmodel import select

from missions import changes
from missions.changes import MoveMeeting
from missions.meetings import agreeing, company, requests
from missions.meetings.endings import cancel_all_of
from missions.meetings.states import AlreadyOpen, Stale, Taken
from storage.database import Database, UnitSession
from storage.tables import Companion, Delegate, Meeting, MeetingState, Mission, Person, PersonSeat, TableSeat
from tests.missions.meetings.races import at_once, confirming, prepared, states
from tests.missions.stage import NOON


async def test_one_person_cannot_confirm_two_meetings_in_a_slot(database: Database) -> None:
    market, ids = await prepared(database, 5, [(0, 0), (1, 0), (2, 0)])
    guest = market.guests[0]
    outcome = await at_once(database, *(confirming(guest, each) for each in ids))
    assert outcome == [Taken.__name__, Taken.__name__, "done"]
    assert await states(database) == ["confirmed", "requested", "requested"]


async def test_the_last_table_goes_to_one(database: Database) -> None:
    market, ids = await prepared(database, 1, [(0, 0), (1, 1), (2, 2)])
    works = [confirming(market.guests[n], each) for n, each in enumerate(ids)]
    assert await at_once(database, *works) == [Taken.__name__, Taken.__name__, "done"]
    assert await states(database) == ["confirmed", "requested", "requested"]


async def test_tables_are_shared_out_without_a_collision(database: Database) -> None:
    market, ids = await prepared(database, 3, [(0, 0), (1, 1), (2, 2)])
    works = [confirming(market.guests[n], each) for n, each in enumerate(ids)]
    assert await at_once(database, *works) == ["done", "done", "done"]
    async with database.reading() as session:
        assert len(set((await session.exec(select(TableSeat.table_id))).all())) == 3
        assert len((await session.exec(select(PersonSeat.id))).all()) == 6


async def test_a_double_tap_confirms_once(database: Database) -> None:
    market, ids = await prepared(database, 2, [(0, 0)])
    twice = [confirming(market.guests[0], ids[0])] * 2
    assert await at_once(database, *twice) == [Stale.__name__, "done"]


async def test_two_who_ask_each_other_have_one_request(database: Database) -> None:
    market, _ids = await prepared(database, 2, [])
    host, guest, slot = market.hosts[0], market.guests[0], market.slots[0].id

    async def ask(session: UnitSession, one: Delegate, other: Delegate) -> None:
        await requests.request(session, await session.get_one(Delegate, one.id), other.id, slot)

    outcome = await at_once(
        database, lambda session: ask(session, host, guest), lambda session: ask(session, guest, host)
    )
    assert outcome == [AlreadyOpen.__name__, "done"]
    assert await states(database) == ["requested"]


async def test_confirming_and_withdrawing_at_once_is_one_of_the_two(database: Database) -> None:
    market, ids = await prepared(database, 2, [(0, 0)])

    async def withdraw(session: UnitSession) -> None:
        assert market.hosts[0].person_id is not None
        person = await session.get_one(Person, market.hosts[0].person_id)
        await requests.withdraw(session, person, ids[0], 1)

    assert await at_once(database, confirming(market.guests[0], ids[0]), withdraw) == [Stale.__name__, "done"]
    (state,) = await states(database)
    assert state in {MeetingState.CONFIRMED, MeetingState.WITHDRAWN}


async def test_two_organisers_and_three_delegates_at_once_leave_one_truth(database: Database) -> None:
    market, ids = await prepared(database, 2, [(0, 0)])
    await at_once(database, confirming(market.guests[0], ids[0]))
    async with database.unit() as session:
        session.info["now"] = NOON
        first, second = [await session.get_one(Delegate, each.id) for each in market.hosts[:2]]
        second.organisation_id = first.organisation_id
        meeting = await session.get_one(Meeting, ids[0])
        asker = await session.get_one(Person, first.person_id or 0)
        await company.ask(session, asker, meeting.id, meeting.revision, second.id)
        [place] = (await session.exec(select(Companion))).all()
        mission, desk = await session.get_one(Mission, meeting.mission_id), []
        for number in range(2):
            organiser = Person(telegram_id=10 + number, owner=True, mission_id=mission.id)
            session.add(organiser)
            await session.flush()
            desk.append(organiser.id)
        place_id, revision = place.id, meeting.revision

    async def moves(session: UnitSession, organiser_id: int, slot_id: int) -> None:
        organiser = await session.get_one(Person, organiser_id)
        meant, change = await session.get_one(Mission, market.stage.mission.id), MoveMeeting(ids[0], slot_id=slot_id)
        plan = await changes.foresee(session, meant, change)
        await changes.apply(session, organiser, meant, change, plan.fingerprint)

    async def comes(session: UnitSession) -> None:
        person = await session.get_one(Person, market.hosts[1].person_id or 0)
        await company.join(session, person, await company.come(session, person, place_id))

    async def cancels(session: UnitSession) -> None:
        person = await session.get_one(Person, market.guests[0].person_id or 0)
        await agreeing.cancel(session, person, ids[0], revision)

    async def proposes(session: UnitSession) -> None:
        person = await session.get_one(Person, market.hosts[0].person_id or 0)
        await agreeing.propose(session, person, ids[0], revision, market.slots[2].id)

    await at_once(
        database,
        lambda session: moves(session, desk[0], market.slots[1].id),
        lambda session: moves(session, desk[1], market.slots[2].id),
        comes,
        cancels,
        proposes,
    )
    # In any order: seats are what the meeting implies, of all who sit in it.
    assert await states(database) in (["cancelled"], ["confirmed"])


async def test_leaving_while_others_confirm_leaves_no_seat_behind(database: Database) -> None:
    market, ids = await prepared(database, 5, [(0, 0), (1, 0), (2, 0)])
    guest = market.guests[0]

    async def leave(session: UnitSession) -> None:
        await cancel_all_of(session, await session.get_one(Delegate, guest.id))

    await at_once(database, leave, *(confirming(guest, each) for each in ids))
    assert set(await states(database)) <= {MeetingState.WITHDRAWN, MeetingState.CANCELLED}
