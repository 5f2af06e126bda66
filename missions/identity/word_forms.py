"""Words of personal names in one form: without article, compounds written together, abbreviations written out."""

from __future__ import annotations

import re

from missions.identity.sounds import is_arabic
from missions.identity.word_lists import words

_SERVANT = re.compile(r"^abd(?:[aeiou]+|ou)?l?(?=\w{3})(?![aeiou]\b)")
_OF_FAITH = re.compile(r"(?:(?<=\w{3})(?:[aeui]?d)?d(?:i|ee)ne?)$|(?<=..)الدين$")
_SUN_ATTACHED = re.compile(r"^[ae](?:ch(?=ch)|sh(?=sh)|([drstzn])(?=\1))")
_EL_ATTACHED = re.compile(r"^[ae]l(?=\w{4})|^l(?=[bcdfghjkmnpqrstvwxz]\w{3})|^l(?=[ae]h\w{3})")
_NO_ARTICLE = words("الهام الياس اليزابيث اليزابيت الين الفيرا الكسندر الفونس اليسا الان البير")
"""Names that begin as if they had the article."""


def plain(word: str, *, inner: bool = False) -> str:
    """A word without its article, and what is written in several ways within it in one."""
    if is_arabic(word):
        bare = word[2:] if word.startswith("ال") and len(word) > 4 and word not in _NO_ARTICLE else word
        bare = re.sub(r"^(عبد|بن|بو|ابو)ال(?=..)", r"\1", bare)
        bare = {"الله": "له"}.get(bare, bare) if inner else bare
        return _OF_FAITH.sub("دين", bare)
    bare = _SUN_ATTACHED.sub("", word) if len(word) > 6 else word
    if word.startswith("abd"):
        bare = _SERVANT.sub("abd", word)
    return _OF_FAITH.sub("din", bare) if len(bare) > 6 else bare


def kept_ways(word: str) -> tuple[str, ...]:
    """The same of a word as it is kept: compounds are in one form there only once they are read."""
    return ways(word) if is_arabic(word) else ways(plain(word))


def ways(word: str) -> tuple[str, ...]:
    """A word of a name as it is, and without what may be its article: "Elouazzani", "Lahcen", «الحسن»."""
    if is_arabic(word):
        bare = plain(word)
        return (bare, f"ل{bare}") if word.startswith("ال") and bare != word else (bare,)
    bare = _EL_ATTACHED.sub("", word)
    return (word,) if bare == word else (word, bare)
