"""A mission file that puts confirmed meetings elsewhere: who meets there and the organisers read so."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlmodel import select

from storage.tables import Meeting, MeetingTable, Mission, Venue
from tests.handlers.meetings.kit import Pair
from tests.handlers.meetings.test_live_cards import reads

EXAMPLE = Path(__file__).parents[3] / "examples" / "malaga.toml"

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_who_meets_where_a_file_changes_the_place_is_told(meetings_pair: Pair, tmp_path: Path) -> None:
    one, other, house = meetings_pair.one, meetings_pair.other, meetings_pair.house
    await meetings_pair.confirmed()
    card = await one.meeting_with(other.name)
    async with house.database.reading() as session:
        meeting = (await session.exec(select(Meeting).where(Meeting.requester_id == one.delegate_id))).one()
        table = await session.get_one(MeetingTable, meeting.table_id)
        venue = await session.get_one(Venue, table.venue_id)
        starting = (await session.get_one(Mission, meeting.mission_id)).starts_on
    assert venue.address
    edited = tmp_path / "malaga.toml"
    edited.write_text(EXAMPLE.read_text().replace(venue.address, "Calle Nueva 1"))
    for path in (edited, EXAMPLE):
        code, said, errors = await house.wasl.command("mission", "load", str(path), "--starting", starting.isoformat())
        assert code == 0, errors
        assert "confirmed meeting" in said
        if path is edited:
            for side, with_whom in ((one, other), (other, one)):
                told = await side.phone.sees("New place", with_whom.name, "Calle Nueva 1")
                assert told.button("✓ Seen")
            await reads(one.phone, card.id, "Calle Nueva 1")
            await house.owner.sees("📄")
            await house.owner.press("👁")
            await house.owner.expect("🔀")
