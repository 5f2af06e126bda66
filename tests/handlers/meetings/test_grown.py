"""Requests that expire, requests to an organisation, and a delegate's own limits, over the wire in each language."""

from __future__ import annotations

import re
from datetime import time, timedelta

import pytest
from sqlmodel import select

from handlers.registration.limits import LimitPress
from handlers.registration.profile_card import LimitsPress
from handlers.views.organisation_press import OrganisationAct, OrganisationPress
from missions import local_time
from missions.registration.limits import Limit
from storage.tables import (
    Delegate,
    Meeting,
    MeetingState,
    Mission,
    OrganisationRequest,
    OrganisationRequestState,
    Slot,
)
from storage.tables.base import utc_now
from tests.handlers.meetings.kit import Pair, Side, times
from tests.handlers.meetings.test_company import colleague_of, meeting_of, said
from tests.handlers.registration.kit import OWNER
from tests.settled import all_said

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_a_request_nudges_once_then_expires_and_frees_its_slot(pair: Pair) -> None:
    one, other = pair.one, pair.other
    await one.ask(other.name, "Hello")
    await other.phone.expect(other.words.asked, one.name)
    await pair.pass_time(nudge_at=utc_now() - timedelta(minutes=1))
    nudge = said(other, "⏳ <b>Please answer this request</b>").replace("<b>", "").replace("</b>", "")
    await other.phone.expect(nudge, one.name)
    assert await pair.seats() == (1, 0)
    await pair.pass_time(expires_at=utc_now() - timedelta(minutes=1))
    await one.phone.expect(one.words.not_in_time.split()[0], other.name)
    await other.phone.expect(other.words.lapsed.split()[0], one.name)
    await all_said(pair.house.database)
    assert await pair.seats() == (0, 0)
    assert sum(nudge in seen.text for seen in other.phone.screen) <= 1
    assert (await meeting_of(pair)).state is MeetingState.EXPIRED


async def asks_firm(pair: Pair, asker: Side, firm: int) -> OrganisationRequest:
    """From the directory's page of an organisation to a request without a note."""
    await asker.phone.say("/directory")
    page = await asker.phone.expect("📖")
    ask = OrganisationPress(act=OrganisationAct.ASK, id=firm).pack()
    await asker.phone.stale_press(page.id, ask, answered=True)
    await asker.press(said(asker, "📨 Send without a note"), "🏢")
    await all_said(pair.house.database)
    asked = await pair.house.rows(OrganisationRequest, OrganisationRequest.requester_id == asker.delegate_id)
    return max(asked, key=lambda each: each.id)


async def firm_of(pair: Pair, side: Side) -> int:
    [delegate] = await pair.house.rows(Delegate, Delegate.id == side.delegate_id)
    return delegate.organisation_id


async def test_an_organisation_gives_a_request_to_the_one_who_meets(pair: Pair) -> None:
    one, other = pair.one, pair.other
    third = await colleague_of(pair.house, other, other.words)
    asked = await asks_firm(pair, one, await firm_of(pair, other))
    await other.phone.expect("🏢", one.name)
    await third.phone.expect("🏢", one.name)
    await other.press(said(other, "🔁 Give to {name}", name=third.name), "✅", third.name)
    await third.phone.expect(third.words.asked, one.name)
    await one.phone.expect("✅", third.name)
    await third.press(third.words.confirm, third.words.confirmed, one.name)
    await one.phone.expect(one.words.confirmed, third.name)
    [after] = await pair.house.rows(OrganisationRequest, OrganisationRequest.id == asked.id)
    assert after.state is OrganisationRequestState.GIVEN
    [meeting] = await pair.house.rows(Meeting, Meeting.id == (after.meeting_id or 0))
    assert meeting.invitee_id == third.delegate_id


async def test_the_desk_gives_what_no_one_of_the_organisation_reads(spoken_for: Pair) -> None:
    pair, one, other = spoken_for, spoken_for.one, spoken_for.other
    await asks_firm(pair, one, await firm_of(pair, other))
    owner = pair.house.sandbox.people[OWNER]
    await owner.expect("🏢", one.name)
    await owner.say("/desk")
    desk = await owner.expect("🗂")
    counter = next(each for each in desk.buttons if each.text.startswith("🏢"))
    waiting = await pair.house.rows(OrganisationRequest, OrganisationRequest.state == OrganisationRequestState.OPEN)
    assert re.search(r"\d+", counter.text)[0] == str(len(waiting))  # type: ignore[index]
    await owner.press(counter.text)
    await owner.expect("🏢", one.name)
    await owner.press(said(other, "🔁 Give to {name}", name=other.name))
    await one.phone.expect("✅", other.name)


async def test_a_limit_names_what_is_agreed_beyond_it(meetings_pair: Pair) -> None:
    other = meetings_pair.other
    await meetings_pair.confirmed()
    async with meetings_pair.house.database.unit() as session:
        meeting = (await session.exec(select(Meeting).where(Meeting.invitee_id == other.delegate_id))).one()
        mission = await session.get_one(Mission, meeting.mission_id)
        starts_at = (await session.get_one(Slot, meeting.slot_id)).starts_at.astimezone(local_time.zone(mission))
    later = (starts_at.hour + 1) * 60
    limit = LimitPress(delegate=other.delegate_id, limit=Limit.EARLIEST, value=later)
    await other.phone.say("/profile")
    shown = await other.phone.expect(other.name)
    await other.phone.stale_press(shown.id, limit.pack())
    await other.phone.expect("⚠️", f"{later // 60}:00", "/agenda")


async def test_own_limits_hold_for_who_asks(pair: Pair) -> None:
    one, other = pair.one, pair.other
    await other.phone.say("/profile")
    await other.phone.expect(other.name)
    await other.phone.press_data(LimitsPress(delegate=other.delegate_id).pack())
    await other.phone.expect(said(other, "⚡ You answer each request yourself."))
    await other.press("🌅 11:00", "11:00")
    await other.press(
        said(other, "⚡ Confirm at once"), said(other, "⚡ A request is confirmed at once where the time suits.")
    )
    [delegate] = await pair.house.rows(Delegate, Delegate.id == other.delegate_id)
    assert (delegate.not_before, delegate.auto_accept) == (time(11), True)

    await one.card_of(other.name)
    page = await one.press(one.words.ask, other.name)
    offered = times(page)
    assert offered
    assert min(offered) >= "11:00"
    await one.press(offered[-1], other.name)
    await one.press(said(one, "📨 Send without a note"), one.words.confirmed, other.name)
    await other.phone.expect(other.words.confirmed, one.name)
    assert (await meeting_of(pair)).state is MeetingState.CONFIRMED
