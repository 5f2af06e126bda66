"""Tags to confirm, from a free text: short, in a hurry, in dialect, or in Arabic written with Latin letters."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from difflib import get_close_matches
from functools import lru_cache
from typing import TYPE_CHECKING

from missions.matching.phrases import phrases
from missions.matching.reading import read
from missions.matching.taxonomy import Taxonomy, standard, terms_of
from missions.matching.words import Word, is_arabic, is_common, words

if TYPE_CHECKING:
    from missions.matching.encoder import Vectors

NEAR = 0.4
"""The cosine from which on a phrase is near enough to a tag to ask."""

ALIKE, LONG = 0.84, 6
"""Ratio of equal letters from which a word of this length is a misspelt term of ours."""

HEARD = 3
"""The fewest consonants of a word in Latin letters that is read as an Arabic one; one more if it is alone."""

# Arabic as it is typed in chats, and as it is written, to the consonants that remain of both.
_TYPED: tuple[tuple[str, str], ...] = (
    ("ch", "s"),
    ("sh", "s"),
    ("kh", "k"),
    ("gh", "g"),
    ("th", "t"),
    ("dj", "j"),
    ("9", "k"),
    ("7", "h"),
    ("5", "k"),
    ("6", "t"),
    ("q", "k"),
    ("v", "f"),
    ("p", "b"),
    ("c", "k"),
)
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
    """Ids of tags that the text seems to speak of: first those it names, then slips of the pen and
    what it sounds like, then what is near.

    `vectors` are those of `texts_to_suggest`; without them, only what is written counts.
    """
    taxonomy = taxonomy or standard()
    reading = read(text, language, taxonomy=taxonomy)
    near = _near(text, reading.language, vectors or {}, taxonomy)
    meant = _respelt(text, taxonomy)
    respelt = read(meant, language, taxonomy=taxonomy).tags
    return tuple(dict.fromkeys((*reading.tags, *respelt, *_heard(meant, taxonomy), *near)))[:limit]


def texts_to_suggest(text: str, taxonomy: Taxonomy | None = None) -> Iterator[str]:
    """The texts whose vectors `suggest_tags` asks for."""
    taxonomy = taxonomy or standard()
    yield from terms_of(taxonomy)
    yield from phrases(text)


def _near(text: str, language: str, vectors: Vectors, taxonomy: Taxonomy) -> Iterator[str]:
    found = [vectors[x] for x in phrases(text) if x in vectors]
    if found:
        from missions.matching.parts import Themes  # noqa: PLC0415 - numpy, where there are vectors only

        yield from Themes(vectors, taxonomy).nearest(found, language, NEAR)


def _respelt(text: str, taxonomy: Taxonomy) -> str:
    """The text with each word that we do not know written as the one that it almost is."""
    return _replaced(text, lambda word: _close(word.key, taxonomy))


@lru_cache(maxsize=20_000)
def _close(key: str, taxonomy: Taxonomy) -> str | None:
    known = _latin(taxonomy)
    if len(key) < LONG or key in known:
        return None
    like = sorted(x for x in known if x[0] == key[0] and len(x) >= LONG)
    return next(iter(get_close_matches(key, like, n=1, cutoff=ALIKE)), None)


def _heard(text: str, taxonomy: Taxonomy) -> Iterator[str]:
    """The tags that words in Latin letters name if they are Arabic: two together, or one that is long enough."""
    known, latin = _arabic(taxonomy), _latin(taxonomy)
    spoken = _replaced(text, lambda word: (word.key not in latin and known.get(_consonants(word.key))) or "؛")
    found = read(spoken, languages=["ar"], taxonomy=taxonomy)
    for tag in found.tags:
        spans = [found.words[first:last] for first, last in found.named[tag]]
        if any(len(span) > 1 or len(_written(span[0].key)) > HEARD for span in spans):
            yield tag


def _replaced(text: str, by: Callable[[Word], str | None]) -> str:
    parts, reached = [], 0
    for word in words(text):
        other = None if is_common(word) or is_arabic(word.key) else by(word)
        if other:
            parts += [text[reached : word.start], other]
            reached = word.end
    return "".join((*parts, text[reached:]))


@lru_cache(maxsize=16)
def _latin(taxonomy: Taxonomy) -> frozenset[str]:
    found = {word.key for term in terms_of(taxonomy) for word in words(term)}
    return frozenset(key for key in found if not is_arabic(key))


@lru_cache(maxsize=16)
def _arabic(taxonomy: Taxonomy) -> Mapping[str, str]:
    """Arabic words of terms by their consonants, the article left off."""
    found = {word.key for term in terms_of(taxonomy) for word in words(term) if is_arabic(word.key)}
    heard: dict[str, str] = {}
    for key in sorted(found, key=lambda key: (len(key), key)):
        sounds = _written(key)
        if len(sounds) >= HEARD:
            heard.setdefault(sounds, key)
    return heard


def _consonants(key: str) -> str:
    """What is heard of a word in Latin letters, the article left off ("tta9a", "lfila7a", "el-…")."""
    key = re.sub(r"^(?:el|al|l(?=[^aeiou])|(.)(?=\1))", "", key)
    for typed, sound in _TYPED:
        key = key.replace(typed, sound)
    return _single("".join(x for x in key if x in "hbtjkgdrzsflmn"))


def _written(key: str) -> str:
    """What is heard of an Arabic word, the article left off."""
    return _single("".join(_LETTERS.get(x, "") for x in key.removeprefix("ال")))


def _single(sounds: str) -> str:
    return re.sub(r"(.)\1+", r"\1", sounds)
