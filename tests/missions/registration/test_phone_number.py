"""Phone numbers as people type them."""

from __future__ import annotations

import pytest

from missions.errors import Refusal
from missions.registration.phone_number import typed_number


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("+212 6 61-23.45 67", "+212661234567"),
        ("(0661) 23\u00a045\u202f67", "0661234567"),
        ("\u202a+34\u2011600\u200b000\u2060301\u202c", "+34600000301"),
        ("٠٦٦١٢٣٤٥٦٧", "0661234567"),
        ("\uff0b\uff13\uff14 \uff08\uff16\uff10\uff10\uff09\u2800\uff13\uff10\uff10\uff0d123", "+34600300123"),
        ("\ufe62212661234567", "+212661234567"),
        ("123456", "123456"),
        ("tel:+212-661-234567;ext=12", "+212661234567"),
        ("Tél. : 06 61 23 45 67", "0661234567"),
        ("هاتف: 0661234567", "0661234567"),
        ("https://wa.me/212661234567?text=Bonjour", "+212661234567"),
        ("+123456789012345", "+123456789012345"),
    ],
)
def test_digits_and_a_leading_plus_are_kept(written: str, kept: str) -> None:
    assert typed_number(written) == kept


@pytest.mark.parametrize(
    "written",
    ["", "+", "12345", "1234567890123456", "call 0661234567", "06612+34567", "²661234567", "½06612345"],
)
def test_what_is_no_number_is_refused(written: str) -> None:
    with pytest.raises(Refusal):
        typed_number(written)
