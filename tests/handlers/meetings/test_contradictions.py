"""An edit that contradicts a confirmed meeting: said before, told to both sides and the desk after."""

from __future__ import annotations

import pytest
from sqlmodel import select

from locales import catalogues
from missions.meetings.mission_frame import local_day
from storage.tables import Delegate, Meeting, MeetingState, Mission, Slot
from tests.handlers.desk.kit import speak
from tests.handlers.meetings.kit import Pair
from tests.handlers.registration.kit import OWNER
from tests.screen import plain

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_a_day_that_is_unticked(meetings_pair: Pair) -> None:
    pair = meetings_pair
    one, other, home = pair.one, pair.other, pair.house
    await speak(home.database, OWNER, "en")
    await pair.confirmed()
    day = await _day_of_meeting(pair)
    await one.phone.say("/profile")
    await one.phone.press("✏️ Days")
    await one.phone.sees("Which days")
    await one.phone.press(f"✅ {day}")
    await one.phone.sees("Which days")
    await one.phone.press("Continue")
    asked = await one.phone.sees("conflicts with your confirmed meetings", other.name, day)
    assert asked.button("Save anyway")
    async with home.database.reading() as session:
        assert not (await session.get_one(Delegate, one.delegate_id)).days, "nothing is saved yet"
    await one.phone.press("✏️ Edit")
    await one.phone.sees("Which days")
    await one.phone.press("Continue")
    await one.phone.press("Save anyway")
    for phone in (one.phone, other.phone, home.owner):
        await phone.sees("⚠️", day, one.name, other.name, "is not there on this day")
    async with home.database.reading() as session:
        assert (await session.get_one(Delegate, one.delegate_id)).days
        standing = select(Meeting).where(Meeting.requester_id == one.delegate_id)
        assert (await session.exec(standing)).one().state is MeetingState.CONFIRMED
    await other.phone.press("Open the meeting")
    await other.phone.sees(other.words.confirmed, one.name)
    # What contradicts the meeting already is not said again.
    await one.phone.say("/profile")
    await one.phone.press("✏️ Languages")
    await one.phone.sees("Which languages")
    await one.phone.press("✅ Arabic")
    await one.phone.sees("Which languages")
    await one.phone.press("Continue")
    await one.phone.sees("Registration approved")


async def _day_of_meeting(pair: Pair) -> str:
    async with pair.house.database.reading() as session:
        meeting = (await session.exec(select(Meeting).where(Meeting.requester_id == pair.one.delegate_id))).one()
        slot = await session.get_one(Slot, meeting.slot_id)
        mission = await session.get_one(Mission, meeting.mission_id)
    return plain(catalogues().texts("en").day(local_day(mission, slot)))
