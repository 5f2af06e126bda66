"""Comparing names as people mean them: accents, case, spaces and punctuation do not make another organisation."""

from __future__ import annotations

import re
import unicodedata


def fold(name: str) -> str:
    """A name for comparison: "Chambre de  Commerce, Tanger" and "chambre de commerce Tanger" fold to the same.

    Arabic vowel signs, hamza seats and the tatweel are left out likewise. Empty when the name has no letter or digit.
    """
    decomposed = unicodedata.normalize("NFKD", name)
    kept = "".join(sign for sign in decomposed if not unicodedata.combining(sign) and sign != "\N{ARABIC TATWEEL}")
    return " ".join(re.findall(r"[^\W_]+", kept.casefold()))
