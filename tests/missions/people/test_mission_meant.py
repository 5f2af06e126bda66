"""Which of several missions a person means: the rule by itself, for any missions and any moment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from handlers.views.mission_stamp import LIMIT, Press, read, stamped
from missions.people.mission_meant import in_order

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)


@dataclass(frozen=True)
class Trip:
    id: int
    time_zone: str
    starts_on: date
    ends_on: date

    def on(self, now: datetime) -> bool:
        return self.starts_on <= now.astimezone(ZoneInfo(self.time_zone)).date() <= self.ends_on


@st.composite
def trips(draw: st.DrawFn) -> list[Trip]:
    ids = draw(st.lists(st.integers(1, 50), min_size=1, max_size=6, unique=True))
    found = []
    for each in ids:
        first = NOW.date() + timedelta(days=draw(st.integers(-40, 40)))
        last = first + timedelta(days=draw(st.integers(0, 20)))
        zone = draw(st.sampled_from(["Africa/Casablanca", "Africa/Abidjan", "Pacific/Auckland", "America/Lima"]))
        found.append(Trip(each, zone, first, last))
    return found


moments = st.datetimes(datetime(2026, 11, 1), datetime(2026, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001


@given(trips(), moments, st.none() | st.integers(1, 50))
def test_the_one_chosen_else_on_today_else_the_next_else_the_last(
    known: list[Trip], now: datetime, chosen: int | None
) -> None:
    first, *others = in_order(known, now, chosen)
    assert {first, *others} == set(known)
    if chosen in {trip.id for trip in known}:
        assert first.id == chosen
        return
    today = {trip: now.astimezone(ZoneInfo(trip.time_zone)).date() for trip in known}
    if any(trip.on(now) for trip in known):
        assert first.on(now)
        assert first.starts_on == max(trip.starts_on for trip in known if trip.on(now))
    elif ahead := [trip for trip in known if trip.starts_on > today[trip]]:
        assert first in ahead
        assert first.starts_on == min(trip.starts_on for trip in ahead)
    else:
        assert first.ends_on == max(trip.ends_on for trip in known)


@given(trips(), moments, st.none() | st.integers(1, 50), st.randoms())
def test_the_order_in_which_they_were_loaded_does_not_matter(
    known: list[Trip], now: datetime, chosen: int | None, random: object
) -> None:
    mixed = [*known]
    random.shuffle(mixed)  # type: ignore[attr-defined] # hypothesis' own Random
    assert in_order(mixed, now, chosen) == in_order(known, now, chosen)


@given(st.text("abcdefghij:.0123456789-é", max_size=64), st.integers(1, 10**10 - 1), st.booleans())
def test_a_button_gives_back_its_data_and_its_mission(data: str, mission_id: int, chooses: bool) -> None:
    said = stamped(data, mission_id, chooses=chooses)
    assert len(said.encode()) <= max(LIMIT, len(data.encode()))
    assert read(said) == (Press(data) if said == data else Press(data, mission_id, chooses))
    assert stamped(said, 1) == said or said == data


def test_data_of_before_name_no_mission() -> None:
    assert read("desk:home") == Press("desk:home")
    assert read("ann:text:12:3:fr") == Press("ann:text:12:3:fr")
    assert read("~") == Press("~")
    assert read(f"desk:home~{10**30}") == Press(f"desk:home~{10**30}")
