"""The evening digest, through clock changes, in the mission's own time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from missions import local_time
from missions.meetings.digests import Digest, due_digests
from storage.database import Database
from storage.outbox import claim_notice
from tests.examples import examples
from tests.missions.stage import Play, Stage, staged, theatre

CHANGES = [
    # Morocco goes back an hour for Ramadan, and forth again after it; Spain in March and October.
    ("Africa/Casablanca", date(2027, 2, 7)),
    ("Africa/Casablanca", date(2027, 3, 14)),
    ("Europe/Madrid", date(2027, 3, 28)),
    ("Europe/Madrid", date(2027, 10, 31)),
    ("Africa/Abidjan", date(2027, 6, 1)),
]


@pytest.fixture(scope="module")
def play(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Play]:
    with theatre(tmp_path_factory.mktemp("digests")) as play:
        yield play


async def tick(stage: Stage) -> list[Digest]:
    told = list(await due_digests(stage.session))
    for notice in told:
        assert notice.once is not None
        assert await claim_notice(stage.session, notice.once)
    return told


@given(
    where=st.sampled_from(CHANGES),
    hour=st.times(min_value=time(0), max_value=time(23, 30)).map(lambda each: each.replace(microsecond=0)),
    every=st.integers(20, 29),
)
@settings(max_examples=examples(15))
def test_once_a_day_between_its_hour_and_midnight_of_the_missions_clock(
    play: Play, where: tuple[str, date], hour: time, every: int
) -> None:
    zone, change = ZoneInfo(where[0]), where[1]
    first = change - timedelta(days=1)

    async def scene(stage: Stage) -> None:
        await stage.open(
            time_zone=zone.key, digest_at=hour, starts_on=first - timedelta(days=5), ends_on=first + timedelta(days=5)
        )
        noons = [local_time.instant(first + timedelta(days=n), time(12), zone) for n in range(5)]
        one, other, idle = await stage.delegates(3)
        for slot in await stage.slots(noons):
            meeting = await stage.meeting(one, other, slot)
            meeting.pair = f"{meeting.id}"
            await stage.session.flush()
        told: dict[tuple[int, date], datetime] = {}
        moment = local_time.bounds(first, zone)[0]
        while moment < local_time.bounds(first + timedelta(days=3), zone)[0]:
            stage.at(moment)
            for notice in await tick(stage):
                told[notice.delegate_id, notice.day] = moment
                assert notice.expires_at == local_time.bounds(notice.day, zone)[0] > moment
            moment += timedelta(minutes=every)
        assert set(told) == {(each.id, first + timedelta(days=n + 1)) for each in (one, other) for n in range(3)}
        for (_, day), at in told.items():
            local = at.astimezone(zone)
            assert local.date() == day - timedelta(days=1)
            # Not before its hour, or the first of two, and within the first tick after it, or after the one left out.
            assert timedelta(0) <= at - local_time.instant(local.date(), hour, zone) < timedelta(minutes=every)
        assert idle.id not in {delegate for delegate, _ in told}

    play(scene)


def test_an_hour_that_comes_twice_is_meant_the_first_time_and_one_left_out_comes_late() -> None:
    madrid = ZoneInfo("Europe/Madrid")

    assert local_time.instant(date(2027, 10, 31), time(2, 30), madrid) == datetime(2027, 10, 31, 0, 30, tzinfo=UTC)
    assert local_time.instant(date(2027, 3, 28), time(2, 30), madrid) == datetime(2027, 3, 28, 1, 30, tzinfo=UTC)
    assert local_time.bounds(date(2027, 10, 31), madrid)[1] - local_time.bounds(date(2027, 10, 31), madrid)[
        0
    ] == timedelta(hours=25)


async def test_on_the_eve_everybody_with_a_chat_is_told(database: Database) -> None:
    async with staged(database) as stage:
        mission = await stage.open(digest_at=time(18, 30))
        (slot,) = await stage.slots([local_time.instant(mission.starts_on, time(10), ZoneInfo(mission.time_zone))])
        one, other, idle = await stage.delegates(3)
        await stage.delegates(1, chat=False)
        await stage.meeting(one, other, slot)

        stage.at(datetime(2027, 7, 11, 16, 29, tzinfo=UTC))
        assert await tick(stage) == []
        stage.at(datetime(2027, 7, 11, 16, 30, tzinfo=UTC))
        assert {each.delegate_id for each in await tick(stage)} == {one.id, other.id, idle.id}
        stage.at(datetime(2027, 7, 11, 21, 59, tzinfo=UTC))
        assert await tick(stage) == []
        stage.at(datetime(2027, 7, 11, 22, tzinfo=UTC))
        assert await tick(stage) == []
