"""Name keys: the words of a name by their consonants, the same for Arabic and Latin script and any usual spelling.

"Rachid", "Rashid" and «رشيد» have the key `rxd` in common; so has "Rachida". Keys find the few that are worth comparing
letter by letter (`missions/identity/spelling.py`). Keys in the tables are made by this module, so a change here comes
with a migration that makes them again.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise, product

from storage.tables.folding import fold

_MOST = 8
"""Keys of one word: letters that stand for two sounds each double them."""

_ARABIC = dict(zip("بتجخدرزسشصضطغفقكلمن", "btjkdrssxsdtkfkklmn", strict=True)) | {"ث": "ts", "ذ": "ds", "ظ": "ds"}
"""Sounds by letter; a letter with two is read in both ways. Vowels, ه, ح and ع have none."""
_LATIN = dict(zip("bpckdfvglmnrstz", "bbkkdffklmnrsts", strict=True)) | {"j": "jk"}
_SHIFTS = [
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"techn", "tekn"),
        (r"tch|sch|sh|ch", "X"),
        (r"kh|gh|ck|qu|q", "k"),
        (r"dj|dg(?=[eiy])", "J"),
        (r"gu(?=[eiy])", "k"),
        (r"g(?=[eiy])", "G"),
        (r"c(?=[eiy])", "s"),
        (r"ph", "f"),
        (r"th", "t"),
        (r"dh", "d"),
        (r"x", "ks"),
    )
]
_READ = {"X": "x", "J": "j", "G": "jk"}
_DOUBLED = re.compile(r"([a-z])\1+")
_ATTACHED = re.compile(r"^(?:[ae]l(?=\w{4})|l(?=[^aeiouy]\w{3})|l(?=[ae]h\w{3}))")
"""The article written with its word: "Elouazzani", "Lahcen", "Lmrabet"."""
_WITHIN = re.compile("(?<=^عبد)ال|(?<=^بن)ال|(?<=^بو)ال|(?<=^ابو)ال|(?<=..)ال(?=دين$)")
"""The article within a compound: «عبدالقادر», «نورالدين»."""
_SHORT = 6
"""Letters up to which a word may be written together with the one beside it: "eddine", «الدين»."""
_WITHOUT_CONSONANT = "-"
"""The key of "Yao" and «يحيى»: there are few."""


@lru_cache(maxsize=65536)
def word_keys(word: str) -> frozenset[str]:
    """The keys of a folded word; of one in neither script, the word itself."""
    if any("\u0621" <= sign <= "\u064a" for sign in word):
        forms = {word, _WITHIN.sub("", word), *([word[2:]] if word.startswith("ال") and len(word) > 4 else [])}
        return frozenset(key for form in forms for key in _spelled([_ARABIC.get(sign, "") for sign in form]))
    if not word.isascii() or any(sign.isdigit() for sign in word):
        return frozenset([word])
    bare = _ATTACHED.sub("", word)
    return frozenset(_spelled(_latin_sounds(word)) | (_spelled(_latin_sounds(bare)) if bare != word else set()))


def name_keys(*names: str) -> str:
    """What is kept of names: " key:word" for each key of each word, and a space at the end."""
    words = dict.fromkeys(word for name in names for word in _words(fold(name).split()))
    return "".join(f" {key}:{word}" for word in words for key in sorted(word_keys(word))) + " " if words else ""


def _words(words: list[str]) -> list[str]:
    """The words, and each short one with its neighbour: "Ben Jelloun" is written «بنجلون»."""
    pairs = (f"{one}{other}" for one, other in pairwise(words) if min(len(one), len(other)) <= _SHORT)
    return [*words, *pairs]


def _latin_sounds(word: str) -> list[str]:
    plain = _DOUBLED.sub(r"\1", word)
    for pattern, sound in _SHIFTS:
        plain = pattern.sub(sound, plain)
    return [_READ.get(sign) or _LATIN.get(sign, "") for sign in plain]


def _spelled(sounds: list[str]) -> set[str]:
    said = [sound for sound in sounds if sound]
    ways = product(*said) if sum(len(sound) > 1 for sound in said) <= 3 else [[sound[0] for sound in said]]
    return {"".join(way) or _WITHOUT_CONSONANT for way in list(ways)[:_MOST]}
