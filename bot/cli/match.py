"""wasl match: rank the profiles of a file for one another, without any database."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from missions.matching import (
    Index,
    Lists,
    NoEncoder,
    Profile,
    Rules,
    SentenceEncoder,
    Vectors,
    encode_new,
    fair_lists,
    rank_all,
    sector_of,
    standard,
    texts_of,
)
from storage import json_text

TEXTS = ("offers", "needs", "delegation", "organisation", "lang", "kind")
LISTS = ("languages", "offer_tags", "need_tags")
TABLE_WIDTH = 10


class WrongProfiles(Exception):
    """The file cannot be used: one line that names the entry, and what is wrong with it."""


def run(file: Path, *, as_json: bool, top: int | None, direction: str) -> int:
    """Print each profile's counterparts, best first. The exit code: 0, or 2 for a wrong file."""
    try:
        profiles = read(file)
    except WrongProfiles as wrong:
        print(f"{file}: {wrong}", file=sys.stderr)
        return 2
    lists = ranked(profiles, _vectors(profiles), direction, top or max(len(profiles), 1))
    in_order = {profile.id: lists[profile.id] for profile in profiles}
    print(json.dumps(in_order, ensure_ascii=False) if as_json else "\n".join(_table(in_order)))
    return 0


def ranked(profiles: list[Profile], vectors: Vectors, direction: str, limit: int) -> Lists:
    """For each id the others, best first."""
    index = Index(profiles, vectors)
    rules = Rules()
    if direction == "fair":
        return fair_lists(index, rules, limit=limit)
    return rank_all(index, rules, limit=limit, floor=0, aim="needs" if direction == "needs" else "mutual")


def _vectors(profiles: list[Profile]) -> Vectors:
    """Of every text there is. Without the encoder tags alone count, and a line says so."""
    try:
        return encode_new(SentenceEncoder(), texts_of(profiles, standard())) if profiles else {}
    except NoEncoder as trouble:
        print(f"ranked by tags alone: {trouble}", file=sys.stderr)
        return {}


def read(file: Path) -> list[Profile]:
    """The profiles of a file: a list of objects with at least an id.

    Raises WrongProfiles: there is no such file, it is no JSON, or an entry has something that cannot be meant.
    """
    try:
        entries = json_text.loads(file.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise WrongProfiles(error.strerror or "cannot be read") from None
    except UnicodeDecodeError:
        raise WrongProfiles("is not UTF-8") from None
    except json_text.JsonInvalid as error:
        raise WrongProfiles(f"is not JSON: {error}") from None
    if not isinstance(entries, list):
        raise WrongProfiles("is not a list of profiles")
    profiles = [_profile(entry, f"entry {number}") for number, entry in enumerate(entries, start=1)]
    seen: dict[str, int] = {}
    for number, profile in enumerate(profiles, start=1):
        if (first := seen.setdefault(profile.id, number)) != number:
            raise WrongProfiles(f'entry {number}: "{profile.id}" is the id of entry {first}, too')
    return profiles


def _profile(entry: object, place: str) -> Profile:
    if not isinstance(entry, dict):
        raise WrongProfiles(f"{place}: is not an object")
    own = entry.get("id")
    if isinstance(own, bool) or not isinstance(own, str | int) or own == "":
        raise WrongProfiles(f'{place}: "id" is missing' if own in (None, "") else f'{place}: "id" is not a text')
    place = f'{place} ("{own}")'
    texts = {name: _text(entry, name, place) for name in TEXTS}
    lists = {name: _list(entry, name, place) for name in LISTS}
    for name in ("offer_tags", "need_tags"):
        if unknown := next((tag for tag in lists[name] if sector_of(tag) in (None, tag)), None):
            raise WrongProfiles(f'{place}: "{name}" has "{unknown}", which is no tag of the taxonomy')
    return Profile(
        id=str(own),
        delegation=texts["delegation"] or f"of entry {own}",
        organisation=texts["organisation"],
        kind=texts["kind"],
        languages=lists["languages"],
        language=texts["lang"] or None,
        offer=texts["offers"],
        need=texts["needs"],
        offer_tags=lists["offer_tags"],
        need_tags=lists["need_tags"],
    )


def _text(entry: dict[str, Any], name: str, place: str) -> str:
    value = entry.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise WrongProfiles(f'{place}: "{name}" is not a text')
    return value


def _list(entry: dict[str, Any], name: str, place: str) -> tuple[str, ...]:
    value = entry.get(name)
    if value is None:
        return ()
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise WrongProfiles(f'{place}: "{name}" is not a list of texts')
    return tuple(value)


def _table(lists: Lists) -> list[str]:
    """A line each: id, then the counterparts with their scores."""
    width = max((len(x) for x in lists), default=0)
    return [
        f"{x:<{width}}  " + ("  ".join(f"{other} {score:.2f}" for other, score in found[:TABLE_WIDTH]) or "nobody")
        for x, found in lists.items()
    ]
