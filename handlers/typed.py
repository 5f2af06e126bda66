"""What somebody typed, made fit to be kept."""

from __future__ import annotations

import re
import unicodedata

from locales.bidi import strip_controls

NOTE_LIMIT = 300
REASON_LIMIT = 200

_LINES = re.compile(r"\n{3,}")


def cleaned(text: str | None) -> str:
    """Without direction controls, nulls and other unprintable signs; at most one empty line at a time."""
    kept = "".join(
        sign for sign in strip_controls(text or "") if sign == "\n" or unicodedata.category(sign) not in {"Cc", "Cs"}
    )
    return _LINES.sub("\n\n", kept).strip()
