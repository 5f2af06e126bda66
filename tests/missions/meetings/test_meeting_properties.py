"""Whatever people do to each other's requests, and in whatever order: nobody and no table is ever taken twice."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import col, select

from missions.errors import Refusal
from missions.meetings import agreeing, requests
from missions.meetings import expiry as meeting_jobs
from missions.meetings.endings import cancel_all_of
from storage.tables import OPEN_STATES, Delegate, DelegateStatus, Meeting
from tests.examples import examples
from tests.missions.proposals.fair import Fair, check, fair
from tests.missions.stage import Play, Stage, theatre

ACTS = (
    "request",
    "request",
    "confirm",
    "confirm",
    "propose",
    "propose",
    "decline",
    "withdraw",
    "cancel",
    "leave",
    "later",
)
PRESSES: dict[str, Callable[..., Awaitable[object]]] = {
    "confirm": agreeing.confirm,
    "propose": agreeing.propose,
    "decline": requests.decline,
    "withdraw": requests.withdraw,
    "cancel": agreeing.cancel,
}
Step = tuple[str, int, int, int, bool]
STEPS = st.lists(
    st.tuples(
        st.sampled_from(ACTS),
        st.integers(0, 5),
        st.integers(0, 5),
        st.integers(0, 3),
        st.sampled_from([True, True, True, True, False]),
    ),
    min_size=8,
    max_size=25,
)


@pytest.fixture(scope="module")
def play(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Play]:
    folder: Path = tmp_path_factory.mktemp("meetings")
    with theatre(folder) as play:
        yield play


@given(steps=STEPS)
@settings(max_examples=examples(40), suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_seats_are_what_open_meetings_imply(play: Play, steps: list[Step]) -> None:
    async def scene(stage: Stage) -> None:
        market = await fair(stage, hosts=3, guests=3, slots=4, tables=1)
        await agree(market)
        for step in steps:
            try:
                async with stage.session.begin_nested():
                    await act(market, step)
            except Refusal:
                pass
            await check(stage)

    play(scene)


async def agree(market: Fair) -> None:
    """A meeting to begin with, so that there is something to move and to cancel."""
    session, host, guest = market.stage.session, market.hosts[0], market.guests[0]
    asked = (await requests.request(session, host, guest.id, market.slots[0].id)).meeting
    await agreeing.confirm(session, await market.person(guest), asked.id, asked.revision)


async def act(market: Fair, step: Step) -> None:
    """Somebody does something to somebody: often what they may not, sometimes with an old button."""
    what, who, whom, slot, _fresh = step
    session = market.stage.session
    people = [*market.hosts, *market.guests]
    one = people[who]
    match what:
        case "later":
            market.stage.at(session.now + timedelta(minutes=10 * (whom + 1)))
            await meeting_jobs.unanswered(session)
            await meeting_jobs.lapsed(session)
        case "request" if one.status is DelegateStatus.APPROVED:
            others = market.guests if one in market.hosts else market.hosts
            await requests.request(session, one, others[whom % 3].id, market.slots[slot].id)
        case "leave" if whom == 0:
            one.status = DelegateStatus.LEFT
            await cancel_all_of(session, one)
        case _:
            await press(market, step)


async def press(market: Fair, step: Step) -> None:
    what, who, number, slot, fresh = step
    meeting = await nth_open(market, number)
    if meeting is None or what not in PRESSES:
        return
    session = market.stage.session
    both = sorted((meeting.requester_id, meeting.invitee_id), key=lambda each: each != meeting.awaits_id)
    # Mostly one of the two: whoever is to answer, or the other; sometimes somebody with whom it has nothing to do.
    actor = await session.get_one(Delegate, both[who % 2]) if who < 5 else market.hosts[0]
    revision = meeting.revision - (not fresh)
    more = [market.slots[slot].id] if what == "propose" else []
    await PRESSES[what](session, await market.person(actor), meeting.id, revision, *more)
    assert fresh, "an old button changed something"
    assert meeting.revision == revision + 1


async def nth_open(market: Fair, number: int) -> Meeting | None:
    found = await market.stage.session.exec(
        select(Meeting).where(col(Meeting.state).in_(OPEN_STATES)).order_by(col(Meeting.id).desc())
    )
    rows = found.all()
    return rows[number % len(rows)] if rows else None
