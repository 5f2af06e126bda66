"""Words of a text: their positions, how they compare, their language."""

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import Protocol

import snowballstemmer

from missions.matching.taxonomy import LANGUAGES

# Letters, digits and vowel marks: the block's commas, question marks and percent signs part words as ours do.
_ARABIC = (
    "\u0610-\u061a\u0620-\u0669\u066e-\u06d3\u06d5-\u06dc\u06df-\u06e8\u06ea-\u06ff"
    "\u0750-\u077f\ufb50-\ufd3d\ufd50-\ufdfb\ufe70-\ufefc"
)
_MARKS = "\u0300-\u036f"
_LATIN = rf"(?:(?![{_ARABIC}])[^\W_]|[{_MARKS}])"
# "R&D", "I+D" and "e-commerce" are one word each; "ERP" glued to an Arabic article ("الERP") is two.
_WORD = re.compile(rf"(?<![^\W_])[^\W\d_][&+][^\W\d_](?![^\W_])|(?<![^\W_])[a-zA-Z]-{_LATIN}+|{_LATIN}+|[{_ARABIC}]+")
_LETTERS = str.maketrans({"œ": "oe", "æ": "ae", "ى": "ي", "ی": "ي", "ة": "ه", "ٱ": "ا", "ک": "ك", "ڤ": "ف"})
_ARTICLES = ("وبال", "وال", "بال", "كال", "فال", "ولل", "لل", "ال")
_ENDINGS = ("ها", "ان", "ات", "ون", "ين", "يه", "ه", "ي")


class _Stemmer(Protocol):
    def stemWord(self, word: str) -> str: ...  # noqa: N802 - the name that Snowball gives it


@dataclass(frozen=True, slots=True)
class Word:
    """A word as it compares (`key`) and its position in the text. `capitals`: it looks like an acronym."""

    key: str
    start: int
    end: int
    capitals: bool


def normalise(text: str) -> str:
    """Lower case, without accents, vowel marks, tatweel or variants of Arabic letters; Latin digits."""
    plain = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS))
    kept = (character for character in plain if not unicodedata.combining(character) and character != "ـ")
    return "".join(_latin_digit(character) for character in kept).translate(_LETTERS)


@lru_cache(maxsize=50_000)
def _key(written: str) -> str:
    return normalise(written).replace("-", "")


def _latin_digit(character: str) -> str:
    return str(unicodedata.decimal(character)) if character.isdecimal() else character


def words(text: str) -> tuple[Word, ...]:
    """The words of a text in order, each with its place there."""
    found = list(_WORD.finditer(text))
    shouted = len(found) > 3 and text.isupper()
    read = (
        Word(
            key=_key(match.group()),
            start=match.start(),
            end=match.end(),
            capitals=len(match.group()) > 1 and match.group().isupper() and not shouted,
        )
        for match in found
    )
    return tuple(word for word in read if word.key)


@cache
def _lists() -> Mapping[str, Mapping[str, frozenset[str]]]:
    path = resources.files(__package__).joinpath("stopwords.json")
    data: dict[str, dict[str, str]] = json.loads(path.read_text(encoding="utf-8"))
    return {
        kind: {language: frozenset(word.key for word in words(text)) for language, text in lists.items()}
        for kind, lists in data.items()
    }


def is_grammar(word: Word, language: str) -> bool:
    """An article, a preposition and the like. "IT" in capitals is none, "it" is."""
    return not word.capitals and word.key in _lists()["grammar"][language]


@cache
def _common() -> frozenset[str]:
    return frozenset().union(*(keys for lists in _lists().values() for keys in lists.values()))


@cache
def _common_arabic() -> frozenset[str]:
    return frozenset(_light(key) for key in _common() if is_arabic(key))


def is_common(word: Word) -> bool:
    """It says nothing of what is offered or sought: grammar, courtesies of business, names of places."""
    if is_arabic(word.key) and len(word.key) > 1:
        return stem(word.key, "ar", _common_arabic()) in _common_arabic()
    return (not word.capitals and word.key in _common()) or len(word.key) < 2 or word.key.isdigit()


@cache
def _telling() -> Mapping[str, frozenset[str]]:
    lists = _lists()
    return {language: lists["grammar"][language] | lists["courtesy"][language] for language in LANGUAGES}


def tells(key: str, languages: Collection[str]) -> bool:
    """Whether a word of grammar or courtesy tells one of these languages."""
    return any(key in _telling()[language] for language in languages)


def languages_of(read: Sequence[Word], hint: str | None = None) -> tuple[str, ...]:
    """In which of the four languages the words may be: the likeliest first, all where nothing tells."""
    votes: Counter[str] = Counter()
    for word in read:
        votes.update(language for language, keys in _telling().items() if word.key in keys)
        if is_arabic(word.key):
            votes["ar"] += 1
    if hint in LANGUAGES:
        votes[hint] += 1
    most = max(votes.values(), default=0)
    likely = [language for language in LANGUAGES if votes[language] and votes[language] * 2 >= most]
    likely.sort(key=lambda language: -votes[language])
    undecided = not likely or (most <= 1 and hint not in LANGUAGES)
    return (*likely, *(x for x in LANGUAGES if x not in likely)) if undecided else tuple(likely)


def is_arabic(key: str) -> bool:
    return "\u0600" <= key[0] <= "\u06ff"


def stem(key: str, language: str, known: Collection[str] = ()) -> str:
    """The part of a normalised word that its forms share. Arabic letters are always stemmed as Arabic.

    `known` holds stems of the glossary: a clitic (wa-, bi-, li-, …) is cut off only where one of them remains.
    """
    if is_arabic(key):
        return _without_clitics(key, known)
    if key.isdigit():
        return key
    return _snowball(key, language)


@cache
def _stemmer(language: str) -> _Stemmer:
    names = {"en": "english", "fr": "french", "es": "spanish"}
    stemmer: _Stemmer = snowballstemmer.stemmer(names.get(language, "english"))
    return stemmer


@lru_cache(maxsize=50_000)
def _snowball(key: str, language: str) -> str:
    return _stemmer(language).stemWord(key)


@lru_cache(maxsize=50_000)
def _light(key: str) -> str:
    """Light stemming after Larkey's light10, of words and not of roots.

    The article is cut twice, so that "الإلكترونية" and "إلكترونية", both of which begin with alef-lam, meet.
    """
    for _ in range(2):
        article = next((x for x in _ARTICLES if key.startswith(x) and len(key) - len(x) >= 3), "")
        key = key[len(article) :]
    for ending in _ENDINGS:
        if key.endswith(ending) and len(key) - len(ending) >= 3:
            key = key[: -len(ending)]
    return key


def _without_clitics(key: str, known: Collection[str]) -> str:
    whole = _light(key)
    if whole in known or len(key) < 5 or key[0] not in "وفبلك":
        return whole
    bare = [_light(key[1:])]
    if key[0] in "وف" and key[1] in "بلك":
        bare.append(_light(key[2:]))
    return next((x for x in bare if x in known and len(x) > 2), whole)
