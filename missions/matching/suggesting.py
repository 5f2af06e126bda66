"""Tags to confirm, from a free text: short, in a hurry, in dialect, or in Arabic written with Latin letters."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from difflib import SequenceMatcher
from functools import lru_cache
from typing import TYPE_CHECKING

from missions.matching.phrases import phrases
from missions.matching.reading import read
from missions.matching.taxonomy import Taxonomy, standard
from missions.matching.words import is_arabic, is_common, words

if TYPE_CHECKING:
    from missions.matching.encoder import Vectors

NEAR = 0.45
"""The cosine from which on a phrase is near enough to a tag to ask."""

ALIKE = 0.84
"""From this ratio of letters on, a word of six letters and more is a term with a slip of the pen."""

# Arabic as it is typed with Latin letters and digits, to the consonants that remain of both.
_CHAT = {"2": "", "3": "", "5": "k", "6": "t", "7": "h", "8": "k", "9": "k"}
_LETTERS = {
    "ه": "h", "ح": "h", "ب": "b", "ت": "t", "ث": "t", "ط": "t", "ج": "j", "خ": "k", "ك": "k", "ق": "k", "غ": "g",
    "د": "d", "ذ": "d", "ض": "d", "ظ": "d", "ر": "r", "ز": "z", "س": "s", "ص": "s", "ش": "s", "ف": "f", "ل": "l",
    "م": "m", "ن": "n",
}  # fmt: skip


def suggest_tags(
    text: str,
    language: str | None = None,
    *,
    vectors: Vectors | None = None,
    taxonomy: Taxonomy | None = None,
    limit: int = 6,
) -> tuple[str, ...]:
    """Ids of tags that the text seems to speak of: first those it names, then slips of the pen, then what is near.

    `vectors` are those of `texts_to_suggest`; without them, only what is written counts.
    """
    taxonomy = taxonomy or standard()
    reading = read(text, language, taxonomy=taxonomy)
    near = _near(text, reading.language, vectors or {}, taxonomy)
    return tuple(dict.fromkeys((*reading.tags, *_misspelt(text, taxonomy), *near)))[:limit]


def texts_to_suggest(text: str, taxonomy: Taxonomy | None = None) -> Iterator[str]:
    """The texts whose vectors `suggest_tags` asks for."""
    from missions.matching.parts import terms_of  # noqa: PLC0415 - numpy, where texts are encoded only

    taxonomy = taxonomy or standard()
    yield from terms_of(taxonomy)
    yield from phrases(text)


def _near(text: str, language: str, vectors: Vectors, taxonomy: Taxonomy) -> Iterator[str]:
    found = [vectors[x] for x in phrases(text) if x in vectors]
    if found:
        from missions.matching.parts import Themes  # noqa: PLC0415 - numpy, where there are vectors only

        yield from Themes(vectors, taxonomy).nearest(found, language, NEAR)


def _misspelt(text: str, taxonomy: Taxonomy) -> Iterator[str]:
    """Tags of one word that is almost written in the text, or written as it sounds."""
    spelt, spoken = _single_words(taxonomy)
    for word in words(text):
        if is_common(word) or is_arabic(word.key):
            continue
        if sounds := spoken.get(_consonants(word.key)):
            yield from sounds
        elif len(word.key) >= 6:
            close = max(spelt, key=lambda term: _alike(term, word.key))
            if _alike(close, word.key) >= ALIKE:
                yield from spelt[close]


def _alike(term: str, word: str) -> float:
    if term[0] != word[0] or abs(len(term) - len(word)) > 2:
        return 0.0
    return SequenceMatcher(None, term, word, autojunk=False).ratio()


@lru_cache(maxsize=16)
def _single_words(taxonomy: Taxonomy) -> tuple[Mapping[str, list[str]], Mapping[str, list[str]]]:
    """The tags of each term of one word: as it is spelt, and, if Arabic, by its consonants."""
    spelt: dict[str, list[str]] = {}
    spoken: dict[str, list[str]] = {}
    for tag in taxonomy.tags:
        for terms in taxonomy.concepts[tag].terms.values():
            for term in terms:
                found = words(term)
                if len(found) != 1:
                    continue
                key = found[0].key
                if is_arabic(key):
                    consonants = "".join(_LETTERS.get(x, "") for x in key.removeprefix("ال"))
                    if len(consonants) >= 4:
                        spoken.setdefault(consonants, []).append(tag)
                elif len(key) >= 6:
                    spelt.setdefault(key, []).append(tag)
    return spelt, spoken


def _consonants(key: str) -> str:
    key = re.sub("^(el|al|l)(?=[^aeiou]{1,2}[aeiou])", "", key)
    for two, one in (("ch", "s"), ("sh", "s"), ("kh", "k"), ("gh", "g"), ("th", "t"), ("dj", "j")):
        key = key.replace(two, one)
    return re.sub(r"(.)\1+", r"\1", "".join(_CHAT.get(x, x) for x in key if x not in "aeiouyw"))
