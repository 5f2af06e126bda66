"""Long lists in several messages."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from handlers.core.message_text import MESSAGE_LIMIT, length, parts

BLOCKS = st.lists(st.tuples(st.sampled_from("a&é😀"), st.integers(1, 1000)), max_size=40)


@given(BLOCKS, st.integers(1, 25))
def test_every_block_once_in_order_and_no_message_too_long(wanted: list[tuple[str, int]], at_most: int) -> None:
    blocks = [Markup("{}").format(sign * n) for sign, n in wanted]

    made = parts(Markup("<b>Heading</b>"), blocks, at_most=at_most)

    assert Markup("\n\n").join(made) == Markup("\n\n").join([Markup("<b>Heading</b>"), *blocks])
    assert all(length(text) <= MESSAGE_LIMIT for text in made)
    assert all(text.count("\n\n") <= at_most for text in made)
