"""Whether two names are of one firm: across legal forms, languages, scripts, articles and abbreviations."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from missions.identity import firm_names
from missions.identity.firm_names import FirmName, means_something, says_much
from missions.identity.sameness import Sameness
from missions.identity.sounds import is_arabic
from missions.identity.spelling import Likeness, alike
from storage.tables.name_keys import word_keys

_SHORT_FORM = re.compile(r"^(.{3,}?)\s*(?:\(([^()]{2,40})\)|\s[-–—/]\s(.{2,}))\s*$")
"""A name with another in brackets, or after a dash: "Office National des Pêches (ONP)"."""
_ENOUGH = 4
"""Consonants from which two words across scripts are one beyond doubt."""


@lru_cache(maxsize=131072)
def compare(one: str, other: str) -> Sameness:
    """Whether two names are of one firm; two empty ones are not."""
    if not one.strip() or not other.strip():
        return Sameness.DIFFERENT
    whole = _compare(firm_names.parse(one), firm_names.parse(other))
    if whole is Sameness.CERTAIN:
        return whole
    names, names_too = _names(one), _names(other)
    if len(names) == len(names_too) == 1:
        return whole
    found = max(_compare(mine, theirs) for mine in names[:1] for theirs in names_too)
    found = max(found, *(_compare(mine, names_too[0]) for mine in names[1:]), Sameness.DIFFERENT)
    if len(names) == len(names_too) == 2:
        alike = _compare(names[1], names_too[1])
        if alike is not Sameness.CERTAIN:
            return max(whole, min(found, Sameness.DOUBTFUL))
        if found is Sameness.DIFFERENT:
            found = _by_alias(names, names_too)
    return max(whole, found)


def _by_alias(one: Sequence[FirmName], other: Sequence[FirmName]) -> Sameness:
    """Of two names with one short form: a town or a note in brackets, which many have, is no name of theirs."""
    short = one[1].key
    if short in one[0].initials or short in other[0].initials:
        return Sameness.CERTAIN
    return Sameness.DOUBTFUL if is_arabic(one[0].key) != is_arabic(other[0].key) else Sameness.DIFFERENT


def keys(name: str) -> frozenset[str]:
    """Names with no key in common are of different firms."""
    found: set[str] = set()
    for each in _names(name):
        found |= {f"f:{key}" for word in each.words if says_much(word) for key in word_keys(word)}
        found |= {f"i:{short}" for short in each.initials} | {f"i:{word}" for word in each.words if _is_short(word)}
        found |= {f"k:{key}" for key in word_keys(each.key)}
    return frozenset(found)


def _names(name: str) -> list[FirmName]:
    split = _SHORT_FORM.match(name)
    if split is None or firm_names.firm_words(split[2] or split[3]) == []:
        return [firm_names.parse(name)]
    if firm_names.is_legal_form(split[2] or split[3]):
        return [firm_names.parse(split[1])]
    second = firm_names.parse(split[2] or split[3])
    first = firm_names.parse(split[1])
    if not any(map(says_much, second.words)) or not any(map(says_much, first.words)):
        return [firm_names.parse(name)]
    alias = _is_short("".join(second.words)) or is_arabic(split[1]) != is_arabic(second.key)
    return [first, second] if alias else [firm_names.parse(name)]


def _is_short(word: str) -> bool:
    return 3 <= len(word) <= 7 and word.isascii() and word.isalnum()


def _compare(one: FirmName, other: FirmName) -> Sameness:
    if one.key == other.key:
        return Sameness.CERTAIN
    if one.key in other.initials or other.key in one.initials or _begins_short(one, other) or _begins_short(other, one):
        return Sameness.DOUBTFUL
    if _together_across(one, other):
        return Sameness.CERTAIN
    mine, theirs = [*one.words], [*other.words]
    same_order = len(mine) == len(theirs) and all(map(_same, mine, theirs))
    pairs = _paired(mine, theirs, Likeness.SAME)
    if not mine and not theirs:
        return _all_alike(pairs, same_order=same_order)
    near = _paired(mine, theirs, Likeness.NEAR)
    return _some_alike(pairs, near, mine, theirs)


def _begins_short(one: FirmName, other: FirmName) -> bool:
    """Whether one begins with the initials of the other's first words, and goes on as it does: "CCIS Casablanca"."""
    short, *rest = one.words
    if not _is_short(short) or len(other.words) <= len(rest) or len(other.words) - len(rest) != len(short):
        return False
    long = other.spelt[: len(short)]
    return "".join(word[0] for word in long) == short and all(map(_same, rest, other.words[len(short) :]))


def _together_across(one: FirmName, other: FirmName) -> bool:
    """Whether the two scripts write one name, in one word or several."""
    mine, theirs = "".join(one.spelt), "".join(other.spelt)
    if is_arabic(mine) == is_arabic(theirs) or len(one.spelt) == len(other.spelt):
        return False
    return alike(mine, theirs) is Likeness.SAME and min(map(len, word_keys(mine))) > _ENOUGH


def _all_alike(pairs: list[tuple[str, str]], *, same_order: bool) -> Sameness:
    telling = [pair for pair in pairs if any(map(says_much, pair))]
    respelt = [pair for pair in telling if pair[0] != pair[1]]
    if not telling:
        return Sameness.CERTAIN if same_order and len(pairs) > 1 else Sameness.DOUBTFUL
    if not respelt:
        return Sameness.CERTAIN
    across = all(is_arabic(mine) != is_arabic(theirs) for mine, theirs in respelt)
    consonants = sum(min(map(len, word_keys(mine))) for mine, _theirs in pairs)
    return Sameness.CERTAIN if across and same_order and consonants >= _ENOUGH else Sameness.DOUBTFUL


def _some_alike(
    pairs: list[tuple[str, str]], near: list[tuple[str, str]], mine: list[str], theirs: list[str]
) -> Sameness:
    """Some words are in one of them only, or a slip of the pen apart."""
    telling = [pair for pair in pairs if any(map(says_much, pair))]
    if near:
        return Sameness.DOUBTFUL if not mine and not theirs and len(near) == 1 else Sameness.DIFFERENT
    left = [*mine, *theirs]
    if not telling or (mine and theirs):
        return Sameness.DIFFERENT
    if any(map(_parts_firms, left)) and len(left) > 0:
        return Sameness.DIFFERENT
    return Sameness.DOUBTFUL if not any(map(says_much, left)) or len(telling) > 1 else Sameness.DIFFERENT


def _parts_firms(word: str) -> bool:
    """A number or a letter makes another firm: "Plan A", "Atlas 2"."""
    return word.isdigit() or len(word) == 1


def _paired(mine: list[str], theirs: list[str], wanted: Likeness) -> list[tuple[str, str]]:
    """Pairs of words this alike, taken out of the lists."""
    found = []
    for word in [*mine]:
        partner = next((each for each in theirs if _likeness(word, each) >= wanted), None)
        if partner is not None:
            mine.remove(word)
            theirs.remove(partner)
            found.append((word, partner))
    return found


def _same(one: str, other: str) -> bool:
    return _likeness(one, other) is Likeness.SAME


def _likeness(one: str, other: str) -> Likeness:
    if one == other:
        return Likeness.SAME
    if one == f"{other}s" or other == f"{one}s":
        return Likeness.NEAR
    if means_something(one) or means_something(other) or min(len(one), len(other)) < 3:
        return Likeness.OTHER
    return alike(one, other)
