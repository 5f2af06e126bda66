"""Whatever people do in the hour of their meetings, and in whatever order.

No seat is given twice, nobody is asked twice for the same or at night, and only both codes make a meeting held.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import col, select

from missions.errors import Refusal
from missions.meetings import seating
from missions.meetings.arriving import cannot_come, say
from missions.meetings.waiting_alone import left_alone, stop_waiting
from missions.refills import hours, offering
from missions.refills.answering import accept, decline
from storage.tables import (
    OPEN_STATES,
    Arrival,
    Delegate,
    FreedState,
    Meeting,
    MeetingState,
    OfferState,
    RefillOffer,
    Says,
)
from tests.examples import examples
from tests.missions.proposals.fair import Fair, check, fair
from tests.missions.refills.kit import agreed, offers, places, want
from tests.missions.stage import Play, Stage, theatre

ACTS = (*["accept"] * 3, "decline", "cannot", "say", "sit", "code", "code", "guess", "stop", "later", "later")
STEPS = st.lists(
    st.tuples(st.sampled_from(ACTS), st.integers(0, 5), st.integers(0, 7), st.booleans()), min_size=10, max_size=30
)
NO_LONGER_ASKED = (OfferState.DECLINED, OfferState.EXPIRED)


@pytest.fixture(scope="module")
def play(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Play]:
    folder: Path = tmp_path_factory.mktemp("refills")
    with theatre(folder) as play:
        yield play


@given(steps=STEPS)
@settings(max_examples=examples(25), suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_holds_in_the_hour_of_a_meeting(play: Play, steps: list[tuple[str, int, int, bool]]) -> None:
    async def scene(stage: Stage) -> None:
        market = await _begin(stage)
        for step in steps:
            before = {each.id: each.state for each in await offers(market)}
            try:
                async with stage.session.begin_nested():
                    await _act(market, step)
            except Refusal:
                pass
            await check(stage)
            await _holds(market, before)

    play(scene)


async def _begin(stage: Stage) -> Fair:
    """Two meetings at the two tables of a slot, and four who want each other and have none."""
    market = await fair(stage, hosts=3, guests=3, slots=2, tables=2)
    for number in (0, 1):
        await agreed(market, market.hosts[number], market.guests[number])
    for host in market.hosts:
        for guest in market.guests:
            await want(market, host, guest)
    stage.at(market.slots[0].starts_at - timedelta(minutes=50))
    return market


async def _act(market: Fair, step: tuple[str, int, int, bool]) -> None:
    what, who, which, fresh = step
    session = market.stage.session
    one = [*market.hosts, *market.guests][who]
    person = await market.person(one)
    match what:
        case "later":
            market.stage.at(session.now + timedelta(minutes=3 * (which + 1)))
            await offering.lapsed(session)
            await offering.offers(session)
            await left_alone(session)
        case "accept" | "decline":
            rows = await offers(market)
            mine = [each for each in rows if each.delegate_id == one.id] if fresh else rows
            if mine:
                await (accept if what == "accept" else decline)(session, person, mine[which % len(mine)].id)
        case _:
            await _at_meeting(market, what, one, which, fresh=fresh)


async def _at_meeting(market: Fair, what: str, one: Delegate, which: int, *, fresh: bool) -> None:
    """Mostly at a meeting of one's own."""
    session = market.stage.session
    rows = (await session.exec(select(Meeting).order_by(col(Meeting.id)))).all()
    mine = [each for each in rows if one.id in (each.requester_id, each.invitee_id)] if fresh else rows
    if not mine:
        return
    meeting, person = mine[which % len(mine)], await market.person(one)
    at = (session, person, meeting.id, meeting.revision - (which == 7))
    match what:
        case "cannot":
            await cannot_come(*at)
        case "say":
            await say(*at, Says.LATE if which % 2 else Says.ON_THE_WAY)
        case "sit":
            await seating.sit_down(*at)
        case "stop":
            await stop_waiting(*at)
        case "guess":
            await seating.give(*at, 10 + which)
        case "code":
            said = (await session.exec(select(Arrival).where(Arrival.meeting_id == meeting.id))).all()
            codes = [each.code for each in said if each.delegate_id != one.id]
            await seating.give(*at, codes[0] if codes else 10)


async def _holds(market: Fair, before: dict[int, OfferState]) -> None:
    session = market.stage.session
    rows = await offers(market)
    assert max(Counter((each.slot_id, each.delegate_id, each.other_id) for each in rows).values(), default=1) == 1
    zone = ZoneInfo(market.stage.mission.time_zone)
    for each in rows:
        assert hours.MORNING <= each.asked_at.astimezone(zone).time() < hours.EVENING
        if each.id not in before:
            earlier = [one for one in rows if one.id in before and one.delegate_id == each.delegate_id]
            assert not [one for one in earlier if one.slot_id == each.slot_id and before[one.id] in NO_LONGER_ASKED]
    taken = [each for each in await places(market) if each.state is FreedState.TAKEN and each.meeting_id is not None]
    assert len({each.meeting_id for each in taken}) == len(taken)
    for meeting in await session.exec(select(Meeting)):
        said = (await session.exec(select(Arrival).where(Arrival.meeting_id == meeting.id))).all()
        both = len(said) == 2 and all(each.gave_at is not None for each in said)
        assert (meeting.state is MeetingState.HELD) == (both and meeting.state not in OPEN_STATES)
    refilled = {each.place_id for each in rows if each.state is OfferState.TAKEN_UP}
    assert refilled <= {each.id for each in taken}
    assert all(count == 2 for count in Counter(_won(rows)).values())


def _won(rows: Sequence[RefillOffer]) -> Iterator[int]:
    """The places of offers that were taken up: two rows each."""
    return (each.place_id for each in rows if each.state is OfferState.TAKEN_UP)
