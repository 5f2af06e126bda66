"""What a text means to say: without what it denies, dialect in French; and where each part of it was written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from missions.matching.denial import denied
from missions.matching.dialect import glosses
from missions.matching.phrases import phrases


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of `SaidText.text`, from this character on, and the part of the written text that it is made of."""

    start: int
    said: str
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class SaidText:
    """`phrases` are those of `text`; `quotes` the same as written. `denied`: the part left out, dialect in French."""

    written: str
    text: str
    denied: str
    glossed: bool
    pieces: tuple[Piece, ...]
    phrases: tuple[str, ...]
    quotes: tuple[str, ...]


@lru_cache(maxsize=20_000)
def meant(written: str, language: str | None = None) -> SaidText:
    """A text as it is to be compared. One that denies all it says is left as it is."""
    spans = denied(written)
    known = tuple(glosses(written, language))
    kept = _between(spans, len(written))
    pieces = tuple(_pieces(written, kept, known))
    text = "".join(piece.said for piece in pieces)
    if not text.strip(" ,;:.،؛-"):
        spans, pieces = (), tuple(_pieces(written, ((0, len(written)),), known))
        text = "".join(piece.said for piece in pieces)
    left_out = ", ".join("".join(piece.said for piece in _pieces(written, (span,), known)) for span in spans)
    said = phrases(text)
    return SaidText(written, text, left_out, bool(known), pieces, said, tuple(_quotes(written, text, pieces, said)))


def quote(written: str, pieces: tuple[Piece, ...], first: int, last: int) -> str:
    """The part of the written text that became these characters."""
    here = [x for x in pieces if x.start < last and first < x.start + len(x.said)]
    if not here:
        return ""
    one, other = here[0], here[-1]
    start = one.first + (first - one.start if _verbatim(written, one) and first > one.start else 0)
    over = other.start + len(other.said) - last
    end = other.last - (over if _verbatim(written, other) and over > 0 else 0)
    return written[start:end]


def _verbatim(written: str, piece: Piece) -> bool:
    return written[piece.first : piece.last] == piece.said


def _between(spans: tuple[tuple[int, int], ...], length: int) -> tuple[tuple[int, int], ...]:
    edges = [0, *(x for span in spans for x in span), length]
    return tuple((a, b) for a, b in zip(edges[::2], edges[1::2], strict=True) if a < b)


def _pieces(
    written: str, kept: tuple[tuple[int, int], ...], known: tuple[tuple[int, int, str], ...]
) -> Iterator[Piece]:
    start = 0
    for first, last in kept:
        at = first
        inside = [x for x in known if first <= x[0] and x[1] <= last]
        for here, end, said in (*inside, (last, last, "")):
            for piece in ((written[at:here], at, here), (said, here, end)):
                if piece[0]:
                    yield Piece(start, *piece)
                    start += len(piece[0])
            at = end


def _quotes(written: str, text: str, pieces: tuple[Piece, ...], said: tuple[str, ...]) -> Iterator[str]:
    reached = 0
    for phrase in said:
        first = text.find(phrase, reached)
        reached = first + len(phrase) if first >= 0 else reached
        yield quote(written, pieces, first, first + len(phrase)) if first >= 0 else phrase
