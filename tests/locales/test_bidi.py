"""Isolation: whatever a person writes, it stays in its place in the sentence."""

from hypothesis import given
from hypothesis import strategies as st

from locales.bidi import embed, has_right_to_left, strip_controls

CONTROLS = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
HOSTILE = st.text(alphabet=st.one_of(st.sampled_from([*CONTROLS, "\n", "\u2029", "a", "ب", "1", "<"]), st.characters()))
PARAGRAPH_ENDS = "\n\r\x1c\x1d\x1e\x85\u2029"


@given(HOSTILE)
def test_no_control_of_a_person_is_left(text: str) -> None:
    assert not set(strip_controls(text)) & set(CONTROLS)


@given(HOSTILE)
def test_every_line_of_a_value_opens_and_closes_its_own_isolate(text: str) -> None:
    embedded = embed(text, right_to_left=True)

    for end in PARAGRAPH_ENDS:
        embedded = embedded.replace(end, "\n")
    for line in filter(None, embedded.split("\n")):
        assert line[0] == "\u2068"
        assert line[-1] == "\u2069"
        assert not set(line[1:-1]) & set(CONTROLS)


@given(HOSTILE, st.booleans())
def test_nothing_else_is_changed(text: str, right_to_left: bool) -> None:
    assert strip_controls(embed(text, right_to_left=right_to_left)) == strip_controls(text)


@given(HOSTILE, st.booleans())
def test_embedding_again_changes_nothing(text: str, right_to_left: bool) -> None:
    once = embed(text, right_to_left=right_to_left)

    assert embed(once, right_to_left=right_to_left) == once


@given(HOSTILE)
def test_left_to_right_isolates_what_has_a_right_to_left_letter_and_nothing_else(text: str) -> None:
    embedded = embed(text, right_to_left=False)

    assert ("\u2068" in embedded) == has_right_to_left(strip_controls(text))


def test_the_scripts_written_from_right_to_left_are_known() -> None:
    assert has_right_to_left("Café Atlas · أطلس")
    assert has_right_to_left("שלום")
    assert not has_right_to_left("Café Atlas · 10:30 😀 ١٢")
