"""Drawn days: numbered by what they say, drawn again when asked for, replaced on paper once they are out of date."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlmodel import col, func, select

from missions.cards.stale import stale_cards
from missions.day import sheets
from missions.day.my_day import day_of
from missions.day.sheets import SheetToDraw
from storage.database import Database
from storage.tables import DaySheet, Delegate, Meeting, MeetingState, SheetKind
from tests.missions.stage import NOON, Stage, staged

pytestmark = pytest.mark.parametrize("engine_name", ["sqlite"])
TODAY = NOON.date()


async def met(stage: Stage) -> tuple[Delegate, Meeting]:
    """A delegate with one meeting at three o'clock in Madrid."""
    await stage.open()
    one, other = await stage.delegates(2)
    _venue, (table,) = await stage.venue("palacio", ["7"])
    (slot,) = await stage.slots([NOON + timedelta(hours=1)])
    return one, await stage.meeting(one, other, slot, table)


async def next_drawn(stage: Stage) -> SheetToDraw | None:
    """What is drawn next, and is noted as drawn; what has changed is noticed first."""
    await stage.session.flush()
    await stale_cards(stage.session)
    found = await sheets.next_to_draw(stage.session)
    if found is not None:
        assert await sheets.drawn(stage.session, found)
    return found


async def test_what_is_asked_for_twice_has_one_number(database: Database) -> None:
    async with staged(database) as stage:
        one, _meeting = await met(stage)
        for _time in range(2):
            await sheets.ask(stage.session, one, TODAY, SheetKind.PAPER)
            found = await next_drawn(stage)
            assert found is not None
            assert (found.version, found.asked, len(found.day.sure)) == (1, True, 1)
        assert await next_drawn(stage) is None
        assert not await sheets.is_due(stage.session)


async def test_paper_is_replaced_when_its_day_changes_and_a_picture_is_not(database: Database) -> None:
    async with staged(database) as stage:
        one, meeting = await met(stage)
        for kind in SheetKind:
            await sheets.ask(stage.session, one, TODAY, kind)
            assert await next_drawn(stage) is not None
        one.position = "Directora"  # says nothing else of the day
        assert await next_drawn(stage) is None

        meeting.state, meeting.revision = MeetingState.CANCELLED, 2
        found = await next_drawn(stage)
        assert found is not None
        assert (found.kind, found.version, found.asked, found.day.sure) == (SheetKind.PAPER, 2, False, [])
        assert await next_drawn(stage) is None


async def test_a_change_of_many_is_looked_at_some_at_a_time(database: Database) -> None:
    async with staged(database) as stage:
        one, _meeting = await met(stage)
        days = [TODAY + timedelta(days=n) for n in range(2 * sheets.LOOKED_AT)]
        await stage.add(
            *(DaySheet(delegate_id=one.id, day=day, kind=SheetKind.PAPER, version=1, due_at=NOON) for day in days)
        )
        for sheet in (await stage.session.exec(select(DaySheet))).all():
            sheet.digest = sheets.digest_of(await day_of(stage.session, one, sheet.day))
        await sheets.ask(stage.session, one, days[-1], SheetKind.PICTURE)
        # What was asked for goes first.
        found = await next_drawn(stage)
        assert found is not None
        assert found.kind is SheetKind.PICTURE
        for left in (sheets.LOOKED_AT, 0):
            assert await sheets.next_to_draw(stage.session) is None
            await stage.session.flush()
            due = select(func.count()).where(col(DaySheet.due_at).is_not(None))
            assert (await stage.session.exec(due)).one() == left


async def test_what_changes_once_the_day_is_over_is_not_printed_again(database: Database) -> None:
    async with staged(database) as stage:
        one, meeting = await met(stage)
        await sheets.ask(stage.session, one, TODAY, SheetKind.PAPER)
        assert await next_drawn(stage) is not None
        stage.at(NOON + timedelta(hours=11))
        meeting.state, meeting.revision = MeetingState.CANCELLED, 2
        assert await next_drawn(stage) is None
        assert not await sheets.is_due(stage.session)
