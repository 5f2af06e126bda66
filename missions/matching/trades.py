"""The trades that a text names: what firms make, do and buy, in four languages and by their abbreviations.

`trades.txt` is a line each, `field.trade: terms`. Languages are not told apart: a line of a sheet mixes them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources

from missions.matching.words import Word, is_arabic, is_common, stem, words

Term = tuple[str, ...]

LONG = 8
"""Letters of a word in which a slip of the pen is mended: of shorter ones, others differ by one."""

ROLE = "role"
"""The field of what one does with goods whatever they are: makes, distributes, buys."""


def _keys(text: str) -> frozenset[str]:
    return frozenset(word.key for word in words(text))


# Dropped in terms and texts alike: "aceite de oliva", "huile d'olive".
_SMALL = _keys("a al au aux by d da de das del des di do du el en et la le les los las l of the un une y")
# These mean a trade in capitals only.
_SHOUTED = _keys("step pet soc ria pam pos sage")


@dataclass(frozen=True, slots=True)
class TradeNamed:
    """A trade, and the words that name it: the first, and the one after the last."""

    trade: str
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The trades in order, and what names them: each term by the stems of its words."""

    trades: tuple[str, ...]
    terms: Mapping[Term, tuple[str, ...]]
    stems: frozenset[str]
    longest: int


def lines(name: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The entries of a file of this folder: what stands before the colon, and the forms after it."""
    for line in resources.files(__package__).joinpath(name).read_text(encoding="utf-8").splitlines():
        if line and line[0] != "#":
            head, forms = line.split(": ", 1)
            yield head, tuple(forms.split(", "))


@cache
def lexicon() -> Lexicon:
    terms: dict[Term, list[str]] = {}
    trades = []
    for trade, said in lines("trades.txt"):
        trades.append(trade)
        for written in said:
            term = tuple(_stem(word) for word in words(written) if _counts(word))
            if term and trade not in terms.setdefault(term, []):
                terms[term].append(trade)
    return Lexicon(
        trades=tuple(trades),
        terms={term: tuple(named) for term, named in terms.items()},
        stems=frozenset(part for term in terms for part in term),
        longest=max(map(len, terms)),
    )


def field_of(trade: str) -> str:
    return trade.partition(".")[0]


def named(found: Sequence[Word]) -> Iterator[TradeNamed]:
    """Each trade that the words name; one within a longer term does not count."""
    book = lexicon()
    kept = [(place, word) for place, word in enumerate(found) if _counts(word)]
    stems = [_stem(word, book.stems) for _, word in kept]
    reached = 0
    for first in range(len(kept)):
        for last in range(min(first + book.longest, len(kept)), max(first, reached), -1):
            here = book.terms.get(tuple(stems[first:last]))
            if here:
                yield from (TradeNamed(trade, kept[first][0], kept[last - 1][0] + 1) for trade in here)
                reached = last
                break


def knows(word: Word) -> bool:
    """Whether it is a word of a term."""
    book = lexicon()
    return len(word.key) > 3 and not word.key.isdigit() and _stem(word, book.stems) in book.stems


def _counts(word: Word) -> bool:
    return word.capitals or word.key not in _SMALL


def _stem(word: Word, known: Collection[str] = ()) -> str:
    if is_arabic(word.key):
        return stem(word.key, "ar", known)
    if len(word.key) <= 2 or word.key in _SHOUTED:
        return word.key.upper() if word.capitals else word.key
    found = crude(word.key)
    return found if not known or found in known or is_common(word) else _mended(found)


@lru_cache(maxsize=50_000)
def _mended(key: str) -> str:
    """The long word of our terms that has one letter more, or less ("fourniseur"); else as it is."""
    if len(key) < LONG or not key.isalpha():
        return key
    more = _without_a_letter().get(key)
    return more or next((x for x in _shorter(key) if len(x) >= LONG and x in lexicon().stems), key)


@cache
def _without_a_letter() -> Mapping[str, str]:
    long = sorted(x for x in lexicon().stems if x.isascii() and x.isalpha() and len(x) > LONG)
    return {shorter: stem for stem in long for shorter in _shorter(stem)}


def _shorter(key: str) -> Iterator[str]:
    return (key[:n] + key[n + 1 :] for n in range(1, len(key)))


@lru_cache(maxsize=50_000)
def crude(key: str) -> str:
    """A word of French, Spanish or English without plural and gender, whichever of them it is."""
    if len(key) < 4:
        return key
    if key[-1] in "sx" and key[-2] != "s":
        key = key[:-1]
    if len(key) > 3 and key[-1] == "y":
        return key[:-1] + "i"
    return key[:-1] if len(key) > 3 and key[-1] in "aeo" else key
