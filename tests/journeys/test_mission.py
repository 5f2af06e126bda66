"""A mission over the wire, in three languages: a journey at a time, and (slow) from an empty database to its end."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from sqlmodel import select

from storage.tables import Delegate, DelegateStatus
from tests.journeys import meeting, organising, registering
from tests.journeys.cast import Cast, gather
from tests.journeys.conftest import home

pytestmark = pytest.mark.asyncio(loop_scope="session")
HALL, ANNEX = ("Grande halle", "Great hall"), ("Annexe du port", "Harbour annex")


async def test_who_registers_while_the_bot_crashes_has_lost_nothing(cast: Cast) -> None:
    moroccans, _andalusians = await registering.invites(cast.salma)
    await registering.registers_across_a_crash(cast, moroccans)


async def test_organisers_ask_for_more_before_they_approve(cast: Cast) -> None:
    moroccans, _andalusians = await registering.invites(cast.salma)
    await registering.registers_after_a_question(cast, moroccans)


async def test_organisers_refuse_and_approve_after_all(cast: Cast) -> None:
    _moroccans, andalusians = await registering.invites(cast.salma)
    await registering.registers_after_a_refusal(cast, andalusians)


async def test_two_agree_on_another_time_than_was_asked_for(delegates: Cast) -> None:
    await meeting.have_lists(delegates)
    await meeting.agree_after_another_time(delegates)


async def test_two_agree_without_a_note(delegates: Cast) -> None:
    await meeting.have_lists(delegates)
    await meeting.agree_at_once(delegates)


async def test_each_sees_their_day(agreed: Cast) -> None:
    await meeting.look_at_their_day(agreed)


async def test_a_venue_moves_and_only_those_who_meet_there_are_told(agreed: Cast) -> None:
    await organising.moves_the_venue(agreed)


async def test_an_announcement_reaches_each_in_a_language_of_theirs(delegates: Cast) -> None:
    await organising.announces(delegates)


async def test_each_is_reminded_at_each_lead_time(agreed: Cast) -> None:
    await meeting.are_reminded(agreed, HALL)
    await meeting.is_briefed_in_arabic(agreed)


async def test_a_meeting_is_cancelled_with_a_common_reason(agreed: Cast) -> None:
    await meeting.cancels(agreed)


async def test_who_goes_takes_the_data_along_and_leaves_nothing(agreed: Cast) -> None:
    await meeting.takes_the_data_and_goes(agreed)


@pytest.mark.slow
@pytest.mark.parametrize("engine_name", ["sqlite", "postgresql"])
async def test_a_mission_from_its_file_to_its_last_meeting(database_url: str, tmp_path: Path) -> None:
    async with home(database_url, tmp_path) as here:
        cast = await gather(here, by_command=True)
        moroccans, andalusians = await registering.invites(cast.salma)
        await registering.registers_across_a_crash(cast, moroccans)
        await registering.registers_after_a_question(cast, moroccans)
        await registering.registers_after_a_refusal(cast, andalusians)
        async with here.database.reading() as session:
            assert Counter((await session.exec(select(Delegate.status))).all()) == {DelegateStatus.APPROVED: 3}
        await meeting.have_lists(cast)
        await meeting.agree_after_another_time(cast)
        await meeting.agree_at_once(cast)
        await meeting.look_at_their_day(cast)
        await organising.moves_the_venue(cast)
        await organising.announces(cast)
        await meeting.are_reminded(cast, ANNEX)
        await meeting.cancels(cast)
        await meeting.takes_the_data_and_goes(cast)
