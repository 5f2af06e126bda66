"""What is kept of what people type."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from locales import bidi
from missions.errors import Refusal
from missions.registration.fields import EMPTY, LIMITS, typed

FIELDS = sorted(LIMITS)
IGNORABLE = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b\u180f\u200b\u2064\u3164\ufe0f\ufeff\uffa0\U000e0041\U000e01ef"
)
"""Of each block of Default_Ignorable_Code_Point: letters by their category, some of them, and drawn as nothing."""


@given(st.sampled_from(FIELDS), st.text(max_size=1200))
def test_what_is_kept_fits_and_is_clean(field: str, text: str) -> None:
    try:
        kept = typed(field, text)
    except Refusal:
        return
    assert 0 < len(kept.text) <= LIMITS[field]
    assert kept.text == kept.text.strip()
    assert bidi.strip_controls(kept.text) == kept.text
    assert not any(unicodedata.category(one) == "Cc" and one != "\n" for one in kept.text)
    assert typed(field, kept.text).text == kept.text


@pytest.mark.parametrize(
    "nothing", ["", "   ", "…", "🙂🙂", "\u202e\u2069", "\x00\x07", "--", "ــ", "\u0301", *IGNORABLE]
)
def test_what_says_nothing_is_refused(nothing: str) -> None:
    with pytest.raises(Refusal) as refusal:
        typed("name", nothing)
    assert refusal.value.msgid == EMPTY


def test_a_name_is_refused_where_an_offer_is_cut_at_a_word() -> None:
    long = "portals and databases " * 40
    with pytest.raises(Refusal) as refusal:
        typed("name", long)
    assert refusal.value.values == {"limit": 100}

    cut = typed("offer", long)
    assert cut.cut
    assert cut.text.endswith((" and…", " databases…", "portals…"))


def test_paragraphs_stay_where_they_make_sense() -> None:
    assert typed("offer", "One.\r\n\r\n  Two.").text == "One.\nTwo."
    assert typed("name", "Rachid\n Ouazzani").text == "Rachid Ouazzani"
    assert typed("name", "أمينة \u200fالإدريسي\u202c").text == "أمينة الإدريسي"
