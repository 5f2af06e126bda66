"""Files that no organiser writes: refused in a moment, with the line that is wrong."""

from __future__ import annotations

import time

import pytest

from missions.loading import MissionFileInvalid, parse
from tests.missions.loading.mission_files import edited

TITLE = 'title = { fr = "Visite retour à Tanger", en = "Return visit to Tangier" }'


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (".".join(["a"] * 50_000) + " = 1", 1),
        ("\n" + " . ".join(["a"] * 50_000) + " = 1", 2),
        (".".join(['"a"'] * 50_000) + " = 1", 1),
        ("x = {" + ".".join(['"a"'] * 50_000) + " = 1}", 1),
        ("[" + ".".join(["a"] * 50_000) + "]", 1),
        ("k" * 100_000 + " = 1", 1),
        ("x = " + "[" * 2_000, 1),
        ("x = " + "{a = " * 2_000, 1),
        ("a." + " " * 50_000 + "b = 1", 1),
    ],
)
def test_endless_keys_are_refused_at_once(text: str, line: int) -> None:
    began = time.process_time()
    with pytest.raises(MissionFileInvalid) as raised:
        parse(text)

    assert time.process_time() - began < 5
    assert [error.line for error in raised.value.errors][:1] == [line]
    assert all(len(str(error)) < 500 for error in raised.value.errors)


@pytest.mark.parametrize("sign", ["\u202a", "\u202e", "\u202c", "\u2066", "\u2067", "\u2069"])
def test_signs_that_turn_the_direction_of_writing_are_refused(sign: str) -> None:
    with pytest.raises(MissionFileInvalid) as raised:
        parse(edited((TITLE, TITLE.replace("Return", f"Return{sign}"))))

    (error,) = raised.value.errors
    assert error.line == 3
    assert "direction of writing" in str(error)
