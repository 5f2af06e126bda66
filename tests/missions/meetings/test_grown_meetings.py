"""Whatever is tapped, twice or out of order: no state outside the table, no seat for nothing, no one left unaware."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Mapping, Sequence
from contextlib import AsyncExitStack
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlmodel import col, select

from missions.errors import Refusal
from missions.meetings import agreeing, company, expiry, handing_over, openings, organisation_requests, requests
from missions.meetings.companions import everyone
from missions.meetings.endings import cancel_all_of
from missions.meetings.organisation_requests import OrganisationRequestDone
from missions.meetings.states import Done
from missions.meetings.transitions import MEETINGS, ORGANISATION_REQUESTS, PLACES, PlaceState, phase, place_state
from missions.notices import Notice
from storage import schema
from storage.database import Database
from storage.tables import (
    LIVE_STATES,
    Companion,
    Delegate,
    DelegateStatus,
    Meeting,
    OrganisationRequest,
)
from tests.missions.proposals.fair import Fair, check, fair
from tests.missions.stage import Stage, staged

PEOPLE = st.integers(0, 5)
MANY = st.integers(0, 7)
"""Which meeting, place or request, of those that there are."""
SLOTS = st.integers(0, 3)
OFTEN = 4
"""Of six numbers for a person, those that stand for one who may do it: else most taps would be refused."""
OLD = st.sampled_from([False, False, False, True])
"""Whether the button was drawn before the last change."""
ANSWERS = {
    "confirm": agreeing.confirm,
    "decline": requests.decline,
    "withdraw": requests.withdraw,
    "cancel": agreeing.cancel,
}
View = Mapping[int, tuple[object, ...]]


class Taps(RuleBasedStateMachine):
    """Three hosts of one firm and three guests, two of a firm, with two tables and four slots."""

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.open = AsyncExitStack()
        self.folder = TemporaryDirectory()

    def run(self, work: Coroutine[Any, Any, Any]) -> Any:  # noqa: ANN401 - what the work gives
        return self.runner.run(work)

    @initialize()
    def begin(self) -> None:
        self.run(self._begin())

    async def _begin(self) -> None:
        database = Database(f"sqlite:///{Path(self.folder.name) / 'wasl.db'}")
        self.open.push_async_callback(database.close)
        await schema.upgrade(database)
        self.stage: Stage = await self.open.enter_async_context(staged(database))
        self.market: Fair = await fair(self.stage, hosts=3, guests=3, slots=4, tables=2)
        self.people = [*self.market.hosts, *self.market.guests]
        for each in self.market.hosts:
            each.organisation_id = self.market.hosts[0].organisation_id
        self.people[4].organisation_id = self.people[3].organisation_id
        self.people[5].auto_accept = True
        self.people[3].open_requests = 2
        await self._agree()

    async def _agree(self) -> None:
        """A meeting to begin with, to which a guest's colleague has come along, and a host's is asked to."""
        session, (host, colleague, _host) = self.stage.session, self.market.hosts
        guest, along, _guest = self.market.guests
        asked = (await requests.request(session, host, guest.id, self.market.slots[0].id)).meeting
        done = await agreeing.confirm(session, await self.market.person(guest), asked.id, asked.revision)
        for one, other in ((guest, along), (host, colleague)):
            await company.ask(session, await self.market.person(one), asked.id, done.meeting.revision, other.id)
        [place] = (await session.exec(select(Companion).where(Companion.delegate_id == along.id))).all()
        person = await self.market.person(along)
        await company.join(session, person, await company.come(session, person, place.id))

    def teardown(self) -> None:
        self.run(self.open.aclose())
        self.runner.close()
        self.folder.cleanup()

    # --- what people do

    @rule(who=PEOPLE, whom=PEOPLE, slot=SLOTS, any_time=st.booleans())
    def asks(self, who: int, whom: int, slot: int, any_time: bool) -> None:
        at = openings.ANY_TIME if any_time else self.market.slots[slot].id
        self.tap(who, self._ask(self.people[who], self.people[whom].id, at))

    async def _ask(self, one: Delegate, other_id: int, slot_id: int) -> Sequence[Notice]:
        if one.status is not DelegateStatus.APPROVED:
            return []
        return (await requests.request(self.stage.session, one, other_id, slot_id)).notices

    @rule(who=PEOPLE, which=MANY, old=OLD, what=st.sampled_from(["confirm", "confirm", *ANSWERS]))
    def answers(self, who: int, which: int, old: bool, what: str) -> None:
        self.tap(who, self._press(who, which, old, ANSWERS[what]))

    @rule(who=PEOPLE, which=MANY, old=OLD, slot=SLOTS)
    def proposes(self, who: int, which: int, old: bool, slot: int) -> None:
        self.tap(who, self._press(who, which, old, agreeing.propose, self.market.slots[slot].id))

    @rule(who=PEOPLE, which=MANY, old=OLD, note=st.sampled_from(["", "hello"]))
    def corrects(self, who: int, which: int, old: bool, note: str) -> None:
        self.tap(who, self._press(who, which, old, requests.correct, note))

    @rule(who=PEOPLE, which=MANY, old=OLD, whom=PEOPLE, replaces=st.booleans())
    def asks_along(self, who: int, which: int, old: bool, whom: int, replaces: bool) -> None:
        self.tap(who, self._press(who, which, old, company.ask, self.people[whom].id, replaces=replaces))

    async def _press(self, who: int, which: int, old: bool, act: Any, *more: Any, **named: Any) -> Sequence[Notice]:  # noqa: ANN401
        meeting = await self.nth(Meeting, which)
        if meeting is None:
            return []
        before, both = meeting.revision, (meeting.requester_id, meeting.invitee_id)
        if who < OFTEN:
            waits = meeting.awaits_id or both[0]
            self.actor = await self.stage.session.get_one(Delegate, waits if who % 2 else sum(both) - waits)
        person = await self.market.person(self.actor)
        done: Done = await act(self.stage.session, person, meeting.id, before - old, *more, **named)
        assert not old, "an old button changed something"
        return done.notices

    @rule(who=PEOPLE, which=MANY, what=st.sampled_from(["come", "come", "refuse", "leave", "leave", "take_back"]))
    def answers_about_company(self, who: int, which: int, what: str) -> None:
        self.tap(who, self._about_company(who, which, what))

    async def _about_company(self, who: int, which: int, what: str) -> Sequence[Notice]:
        session, row = self.stage.session, await self.nth(Companion, which)
        if row is None:
            return []
        if who < OFTEN:
            meeting = await session.get_one(Meeting, row.meeting_id)
            asker = meeting.requester_id if row.of_requester else meeting.invitee_id
            self.actor = await session.get_one(Delegate, asker if what == "take_back" else row.delegate_id)
        person = await self.market.person(self.actor)
        if what != "come":
            answered: Done = await getattr(company, what)(session, person, row.id)
            return answered.notices
        asked = await company.come(session, person, row.id)
        agree = handing_over.take_over if asked.row.replaces else company.join
        return (await agree(session, person, asked)).notices

    @rule(who=PEOPLE, whom=PEOPLE)
    def asks_a_firm(self, who: int, whom: int) -> None:
        self.tap(who, self._ask_firm(self.people[who], self.people[whom].organisation_id))

    async def _ask_firm(self, one: Delegate, firm: int) -> Sequence[Notice]:
        if one.status is not DelegateStatus.APPROVED:
            return []
        return (await organisation_requests.ask(self.stage.session, one, firm)).notices

    @rule(who=PEOPLE, which=MANY, whom=PEOPLE, what=st.sampled_from(["give", "give", "decline", "withdraw"]))
    def answers_for_a_firm(self, who: int, which: int, whom: int, what: str) -> None:
        self.tap(who, self._for_firm(which, whom, what))

    async def _for_firm(self, which: int, whom: int, what: str) -> Sequence[Notice]:
        session, row = self.stage.session, await self.nth(OrganisationRequest, which)
        if row is None:
            return []
        person = await self.market.person(self.actor)
        if what == "give":
            return (await organisation_requests.give(session, person, row.id, self.people[whom].id)).notices
        done: OrganisationRequestDone = await getattr(organisation_requests, what)(session, person, row.id)
        return done.notices

    @rule(minutes=st.sampled_from([5, 20, 60]))
    def time_passes(self, minutes: int) -> None:
        self.stage.at(self.stage.session.now + timedelta(minutes=minutes))
        self.tap(None, self._clock())

    async def _clock(self) -> Sequence[Notice]:
        session = self.stage.session
        jobs = (expiry.unanswered, expiry.lapsed, organisation_requests.lapsed)
        return [each for job in jobs for each in await job(session)]

    @rule(who=PEOPLE)
    def leaves(self, who: int) -> None:
        if who == 5 and self.people[who].status is DelegateStatus.APPROVED:
            self.tap(who, self._leave(self.people[who]))

    async def _leave(self, one: Delegate) -> Sequence[Notice]:
        one.status = DelegateStatus.LEFT
        return await cancel_all_of(self.stage.session, one)

    # --- what holds

    def tap(self, who: int | None, work: Coroutine[Any, Any, Sequence[Notice]]) -> None:
        self.run(self._tap(who, work))

    async def _tap(self, who: int | None, work: Coroutine[Any, Any, Sequence[Notice]]) -> None:
        session = self.stage.session
        self.actor = self.people[who or 0]
        before, views = await self.states(), {each.id: await self.view(each) for each in self.people}
        try:
            async with session.begin_nested():
                notices = await work
        except Refusal:
            notices = []
        await session.flush()
        told = {each.to for each in notices}
        for each in self.people:
            acts = who is not None and self.actor.id == each.id
            if await self.view(each) != views[each.id] and not acts:
                assert each.person_id in told, f"{each.name} does not know: {views[each.id]}, {await self.view(each)}"
        self.follow(before, await self.states())

    def follow(self, before: Mapping[tuple[str, int], str], after: Mapping[tuple[str, int], str]) -> None:
        """Each step from state to state is in the table, as one or, where the clock or a request does two, as more."""
        steps = {"meeting": _ways(MEETINGS), "place": _ways(PLACES), "firm": _ways(ORGANISATION_REQUESTS)}
        for thing in before.keys() | after.keys():
            one, other = before.get(thing, "none"), after.get(thing, "none")
            kind = thing[0]
            if kind == "place" and other == "none":
                continue  # it goes with its meeting, or becomes one of the two
            assert one == other or other in _reach(steps[kind], one), (thing, one, other)

    async def states(self) -> dict[tuple[str, int], str]:
        session = self.stage.session
        found = {("meeting", each.id): str(phase(each)) for each in await session.exec(select(Meeting))}
        found |= {("place", each.id): str(place_state(each)) for each in await session.exec(select(Companion))}
        firms = await session.exec(select(OrganisationRequest))
        return found | {("firm", each.id): str(each.state) for each in firms}

    async def view(self, delegate: Delegate) -> View:
        """What a delegate has to know: their meetings, when they are, with whom, and what is asked of them."""
        found: dict[int, tuple[object, ...]] = {}
        rows = await self.stage.session.exec(select(Meeting).where(col(Meeting.state).in_(LIVE_STATES)))
        for each in rows.all():
            seated = await everyone(self.stage.session, each)
            if delegate.id in {each.requester_id, each.invitee_id}:
                when = (each.slot_id, each.moves_to_id, each.any_time)
                found[each.id] = (phase(each), when, each.awaits_id, frozenset(seated))
            elif delegate.id in seated:
                found[each.id] = (each.slot_id, each.moves_to_id, frozenset(seated))
        places = select(Companion).where(Companion.delegate_id == delegate.id)
        for row in (await self.stage.session.exec(places)).all():
            if place_state(row) is not PlaceState.JOINED:
                found[-row.id] = (place_state(row),)
        return found

    @invariant()
    def seats_are_what_the_meetings_imply(self) -> None:
        if hasattr(self, "market"):
            self.run(check(self.stage))

    async def nth(self, table: Any, number: int) -> Any:  # noqa: ANN401 - a row of any of these tables
        rows = (await self.stage.session.exec(select(table).order_by(col(table.id).desc()).limit(8))).all()
        return rows[number % len(rows)] if rows else None


def _ways(table: Mapping[Any, Any]) -> Mapping[str, set[str]]:
    found: dict[str, set[str]] = {}
    for (before, _act), transition in table.items():
        found.setdefault(str(before), set()).add(str(transition.after))
    return found


def _reach(ways: Mapping[str, set[str]], start: str) -> set[str]:
    """What it may be after two steps at most: a request that is confirmed at once takes both in one tap."""
    first = ways.get(start, set())
    return first | {after for each in first for after in ways.get(each, set())}


@pytest.mark.parametrize(
    ("examples", "steps"), [pytest.param(6, 25, id="short"), pytest.param(40, 40, id="long", marks=pytest.mark.slow)]
)
def test_no_taps_leave_a_seat_or_a_person_behind(examples: int, steps: int) -> None:
    health = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]
    run_state_machine_as_test(
        Taps,
        settings=settings(
            max_examples=examples, stateful_step_count=steps, deadline=None, suppress_health_check=health
        ),
    )
