"""What interpreters read of their meetings: each change once, by any act."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from missions.errors import Refusal
from missions.interpreters import knowledge
from missions.interpreters.linking import chat_of
from storage.database import Database
from storage.tables import InterpreterReceipt, MeetingState, Person, Timetable, TimetableKind, TimetableState
from tests.examples import examples
from tests.missions.interpreters.kit import booth, pair
from tests.missions.stage import NOON, Play, Stage, staged, theatre

HOUR = timedelta(hours=1)
STARTS = [NOON + hours * HOUR for hours in (1, 2, 3, 26)]


@pytest.fixture(scope="module")
def play(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Play]:
    with theatre(tmp_path_factory.mktemp("interpreters")) as play:
        yield play


async def test_assigned_moved_and_cancelled(database: Database) -> None:
    async with staged(database) as stage:
        there = await booth(stage)
        slots = await stage.slots(STARTS)
        meeting = await there.meeting(*await pair(stage), slots[0])
        (move,) = await there.told()
        assert (move["before"], move["meeting"]) == (None, meeting.id)
        assert await there.told() == [], "nothing is said twice"

        meeting.table_id = there.tables[1].id
        (move,) = await there.told()
        assert isinstance(move["before"], dict)
        assert isinstance(move["after"], dict)
        assert (move["before"]["table"], move["after"]["table"]) == ("7", "8")

        await there.assign(meeting, there.omar)
        (move,) = await there.told()
        assert move["after"] is None

        await there.assign(meeting, there.nadia)
        await there.told()
        meeting.state = MeetingState.CANCELLED
        (move,) = await there.told()
        assert move["after"] is None


async def test_what_became_true_again_is_not_said(database: Database) -> None:
    async with staged(database) as stage:
        there = await booth(stage)
        (slot,) = await stage.slots(STARTS[:1])
        meeting = await there.meeting(*await pair(stage), slot)
        await there.told()
        await there.assign(meeting, None)
        await there.assign(meeting, there.nadia)
        assert await there.told() == []


async def test_a_timetable_is_said_once_it_is_published(database: Database) -> None:
    async with staged(database) as stage:
        there = await booth(stage)
        (slot,) = await stage.slots(STARTS[:1])
        await there.meeting(*await pair(stage), slot)
        draft = Timetable(mission_id=stage.mission.id, kind=next(iter(TimetableKind)), state=TimetableState.PUBLISHING)
        await stage.add(draft)
        assert await there.told() == []
        draft.state = TimetableState.PUBLISHED
        assert len(await there.told()) == 1


async def test_out_of_reach_it_is_said_on_the_return(database: Database) -> None:
    async with staged(database) as stage:
        there = await booth(stage)
        (slot,) = await stage.slots(STARTS[:1])
        person = await stage.session.get_one(Person, there.chat.person_id)
        person.unreachable_since = NOON
        await there.meeting(*await pair(stage), slot)
        assert await there.told() == []
        person.unreachable_since = None
        assert len(await there.told()) == 1


@given(acts=st.lists(st.tuples(st.integers(0, 2), st.integers(0, 5), st.booleans()), max_size=12))
@settings(max_examples=examples(25))
def test_the_changes_said_lead_to_what_is_true(play: Play, acts: list[tuple[int, int, bool]]) -> None:
    """Each act: a meeting, what is done with it, and whether the interpreter is notified."""

    async def follow(stage: Stage) -> None:
        there = await booth(stage)
        slots = await stage.slots(STARTS[:3])
        meetings = [await there.meeting(*await pair(stage, n), slot) for n, slot in enumerate(slots)]
        believed: dict[object, object] = {}

        async def hear() -> None:
            for move in await there.told():
                assert believed.get(move["meeting"]) == move["before"]
                believed[move["meeting"]] = move["after"]

        for number, what, told in acts:
            meeting = meetings[number]
            if what == 0:
                meeting.state = MeetingState.CANCELLED
            elif what == 1:
                meeting.state = MeetingState.CONFIRMED
            elif what == 2:
                meeting.table_id = there.tables[meeting.table_id == there.tables[0].id].id
            else:
                await there.assign(meeting, (None, there.omar, there.nadia)[what - 3])
            if told:
                await hear()
        await hear()
        true = await knowledge.as_of_now(stage.session, there.nadia)
        held = {str(meeting): place for meeting, place in believed.items() if place is not None}
        assert held == {meeting: known["place"] for meeting, known in true.items()}

    play(follow)


async def test_only_the_reader_acknowledges_it(database: Database) -> None:
    async with staged(database) as stage:
        there = await booth(stage)
        (slot,) = await stage.slots(STARTS[:1])
        one, _other = await pair(stage)
        await there.meeting(one, _other, slot)
        await there.told()
        chat = await chat_of(stage.session, there.nadia.id)
        assert chat is not None
        receipt = InterpreterReceipt(interpreter_id=there.nadia.id)
        await stage.add(receipt)
        stranger = await stage.session.get_one(Person, one.person_id)
        with pytest.raises(Refusal):
            await knowledge.see(stage.session, stranger, receipt.id)
        mine = await stage.session.get_one(Person, chat.person_id)
        assert [(await knowledge.see(stage.session, mine, receipt.id))[2] for _n in range(2)] == [True, False]
