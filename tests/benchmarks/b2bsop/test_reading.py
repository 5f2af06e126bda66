"""A file that is not an instance is refused in one line that says where; and never otherwise."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.b2bsop.dzn import BadInstance
from benchmarks.b2bsop.instance import Requested
from benchmarks.b2bsop.reading import read
from tests.benchmarks.b2bsop.described import Described, described
from tests.benchmarks.b2bsop.strategies import small_instances
from tests.examples import examples

INSTANCE = described(
    [(1, 2, 3), (3, 1, 1), (2, 3, 2)],
    slots=4,
    morning=2,
    tables=2,
    forbidden={1: {2, 4}},
    fixed={2: 1},
    precedences={3: {1, 2}},
)
FILE = INSTANCE.dzn()


def test_everything_is_read() -> None:
    instance = read(
        "% a comment; with = marks\n" + FILE.replace("nTables", "/* two\nlines */ unknown = [{1}]; nTables")
    )

    assert (instance.tables, instance.slots, instance.morning, instance.participants) == (2, 4, 2, 3)
    assert instance.meetings == (
        Requested((0, 1)),
        Requested((2, 0), "morning", fixed=0),
        Requested((1, 2), "afternoon", after=frozenset({0, 1})),
    )
    assert instance.forbidden == (frozenset({1, 3}), frozenset(), frozenset())
    assert instance.open_slots == ((0, 2), (0,), (2, 3))


def test_a_set_may_be_a_span() -> None:
    assert read(FILE.replace("{2,4}", "2..4")).forbidden[0] == {1, 2, 3}


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        ("nTables = 2;", "", "line 22: the file ends without nTables"),
        ("nTables = 2;", "nTables = two;", "line 3: nTables: 'two' stands where a whole number was expected"),
        ("nTables = 2;", "nTables = 2", "line 4: nTables: 'nTotalSlots' stands where ';' was expected"),
        ("nTables = 2;", "nTables = 2.5;", "line 3: '.5;' is not MiniZinc data"),
        ("nTables = 2;", "nTables = -2;", "line 3: nTables: -2 is not 0 or more"),
        ("nTables = 2;", "nTables = [2];", "line 3: nTables: should be one whole number"),
        ("nTables = 2;", "nTables = 2; nTables = 3;", "line 3: nTables is given a second time"),
        ("nTables = 2;", f"nTables = {'9' * 5000};", "line 3: nTables: 999999999999… is too large"),
        ("nMorningSlots = 2", "nMorningSlots = 5", "line 5: nMorningSlots: 5 is not from 0 to 4"),
        ("|3, 1,1", "|3, 4,1", "line 8: requested: there is no participant 4, only 1 to 3"),
        ("|3, 1,1", "|3, 3,1", "line 8: requested: participant 3 is to meet themselves"),
        ("|3, 1,1", "|3, 1,4", "line 8: requested: 4 is no part of day: 1 morning, 2 afternoon, 3 any"),
        ("|3, 1,1", "|3, 1", "line 8: requested: a row should be participant, participant, part of day"),
        ("\n|3, 1,1, ", "", "line 7: requested: has 2 entries, and there are 3 meetings"),
        ("[2,2,2]", "[2,3,2]", "line 12: nMeetingsBusiness: participant 2 has 3, and 2 in requested"),
        ("{2,4}", "{2,5}", "line 14: forbidden: there is no slot 5, only 1 to 4"),
        ("{2,4}", "2", "line 14: forbidden: each should be a set of slots in braces"),
        ("[0,1,0]", "[0,9,0]", "line 18: fixed: each should be a slot from 1 to 4, or 0 for free"),
        ("[0,1,0]", "[0,1]", "line 18: fixed: has 2 entries, and there are 3 meetings"),
        ("{1,2}];", "{1,2}", "line 23: precedences: the file ends where ',' was expected"),
        ("{1,2}];", "{1,8}];", "line 22: precedences: there is no meeting 8, only 1 to 3"),
    ],
)
def test_what_is_wrong_and_where(right: str, wrong: str, said: str) -> None:
    assert FILE.count(right) == 1
    with pytest.raises(BadInstance) as refused:
        read(FILE.replace(right, wrong))

    assert str(refused.value) == said


@given(instance=small_instances())
@settings(max_examples=examples(20))
def test_what_is_written_is_read(instance: Described) -> None:
    read_back = read(instance.dzn())

    assert [meeting.fixed for meeting in read_back.meetings] == [slot - 1 if slot else None for slot in instance.fixed]
    assert [{slot + 1 for slot in slots} for slots in read_back.forbidden] == list(instance.forbidden)


@given(
    at=st.integers(0, len(FILE)),
    length=st.integers(0, 30),
    instead=st.text("0123456789-[]{}|;=,.%/*\nnTé\x00 ", max_size=8) | st.text(max_size=8),
)
@settings(max_examples=examples(100))
def test_a_spoilt_file_is_refused_in_a_line_or_read(at: int, length: int, instead: str) -> None:
    said = refusal(FILE[:at] + instead + FILE[at + length :])

    assert said is None or re.fullmatch(r"line \d+: [^\x00-\x1f\x7f]+", said)


def refusal(text: str) -> str | None:
    try:
        read(text)
    except BadInstance as refused:
        return str(refused)
    return None
