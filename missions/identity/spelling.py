"""Whether two words of names are one name in two spellings: in one script or across Arabic and Latin.

The table of usual spellings decides where it knows both words. Else their sounds are aligned, and the cost of it
decides: vowels that spelling leaves open cost little, consonants much.
"""

from __future__ import annotations

import enum
from collections.abc import Callable
from functools import lru_cache
from itertools import pairwise

from missions.identity.lexicon import words_spelt
from missions.identity.sounds import arabic_sounds, is_arabic, latin_sounds
from storage.tables.name_keys import word_keys


class Likeness(enum.IntEnum):
    """How alike two words are."""

    OTHER = 0
    NEAR = 1
    """A slip of the pen apart, or two names that are close."""
    SAME = 2


SAME, NEAR = 0.36, 0.8
"""The most that an alignment may cost; half of it in words of three letters, which have more neighbours."""

_NO = 1.0
_VOWELS = frozenset("aeiou")
_LATIN_PAIRS = {
    "kK": 0.25,
    "gG": 0.25,
    "Tt": 0.05,
    "Dd": 0.05,
    "sz": 0.5,
    "gj": 0.4,
    "Dz": 0.6,
    "fv": 0.5,
    "bv": 0.5,
    "gk": 0.5,
    "Gr": 0.8,
    "hK": 0.5,
    "sX": 0.8,
    "bp": 0.7,
    "dt": 0.8,
    "jX": 0.8,
    "ou": 0.0,
    "ei": 0.25,
    "ae": 0.2,
    "ao": 0.3,
    "ai": 0.7,
    "au": 0.5,
    "eo": 0.6,
    "eu": 0.6,
    "io": 0.7,
    "iu": 0.7,
    "Ee": 0.0,
    "Ea": 1.0,
    "Ei": 0.4,
    "Eo": 1.0,
    "Eu": 1.0,
}
_LATIN_COST = {frozenset(pair): cost for pair, cost in _LATIN_PAIRS.items()}
_LATIN_SKIP = {"e": 0.15, "a": 0.35, "o": 0.4, "u": 0.4, "i": 0.5, "h": 0.3, "E": 0.4}
_ENDINGS = frozenset("aeioE")
"""Last vowels: "Amina" is not "Amine", nor "Antonio" "Antonia"."""

_HEARD = {
    "b": "b",
    "t": "t",
    "T": "Tt",
    "j": "j",
    "h": "h",
    "K": "K",
    "d": "dD",
    "D": "Dd",
    "r": "r",
    "z": "z",
    "s": "s",
    "X": "X",
    "Z": "zdD",
    "'": "aeiou",
    "G": "Gg",
    "f": "fv",
    "q": "qk",
    "k": "kq",
    "l": "l",
    "m": "m",
    "n": "n",
    "A": "a",
    "W": "uo",
    "Y": "iI",
    "O": "ah",
}
_HARDLY = {
    "b": {"p": 0.05, "v": 0.4},
    "t": {"T": 0.1},
    "T": {"s": 0.2},
    "j": {"g": 0.35, "G": 1},
    "D": {"z": 0.3},
    "K": {"k": 0.25, "h": 0.3, "j": 0.25},
    "s": {"z": 0.5},
    "z": {"s": 0.5},
    "q": {"g": 0.15},
    "k": {"g": 0.15},
    "A": {"e": 0.1, "o": 0.35, "i": 0.7, "u": 0.7},
    "W": {"v": 0.3, "a": 0.7, "e": 0.7},
    "Y": {"e": 0.1, "a": 0.5},
    "O": {"E": 0.45, "e": 0.3},
    "G": {"r": 0.4},
    "X": {"s": 0.6},
}
_FIRST = {"A": dict.fromkeys("iou", 0.1)}
_LAST = {"Y": {"a": 0.1, "E": 0.1}, "A": {"E": 0.5}}
_ARABIC_SKIP = {"A": 0.6, "W": 0.5, "Y": 0.5, "h": 0.3, "'": 0.0, "O": 0.45}
_ARABIC_FIRST, _ARABIC_LAST = {"A": 0.3, "h": 0.6}, {"A": 0.2, "W": 0.2, "Y": 0.4, "h": 0.3}
_SHORT = {"e": 0.0, "a": 0.03, "u": 0.08, "o": 0.08, "i": 0.1, "h": 0.2, "E": 0.0}
"""Short vowels, which Arabic does not write."""
_SHORT_LAST = {"a": 0.6, "i": 0.6, "u": 0.5, "o": 0.5, "h": 0.1, "E": 0.0}


@lru_cache(maxsize=131072)
def alike(one: str, other: str) -> Likeness:
    """How alike two folded words are."""
    if one == other:
        return Likeness.SAME
    known, known_too = words_spelt(one), words_spelt(other)
    if known & known_too:
        return Likeness.SAME
    heard = _heard_alike(one, other)
    # Both are names of their own: that they sound alike does not make them one, nor that one letter parts them.
    return Likeness(max(0, heard - 1)) if known and known_too else heard


def _heard_alike(one: str, other: str) -> Likeness:
    if not word_keys(one) & word_keys(other):
        return _typing_slip(one, other)
    cost = _cost(one, other)
    short = min(len(one), len(other)) < 4
    if cost <= (SAME / 2 if short else SAME):
        return Likeness.SAME
    return Likeness.NEAR if cost <= NEAR and not short else Likeness.OTHER


def _typing_slip(one: str, other: str) -> Likeness:
    """One letter wrong, missing or swapped, in a word that is long enough to be known by the others."""
    if is_arabic(one) != is_arabic(other) or min(len(one), len(other)) < 5 or any(map(str.isdigit, one + other)):
        return Likeness.OTHER
    return Likeness.NEAR if _one_slip(one, other) else Likeness.OTHER


def _one_slip(one: str, other: str) -> bool:
    if len(one) > len(other):
        one, other = other, one
    start = next((n for n, (mine, theirs) in enumerate(zip(one, other, strict=False)) if mine != theirs), len(one))
    if len(one) < len(other):
        return len(other) - len(one) == 1 and one[start:] == other[start + 1 :]
    swapped = one[start + 1 : start + 2] + one[start : start + 1] + one[start + 2 :]
    return one[start + 1 :] == other[start + 1 :] or swapped == other[start:]


def _cost(one: str, other: str) -> float:
    if is_arabic(one) and is_arabic(other):
        # Arabic is spelt one way, and one letter more makes another name: "راشد" is not «رشيد».
        return NEAR if min(len(one), len(other)) > 4 and _one_slip(one, other) else _NO
    if is_arabic(other):
        one, other = other, one
    if is_arabic(one):
        return _across(arabic_sounds(one), latin_sounds(other))
    return _within(latin_sounds(one), latin_sounds(other))


def _within(one: str, other: str) -> float:
    def both(mine: int, theirs: int) -> float:
        first, second = one[mine], other[theirs]
        if first == second:
            return 0.0
        cost = _LATIN_COST.get(frozenset((first, second)), _NO)
        if mine == len(one) - 1 and theirs == len(other) - 1 and {first, second} <= _ENDINGS:
            return _NO if cost > 0 and {first, second} != {"e", "i"} else cost
        # The first vowel makes the name: "Omar" is not "Amar".
        return cost * 1.5 if mine == theirs == 0 else cost

    def skip(word: str, place: int) -> float:
        cost = _LATIN_SKIP.get(word[place], _NO)
        last = place == len(word) - 1 and word[place] in _VOWELS
        return _NO if last else cost + 0.25 if place == 0 and word[place] in _VOWELS else cost

    return _aligned(len(one), len(other), both, lambda place: skip(one, place), lambda place: skip(other, place))


def _across(arabic: str, latin: str) -> float:
    if latin.endswith("E") and arabic.endswith("YO"):
        # "José" ends in e, which «خوسيه» writes in two letters.
        arabic = arabic[:-1]
    end, tail = len(arabic) - 1, len(latin) - 1

    def both(mine: int, theirs: int) -> float:
        letter, sound = arabic[mine], latin[theirs]
        if sound in _HEARD.get(letter, ""):
            return 0.0
        ways = _HARDLY.get(letter, {})
        ways = ways | _FIRST.get(letter, {}) if mine == 0 else ways
        ways = ways | _LAST.get(letter, {}) if mine == end and theirs >= tail - 1 else ways
        return ways.get(sound, _NO)

    def unheard(place: int) -> float:
        cost = _ARABIC_SKIP.get(arabic[place], _NO)
        if place == 0:
            return _ARABIC_FIRST.get(arabic[place], _NO if cost else 0.0)
        return _ARABIC_LAST.get(arabic[place], cost) if place == end else cost

    def unwritten(place: int) -> float:
        sound = latin[place]
        if place == 0:
            return 0.6 if sound in _VOWELS else _NO
        return _SHORT_LAST.get(sound, _NO) if place == tail else _SHORT.get(sound, _NO)

    return _aligned(len(arabic), len(latin), both, unheard, unwritten)


def _aligned(
    rows: int,
    columns: int,
    both: Callable[[int, int], float],
    without_one: Callable[[int], float],
    without_other: Callable[[int], float],
) -> float:
    """The cheapest alignment of two words (edit distance with these costs)."""
    skips = [without_other(place) for place in range(columns)]
    line = [0.0]
    for skip in skips:
        line.append(line[-1] + skip)
    for row in range(rows):
        alone = without_one(row)
        following = [line[0] + alone]
        for place, (before, above) in enumerate(pairwise(line)):
            following.append(min(before + both(row, place), above + alone, following[-1] + skips[place]))
        line = following
    return line[-1]
