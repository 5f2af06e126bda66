"""Small instances of every kind: tight and loose, possible and not."""

from __future__ import annotations

from hypothesis import strategies as st

from tests.benchmarks.b2bsop.described import Described


@st.composite
def small_instances(draw: st.DrawFn) -> Described:
    participants = draw(st.integers(3, 5))
    slots = draw(st.integers(3, 5))
    pairs = st.lists(st.integers(1, participants), min_size=2, max_size=2, unique=True)
    parts = st.sampled_from([3, 3, 3, 1, 2])
    rows = st.tuples(pairs, parts).map(lambda row: (row[0][0], row[0][1], row[1]))
    requested = draw(st.lists(rows, min_size=1, max_size=6))
    meetings = len(requested)
    seldom = st.sampled_from([False, False, False, True])
    return Described(
        participants=participants,
        tables=draw(st.integers(1, 3)),
        slots=slots,
        morning=draw(st.integers(1, slots)),
        requested=requested,
        forbidden=[
            draw(st.frozensets(st.integers(1, slots), max_size=2)) if draw(seldom) else frozenset()
            for _ in range(participants)
        ],
        fixed=[draw(st.integers(1, slots)) if draw(seldom) else 0 for _ in range(meetings)],
        precedences=[
            draw(st.frozensets(st.integers(1, meetings), max_size=1)) if draw(seldom) else frozenset()
            for _ in range(meetings)
        ],
    )
