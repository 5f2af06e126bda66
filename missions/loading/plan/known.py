"""What a file may name: languages, countries, time zones, sectors; and which of them was meant."""

from __future__ import annotations

import difflib
import zoneinfo
from collections.abc import Iterable
from functools import cache
from importlib.resources import files

from babel import Locale


def nearest(written: str, known: Iterable[str]) -> str | None:
    """The known word that was probably meant, whatever its case; None when none is close."""
    by_folded = {word.casefold(): word for word in known}
    close = difflib.get_close_matches(written.casefold(), by_folded, n=1, cutoff=0.6)
    return by_folded[close[0]] if close else None


@cache
def languages() -> frozenset[str]:
    """ISO 639-1 codes, as CLDR has them."""
    return frozenset(str(code) for code in Locale("en").languages if len(str(code)) == 2)


@cache
def language_named(name: str) -> str | None:
    """The code of a language given by its name in English, or in itself: "french" and "français" are "fr"."""
    for code in ("ar", "en", "es", "fr", "de", "it", "nl", "pt", "tr", "zh"):
        locale = Locale(code)
        names = {locale.get_display_name(), locale.get_display_name("en"), locale.get_display_name("fr")}
        if name.casefold() in {each.casefold() for each in names if each}:
            return code
    return None


@cache
def countries() -> dict[str, str]:
    """ISO 3166-1: two capitals, and the country's name in English."""
    lines = (files("tzdata") / "zoneinfo" / "iso3166.tab").read_text(encoding="utf-8").splitlines()
    return dict(line.split("\t", 1) for line in lines if line and not line.startswith("#"))


@cache
def time_zones() -> frozenset[str]:
    return frozenset(zone for zone in zoneinfo.available_timezones() if "/" in zone or zone == "UTC")
