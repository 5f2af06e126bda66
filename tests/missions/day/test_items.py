"""Free times and phases of a day, whatever is in it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from missions.day.items import Item, ItemState, TimeSpan, free_times, phases

EIGHT = datetime(2026, 11, 30, 8, tzinfo=UTC)
MINUTE = timedelta(minutes=1)

minutes = st.integers(-60, 720)
spans = st.tuples(minutes, st.integers(1, 120)).map(
    lambda drawn: TimeSpan(EIGHT + drawn[0] * MINUTE, EIGHT + (drawn[0] + drawn[1]) * MINUTE)
)


def item(number: int, span: TimeSpan) -> Item:
    return Item(number, 1, span.begins, span.ends, ItemState.SET, 0, "Name", "Firm")


def minutes_of(found: list[TimeSpan]) -> set[datetime]:
    return {each.begins + n * MINUTE for each in found for n in range((each.ends - each.begins) // MINUTE)}


@given(frame=spans, taken=st.lists(spans, max_size=14))
def test_free_is_what_nothing_takes(frame: TimeSpan, taken: list[TimeSpan]) -> None:
    free = free_times(frame, taken, timedelta(0))

    assert minutes_of(free) == minutes_of([frame]) - minutes_of(taken)
    assert free == sorted(free)
    assert all(one.ends < other.begins for one, other in pairwise(free))


@given(frame=spans, taken=st.lists(spans, max_size=14), shortest=st.integers(1, 60))
def test_of_the_free_times_only_the_short_ones_are_left_out(
    frame: TimeSpan, taken: list[TimeSpan], shortest: int
) -> None:
    every = free_times(frame, taken, timedelta(0))
    kept = [span for span in every if span.ends - span.begins >= shortest * MINUTE]

    assert free_times(frame, taken, shortest * MINUTE) == kept


@given(drawn=st.lists(spans, max_size=14), at=minutes)
def test_each_item_is_in_one_phase_and_they_follow_each_other(drawn: list[TimeSpan], at: int) -> None:
    moment = EIGHT + at * MINUTE
    items = [item(number, span) for number, span in enumerate(drawn)]
    found = phases(items, moment)
    ahead = [*([found.next] if found.next else []), *found.later]

    assert sorted([*found.over, *found.now, *ahead], key=lambda each: each.meeting_id) == items
    assert all(each.ends_at <= moment for each in found.over)
    assert all(each.starts_at <= moment < each.ends_at for each in found.now)
    assert all(each.starts_at > moment for each in ahead)
    assert ahead == sorted(ahead, key=lambda each: each.starts_at)
