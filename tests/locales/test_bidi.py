"""Isolation: whatever a person writes, it stays in its place in the sentence."""

import html

import pytest
from hypothesis import given
from hypothesis import strategies as st

from locales.bidi import (
    direction,
    embed,
    has_right_to_left,
    left_to_right_html,
    right_to_left,
    right_to_left_html,
    strip_controls,
)

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


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("تم تأكيد اللقاء", "rtl"),
        ("✅ 10:30 · لقاء", "rtl"),
        ("\u2068Karim\u2069 يودّ لقاءكم", "ltr"),
        ("\u200f\u2068Karim\u2069 يودّ لقاءكم", "rtl"),
        ("ℹ️ لقاء", "ltr"),
        ("🆕 لقاء", "ltr"),
        ("🇲🇦 المغرب", "ltr"),
        ("📍 10:30", None),
    ],
)
def test_a_line_begins_where_its_first_letter_says(line: str, told: str | None) -> None:
    assert direction(line) == told


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("<b>لقاء</b> · Atlas", "<b>لقاء</b> · Atlas"),
        ("<b>Atlas</b>\nلقاء\n\n📍 Sala 1", "\u200f<b>Atlas</b>\nلقاء\n\n\u200f📍 Sala 1"),
        ("لقاء\n13:00", "لقاء\n\u200f13:00"),
        ("&lt;&amp;&gt;", "&lt;&amp;&gt;"),
        ("لقاء <blockquote>Bonjour\nà tous</blockquote>", "لقاء <blockquote>\u200fBonjour\n\u200fà tous</blockquote>"),
        ("👍", "👍"),
    ],
)
def test_a_line_that_would_begin_on_the_left_is_marked(text: str, marked: str) -> None:
    assert right_to_left_html(text) == marked


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("<b>\u2068أمينة\u2069</b> declined it.", "\u200e<b>\u2068أمينة\u2069</b> declined it."),
        (
            "<b>\u2068أمينة\u2069</b>\n\u2068مديرة\u2069, \u2068مدى\u2069",
            "<b>\u2068أمينة\u2069</b>\n\u2068مديرة\u2069, \u2068مدى\u2069",
        ),
        ("• \u2068أمينة\u2069 comes\nHello", "\u200e• \u2068أمينة\u2069 comes\nHello"),
        ("📣 \u2068تنطلق الحافلة\u2069", "📣 \u2068تنطلق الحافلة\u2069"),
        ("📨 Request · \u2068أمينة\u2069", "📨 Request · \u2068أمينة\u2069"),
    ],
)
def test_a_sentence_from_left_to_right_is_not_turned_by_a_name_that_begins_it(text: str, marked: str) -> None:
    assert left_to_right_html(text) == marked
    assert left_to_right_html(marked) == marked


@given(HOSTILE)
def test_every_line_begins_on_the_right_and_marking_again_changes_nothing(text: str) -> None:
    marked = right_to_left(text)

    assert all(direction(line) != "ltr" for line in marked.split("\n") if any(map(str.isalnum, line)))
    assert right_to_left(marked) == marked
    assert marked.replace("\u200f", "") == text.replace("\u200f", "")


@given(HOSTILE)
def test_text_in_html_is_marked_as_it_is_read(text: str) -> None:
    assert right_to_left_html(html.escape(text)) == html.escape(right_to_left(text))
