"""A phone that is not to ring: what can wait is held, arrives as it is true then, or stands in the evening's list."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from datetime import datetime, timedelta

import pytest
import pytest_asyncio
from sqlmodel import col, select

from handlers.core.message_text import as_read
from missions import local_time
from storage.tables import Asks, Delegate, HeldNotice, Mission
from storage.tables import Person as PersonRow
from storage.tables.base import utc_now
from tests.eventually import eventually
from tests.handlers.desk.kit import label
from tests.handlers.meetings.kit import Pair, Side
from tests.handlers.registration.kit import House
from tests.settled import all_said

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.usefixtures("evening_to_come")]


@pytest_asyncio.fixture(loop_scope="session")
async def evening_to_come(meetings_home: House) -> AsyncIterator[None]:
    """The digest is due in three hours, whatever the hour of the test."""
    async with meetings_home.database.unit() as session:
        mission = (await session.exec(select(Mission))).one()
        before = mission.digest_at
        mission.digest_at = _wall(mission, timedelta(hours=3)).time()
    yield
    async with meetings_home.database.unit() as session:
        (await session.exec(select(Mission))).one().digest_at = before


def _wall(mission: Mission, later: timedelta) -> datetime:
    """The mission's clock in a while, without seconds."""
    return (utc_now() + later).astimezone(local_time.zone(mission)).replace(second=0, microsecond=0)


async def held_for(house: House, side: Side) -> Sequence[HeldNotice]:
    theirs = select(Delegate.person_id).where(Delegate.id == side.delegate_id)
    async with house.database.reading() as session:
        waiting = select(HeldNotice).where(col(HeldNotice.person_id).in_(theirs), col(HeldNotice.told_at).is_(None))
        return (await session.exec(waiting.order_by(col(HeldNotice.id)))).all()


async def is_held(house: House, side: Side, *kinds: str) -> None:
    async def there() -> bool:
        return [row.kind for row in await held_for(house, side)] == [*kinds]

    await eventually(there)


async def be_quiet_now(house: House, side: Side) -> None:
    """They type quiet hours around this one."""
    _ = label(side.words.code)
    async with house.database.reading() as session:
        mission = (await session.exec(select(Mission))).one()
    begins, ends = (_wall(mission, timedelta(hours=hours)) for hours in (-3, 3))
    await side.phone.say("/quiet")
    await side.phone.expect(as_read(_("🔕 <b>Fewer messages</b>")))
    await side.phone.press(_("🌙 My quiet hours"))
    await side.phone.expect(_("🌙 When should your phone be quiet? Choose, or type the hours, as 22:00–07:00."))
    await side.phone.say("never")
    await side.phone.expect(_("Please type the hours as 22:00–07:00."))
    await side.phone.say(f"{begins:%H:%M}-{ends:%H:%M}")
    await side.phone.expect(f"{begins:%H:%M}", f"{ends:%H:%M}", _("🔔 Everything comes at once."))


async def test_what_can_wait_is_held_and_true_when_it_comes(pair: Pair) -> None:
    house, one, other = pair.house, pair.one, pair.other
    _ = label(other.words.code)
    await be_quiet_now(house, other)

    await one.ask(other.name, "Hello")
    await is_held(house, other, "MeetingRequested")
    await one.phone.say("/requests")
    await one.phone.expect(other.name)
    await one.phone.press(one.words.withdraw)
    await is_held(house, other, "MeetingRequested", "MeetingClosed")
    await other.phone.say("/quiet")
    await other.phone.press(_("🔔 Back to normal"))
    # The request is withdrawn: that is what they read, and not that it waits for an answer.
    await other.phone.expect(as_read(_("↩️ <b>Request withdrawn</b>")), one.name)
    await all_said(house.database)
    assert not any(other.words.asked in seen.text for seen in other.phone.screen)
    assert not await held_for(house, other)


async def test_only_what_is_urgent_comes_and_the_rest_stands_in_the_list(pair: Pair) -> None:
    house, one, other = pair.house, pair.one, pair.other
    _ = label(other.words.code)
    await other.phone.say("/menu")
    await other.phone.press(_("🔕 Quiet"))
    await other.phone.press(_("❗ Only what is urgent"))
    await other.phone.expect(_("❗ Only what is urgent comes at once; the rest waits for the evening digest."))
    async with house.database.reading() as session:
        asks = select(PersonRow.asks).where(PersonRow.telegram_id == other.phone.id)
        assert (await session.exec(asks)).one() is Asks.URGENT

    await one.ask(other.name, "Hello")
    await is_held(house, other, "MeetingRequested")
    async with house.database.unit() as session:
        for row in await session.exec(select(HeldNotice)):
            assert row.in_digest
            row.due_at = session.now
    await other.phone.sees(as_read(_("🗞 <b>Also today</b>")), one.name)
    # It can be answered from there, and the answer comes at once.
    await other.phone.press(_("📨 Requests"))
    await other.phone.expect(one.name)
    await other.phone.press(one.name)
    await other.phone.press(other.words.confirm)
    await one.phone.expect(one.words.confirmed, other.name)
