"""Marks of a formatted text: they stay on their words while it is cleaned, and are tags that Telegram takes."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from handlers.announcements.formatting import html
from handlers.core.message_text import as_read
from missions.announcements.marks import Mark, MarkKind, as_rows, cleaned, read_marks
from sandbox.markup import parse_html

MARKS = st.lists(
    st.builds(
        lambda kind, one, other: Mark(kind, min(one, other), max(one, other), "5"),
        st.sampled_from([each for each in MarkKind if "quote" not in each and each is not MarkKind.PRE]),
        st.integers(0, 12),
        st.integers(0, 12),
    ),
    max_size=6,
)
TEXTS = st.text(alphabet="ab <&\n\u2068\u200f🚌م", min_size=12, max_size=12)


@given(TEXTS, MARKS)
def test_marks_stay_on_their_words(text: str, marks: list[Mark]) -> None:
    kept, moved = cleaned(text, marks)

    assert read_marks(as_rows(moved)) == moved
    assert all(0 <= mark.start < mark.end <= len(kept) for mark in moved)
    words = {cleaned(text[mark.start : mark.end], [])[0] for mark in marks}
    assert {kept[mark.start : mark.end].strip() for mark in moved} <= words


@given(TEXTS, MARKS)
def test_tags_are_whole_and_say_the_same(text: str, marks: list[Mark]) -> None:
    kept, moved = cleaned(text, marks)

    written = html(kept, moved)
    assert as_read(written) == kept
    assert parse_html(written)[0] == kept
