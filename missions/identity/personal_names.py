"""Names of people: their parts, in any order and script, and how much of two names is one."""

from __future__ import annotations

import enum
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from missions.identity.lexicon import is_given
from missions.identity.sounds import is_arabic
from missions.identity.spelling import Likeness, alike
from missions.identity.word_forms import plain, ways
from missions.identity.word_lists import words
from storage.tables.folding import fold
from storage.tables.name_keys import word_keys

Part = tuple[str, ...]
"""One part of a name, as folded words: as it is written, and without what is perhaps its article."""

_TITLES = words(
    "mr mrs ms mme mlle dr pr prof ing sr sra srta don dona eng me hajj haj hadj hajja"
    " السيد السيده الاستاذ الاستاذه الدكتور الدكتوره الحاج الحاجه المهندس المهندسه استاذ دكتور سيد د م"
)
_OPTIONAL = words("moulay mulay sidi lalla mly مولاي سيدي لاله")
_PARTICLES = words("de del la las los da do dos das y e von van der")
_ARTICLES = words("el al l ال")
_SUN = {
    "ad": "d",
    "ed": "d",
    "ar": "r",
    "er": "r",
    "as": "s",
    "es": "s",
    "az": "z",
    "ez": "z",
    "an": "n",
    "en": "n",
} | {
    "at": "t",
    "et": "t",
    "ech": "c",
    "ach": "c",
    "esh": "s",
    "ash": "s",
}
"""Articles written as they are heard, with the letter that must follow: "Ez Zahra"."""
_LEADING = words("ben bin ibn bel bent bint bou abou abu ould ait abd abdel abdul abdel بن ابن بنت بو ابو ايت ولد عبد")
"""Parts that belong to the word after them."""
_TRAILING = {
    "eddine": "din",
    "eddin": "din",
    "ddine": "din",
    "dine": "din",
    "din": "din",
    "addin": "din",
    "deen": "din",
} | {
    "uddin": "din",
    "edine": "din",
    "الدين": "دين",
    "دين": "دين",
    "الله": "له",
    "allah": "lah",
}
"""Parts that belong to the word before them."""
_MARRIED = words("nee ne ep epse epouse veuve vve nata حرم زوجه ارمله")
_WRITTEN = {
    **dict.fromkeys(("med", "mohd", "mhd"), "mohamed"),
    "fco": "francisco",
    "ma": "maria",
    "mly": "moulay",
    "my": "moulay",
    "fatim": "fatima",
    "ant": "antonio",
    "jph": "joseph",
}
"""Abbreviations that are written in lists."""

_APOSTROPHE = re.compile(r"(?<=\b\w)['’`ʼ‘´](?=\w)")
_TWO_IN_ONE = re.compile(r"^(fatima?)e?(z+[ao]h?ra\w?)$")
_INITIALS = re.compile(r"^[bcdfghjklmnpqrstvwxz]{2,3}$")


class Shared(enum.IntEnum):
    """How much of two names is one."""

    NOTHING = 0
    A_PART = 1
    """One part, a family name as a rule; the others differ."""
    FIRST = 2
    """The given name that both begin with; the family names differ."""
    CLOSE = 3
    """All of the shorter one, with an initial, a slip of the pen, or a part alone."""
    SHORTER = 4
    """All of the shorter one: two parts of it at least, while the other has more."""
    LONG = 5
    """The same, three parts at least."""
    ALL = 6


@dataclass(frozen=True, slots=True)
class Name:
    """A name in its parts."""

    parts: tuple[Part, ...]
    married: bool = False
    """Two family names are said to be of one person: either may be used alone."""


@lru_cache(maxsize=65536)
def parse(text: str) -> Name:
    """The parts of a name as people type it."""
    words = [each for word in fold(_APOSTROPHE.sub("", text)).split() for each in _whole(word)]
    if len(words) > 2 and words[0] == "m" and len(words[1]) > 1:
        words = words[1:]
    kept = [word for word in words if word not in _TITLES]
    words = kept if len(kept) > 1 else words
    married = any(word in _MARRIED for word in words)
    joined = _joined([word for word in words if word not in _MARRIED])
    return Name(tuple(ways(word) for word in joined), married)


def _whole(word: str) -> list[str]:
    if two := _TWO_IN_ONE.match(word):
        return ["fatima", two[2]]
    return (
        [*word]
        if _INITIALS.match(word) and word not in _WRITTEN and word not in _TITLES
        else [_WRITTEN.get(word, word)]
    )


def _joined(words: Sequence[str]) -> list[str]:
    """Articles and particles with the word that they belong to."""
    out: list[str] = []
    leading = ""
    for place, word in enumerate(words):
        following = words[place + 1] if place + 1 < len(words) else ""
        if following and (word in _ARTICLES or (word in _SUN and following.startswith(_SUN[word]))):
            continue
        if following and word in _PARTICLES:
            continue
        if word in _TRAILING and out and not leading:
            out[-1] += _TRAILING[word]
            continue
        if following and word in _LEADING:
            leading += "abd" if word in {"abdel", "abdul"} else word
            continue
        out.append(leading + plain(word, inner=True) if leading else word if is_arabic(word) else plain(word))
        leading = ""
    return out


@lru_cache(maxsize=65536)
def part_keys(part: Part) -> frozenset[str]:
    """The keys of a part's words; parts without one in common are not the same."""
    return frozenset(key for word in part for key in word_keys(word))


@lru_cache(maxsize=131072)
def parts_alike(one: Part, other: Part) -> Likeness:
    return max(alike(mine, theirs) for mine in one for theirs in other)


def shared(one: Name, other: Name) -> Shared:
    """How much of two names is one."""
    mine, theirs = list(one.parts), list(other.parts)
    whole = _take(mine, theirs, _same)
    if not whole:
        return Shared.NOTHING
    first = _same_first(one, other)
    near = _take_initials(mine, theirs) + _take(mine, theirs, _near)
    mine, theirs = [_needed(mine), _needed(theirs)]
    if mine and theirs:
        married = (one.married or other.married) and first
        return Shared.CLOSE if married else Shared.FIRST if first else Shared.A_PART
    return _whole_of_shorter(whole, near, len(mine) + len(theirs), one, other)


def _whole_of_shorter(whole: int, near: int, left: int, one: Name, other: Name) -> Shared:
    if near or whole < 2:
        return Shared.CLOSE
    if not left:
        return Shared.ALL
    if one.married or other.married:
        return Shared.LONG
    return Shared.LONG if whole >= 3 and _same(one.parts[0], other.parts[0]) else Shared.SHORTER


def _take(mine: list[Part], theirs: list[Part], alike_enough: Callable[[Part, Part], bool]) -> int:
    """Pair what is this alike, and leave the rest in the lists; how many pairs."""
    found = 0
    for part in [*mine]:
        partner = next((each for each in theirs if alike_enough(part, each)), None)
        if partner is not None:
            mine.remove(part)
            theirs.remove(partner)
            found += 1
    return found


def _same(one: Part, other: Part) -> bool:
    return one == other or (
        not part_keys(one).isdisjoint(part_keys(other)) and parts_alike(one, other) is Likeness.SAME
    )


def _near(one: Part, other: Part) -> bool:
    return parts_alike(one, other) >= Likeness.NEAR


def _take_initials(mine: list[Part], theirs: list[Part]) -> int:
    found = 0
    for ours, others in ((mine, theirs), (theirs, mine)):
        for part in [each for each in ours if len(each[0]) == 1]:
            partner = next((each for each in others if each[0].startswith(part[0])), None)
            if partner is not None:
                ours.remove(part)
                others.remove(partner)
                found += 1
    return found


def _needed(parts: list[Part]) -> list[Part]:
    return [part for part in parts if part[0] not in _OPTIONAL]


def _same_first(one: Name, other: Name) -> bool:
    """Whether a given name is at the same end of both: lists have either order."""
    ends = ((one.parts[0], other.parts[0]), (one.parts[-1], other.parts[-1])) if one.parts and other.parts else ()
    return any(_same(mine, theirs) and is_given(mine[0]) for mine, theirs in ends)
