"""Delegations of a new mission, as people type them: a country a line, or a name with its country in brackets."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache

from babel import Locale

from locales import N_, catalogues
from missions.beginning.draft import MissionDraft
from missions.errors import Refusal
from missions.loading.plan.known import countries
from storage.tables.folding import fold

LEAST, MOST = 2, 20
NAME_LIMIT = 100

TOO_FEW = N_("A mission has two delegations or more. Please type one on each line.")
TOO_MANY = N_("A mission has at most {most} delegations. Please type one on each line.")
TOO_LONG = N_("Please type names of at most {most} characters, one on each line.")
UNKNOWN_COUNTRY = N_("I do not know the country of “{name}”. Please add it in brackets, as Andalusia (Spain).")
TWICE = N_("“{name}” is there twice. Please type each delegation once.")

_NAMED = re.compile(r"(?P<name>[^()]+?)\s*\((?P<country>[^()]+)\)")
_MORE = {
    "uk": "GB",
    "usa": "US",
    "uae": "AE",
    "emirats": "AE",
    "الامارات": "AE",
    "ivory coast": "CI",
    "كوت ديفوار": "CI",
    "السعوديه": "SA",
    "holland": "NL",
    "hollande": "NL",
}
"""Everyday names that CLDR has otherwise, folded."""


def joined(draft: MissionDraft, text: str, language: str) -> MissionDraft:
    """With the delegations that were typed in this language, a line or a comma apart.

    Raises:
        Refusal: there are too few, one is there twice, or its country is not known.
    """
    lines = [" ".join(part.split()) for part in re.split(r"[\n,;،/]", text)]
    names = [line for line in lines if line]
    if len(names) < LEAST:
        raise Refusal(TOO_FEW)
    if len(names) > MOST:
        raise Refusal(TOO_MANY, most=MOST)
    found: dict[str, Mapping[str, str]] = {}
    for name in names:
        if len(name) > NAME_LIMIT:
            raise Refusal(TOO_LONG, most=NAME_LIMIT)
        if fold(name) in found:
            raise Refusal(TWICE, name=name)
        found[fold(name)] = _delegation(name, language)
    return replace(draft, delegations=_distinct(list(found.values())))


def _distinct(found: Sequence[Mapping[str, str]]) -> Sequence[Mapping[str, str]]:
    for place, each in enumerate(found):
        if each in found[:place]:
            raise Refusal(TWICE, name=each.get("en", ""))
    return found


def _delegation(name: str, language: str) -> Mapping[str, str]:
    """A country has its name in every language; another name stays as it was typed."""
    country = country_named(name)
    if country:
        spoken = {each.code: str(each.locale.territories[country]) for each in catalogues().languages}
        return {"country": country, **spoken}
    named = _NAMED.fullmatch(name)
    country = country_named(named["country"]) if named else ""
    if not named or not country:
        raise Refusal(UNKNOWN_COUNTRY, name=name)
    return {"country": country, language: named["name"]}


def country_named(name: str) -> str:
    """ISO 3166-1 of a country by its name in one of our languages or Spanish, or by its two letters; else empty."""
    return _by_name().get(fold(name), "")


@cache
def _by_name() -> Mapping[str, str]:
    locales = [Locale("es"), Locale("ar"), *(each.locale for each in catalogues().languages)]
    found = {
        fold(str(locale.territories[code])): code
        for code in countries()
        for locale in locales
        if code in locale.territories
    }
    return {**{code.lower(): code for code in countries()}, **found, **_MORE}
