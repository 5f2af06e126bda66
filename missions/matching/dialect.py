"""Moroccan dialect, in Latin or Arabic letters, word by word in French: neither the encoder nor our terms know it.

`dialect.txt` is a line each, `French: forms`. A form is looked up as it is heard, since it is spelt in many ways
(zaj, zjaj; 9er3a, qar3a); without article, verb's prefix and endings; and at last by its consonants. What is in no
line may be a French word in dialect's clothes ("camionat").
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from missions.matching.trades import crude, knows, lines
from missions.matching.words import Word, is_arabic, is_common, tells, words

_DIGRAPHS = (
    ("ch", "x"),
    ("sh", "x"),
    ("kh", "K"),
    ("gh", "G"),
    ("dj", "j"),
    ("ou", "u"),
    ("oo", "u"),
    ("9", "q"),
    ("7", "h"),
    ("5", "K"),
    ("th", "t"),
    ("ph", "f"),
    ("ss", "s"),
    ("qu", "k"),
)
_ALIKE = str.maketrans("vpceyow", "fbkiiuu")
_LETTERS = {
    "ه": "h", "ح": "h", "ب": "b", "ت": "t", "ث": "t", "ط": "t", "ج": "j", "خ": "K", "ك": "k", "ق": "q", "غ": "G",
    "د": "d", "ذ": "d", "ض": "d", "ظ": "d", "ر": "r", "ز": "z", "س": "s", "ص": "s", "ش": "x", "ف": "f", "ل": "l",
    "م": "m", "ن": "n", "ع": "3", "گ": "g", "و": "u", "ي": "i", "ا": "a", "أ": "a", "إ": "i", "آ": "a",
}  # fmt: skip
_PREFIXES = ("kan", "kain", "kai", "kat", "kn", "ka", "ki", "al", "il", "bil", "bl", "fl", "dl", "ul", "l")
_SUFFIXES = ("iat", "iin", "at", "in", "ia", "uh", "ha", "u", "a", "t")

# Words that only dialect has, and digits that stand for Arabic letters: within a word of Latin ones, or before it,
# where one alone may be a number that a space is missing after ("3magasins").
_WITHIN = re.compile(
    r"(?<!\w)(?:dyal|dial|diyal|bghina|bghit|bghaw|machi|khass?n[ai]|kan[b-df-hj-np-tv-z]\w{3,}|jomla|mta3|lmaghrib)(?!\w)"
    r"|(?<!\w)(?=[a-z0-9]{4,}(?!\w))(?:[a-z]+[379][a-z]{2,}|[a-z]{2,}[379][a-z])[a-z0-9]*",
    re.IGNORECASE,
)
_BEFORE = re.compile(r"(?<!\w)[379][a-z]{3,}", re.IGNORECASE)
_ARABIC_MARKS = re.compile(r"(?<!\w)(?:ديال|بغينا|بغيت|شي|ماشي|خاصنا|لينا|كن\w{2,}و|كلشي|بحالنا)(?!\w)")

Gloss = tuple[int, int, str]
"""First and last character of dialect, and what it means."""


@dataclass(frozen=True, slots=True)
class Dictionary:
    """What runs of words mean, as heard, and what single ones do by their consonants alone."""

    heard: Mapping[tuple[str, ...], str]
    bones: Mapping[str, str]
    longest: int


def in_dialect(text: str, language: str | None) -> bool:
    """Whether it seems so: by words and digits that only dialect has; of who writes Arabic, Latin letters are enough
    where no word tells another language."""
    if _ARABIC_MARKS.search(text):
        return True
    letters = [x for x in text if x.isalpha()]
    if sum(x < "\u0250" for x in letters) * 2 < len(letters):
        return False
    if _WITHIN.search(text) or len(_BEFORE.findall(text)) > 1:
        return True
    return language == "ar" and not any(len(x.key) > 1 and tells(x.key, ("fr", "en", "es")) for x in words(text))


def glosses(text: str, language: str | None) -> Iterator[Gloss]:
    """The words of dialect in the text, in order, each with what it means."""
    if not in_dialect(text, language):
        return
    found, at = words(text), 0
    heard = [canon(word.key) for word in found]
    book = dictionary()
    latin = not _ARABIC_MARKS.search(text)
    while at < len(found):
        many = next(
            (n for n in range(min(book.longest, len(found) - at), 1, -1) if tuple(heard[at : at + n]) in book.heard), 1
        )
        first, last = found[at], found[at + many - 1]
        means = book.heard[tuple(heard[at : at + many])] if many > 1 else _means(first, text[first.start].isupper())
        if means is not None and not (latin and is_arabic(first.key)):
            yield first.start, last.end, means
        at += many


@cache
def dictionary() -> Dictionary:
    heard: dict[tuple[str, ...], str] = {}
    bones: dict[str, str] = {}
    for means, forms in lines("dialect.txt"):
        for form in forms:
            key = tuple(canon(word.key) for word in words(form))
            heard.setdefault(key, means)
            if len(key) == 1 and len(skeleton(key[0])) >= 3:
                bones.setdefault(skeleton(key[0]), means)
    return Dictionary(heard, bones, max(map(len, heard)))


@cache
def _loans() -> Mapping[tuple[str, str], str]:
    """Words of our terms in Latin letters, by the first letter and the consonants that are heard."""
    found: dict[tuple[str, str], str] = {}
    for _, forms in lines("trades.txt"):
        for form in forms:
            for word in words(form):
                if len(word.key) > 4 and not is_arabic(word.key):
                    heard = canon(crude(word.key))
                    found.setdefault((heard[0], skeleton(heard)), form[word.start : word.end])
    return found


@lru_cache(maxsize=50_000)
def canon(key: str) -> str:
    """One spelling of many, in either script: three vowels are left, and the consonants that are heard."""
    if is_arabic(key):
        key = "".join(_LETTERS.get(x, x) for x in key)
    else:
        for typed, sound in _DIGRAPHS:
            key = key.replace(typed, sound)
        key = key.translate(_ALIKE)
    return re.sub(r"(.)\1+", r"\1", key)


@lru_cache(maxsize=50_000)
def skeleton(heard: str) -> str:
    return re.sub(r"(.)\1+", r"\1", re.sub(r"[aiue2]", "", heard))


def _bare(heard: str) -> Iterator[str]:
    """The word, then without article or verb's prefix, then without its ending."""
    yield heard
    prefix = next((x for x in _PREFIXES if heard.startswith(x) and len(heard) - len(x) >= 3), "")
    shorter = heard[len(prefix) :]
    if prefix:
        yield shorter
    for word in dict.fromkeys((heard, shorter)):
        yield from (word[: -len(x)] for x in _SUFFIXES if word.endswith(x) and len(word) - len(x) >= 3)


def _means(word: Word, proper: bool) -> str | None:
    """What one word means; names and words that we know mean themselves, unless there is a line for them."""
    return _listed(word.key) or (None if proper or knows(word) or is_common(word) else _guessed(word.key))


@lru_cache(maxsize=50_000)
def _listed(key: str) -> str | None:
    heard = dictionary().heard
    return next((heard[form,] for form in _bare(canon(key)) if (form,) in heard), None)


@lru_cache(maxsize=50_000)
def _guessed(key: str) -> str | None:
    forms = [(form, skeleton(form)) for form in _bare(canon(key))]
    bones = dictionary().bones
    if meant := next((bones[x] for _, x in forms if len(x) >= 3 and x in bones), None):
        return meant
    if key[0] == "l" and knows(Word(key[1:], 0, 0, capitals=False)):
        return key[1:]
    whole = forms[0][0]
    enough = ((form[0], x) for form, x in forms if len(x) >= 4 or (len(x) == 3 and form != whole))
    return next((_loans()[x] for x in enough if x in _loans()), None)
