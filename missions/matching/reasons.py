"""Why two profiles fit: only what both contain."""

from collections.abc import Iterable, Iterator
from typing import Literal, NamedTuple

import numpy as np

from missions.matching.index import FITS, Index
from missions.matching.parts import Part
from missions.matching.values import Direction, MatchReason

CLOSE, NEAR = 0.5, 0.3
"""The cosine from which on two phrases mean nearly the same, and one may be quoted for the other; and the one that
is enough where the two texts as a whole fit."""


def reasons(index: Index, me: str, other: str) -> Iterator[MatchReason]:
    """What they offer that I seek, then what they seek that I offer; a direction with nothing in it is left out."""
    seek = _side(index, me, "need"), _side(index, other, "offer")
    offer = _side(index, me, "offer"), _side(index, other, "need")
    yield from _reason(index, "they_offer_what_i_seek", *seek, index.fit(me, other))
    yield from _reason(index, "they_seek_what_i_offer", *offer, index.fit(other, me))


def shared_sectors(index: Index, me: str, other: str) -> tuple[str, ...]:
    """The fields in which one of the two offers or works and the other seeks or works."""
    found = _sectors(index, me, index.need_tags(me)) & _sectors(index, other, index.offer_tags(other))
    found |= _sectors(index, me, index.offer_tags(me)) & _sectors(index, other, index.need_tags(other))
    return tuple(sector for sector in index.taxonomy.sectors if sector in found)


def _sectors(index: Index, profile_id: str, tags: dict[str, float]) -> set[str | None]:
    return {index.taxonomy.sector_of(x) for x in (*tags, *index.profiles[profile_id].tags)}


class _Side(NamedTuple):
    """What is offered or sought. `trades`: of a need that names none, those of its writer."""

    part: Part
    tags: dict[str, float]
    trades: frozenset[str]


def _side(index: Index, who: str, side: Literal["need", "offer"]) -> _Side:
    if side == "need":
        return _Side(index.need(who), index.need_tags(who), index.sought_trades(who))
    return _Side(index.offer(who), index.offer_tags(who), index.offer_trades(who))


def _reason(index: Index, direction: Direction, mine: _Side, theirs: _Side, fit: float) -> Iterator[MatchReason]:
    shared = mine.tags.keys() & theirs.tags.keys()
    tags = tuple(sorted(shared, key=lambda tag: (-mine.tags[tag], tag)))
    close = NEAR if fit >= FITS else CLOSE
    trades = index.telling(mine.trades & theirs.trades)
    phrase = _naming(theirs.part, (*tags, *trades)) or _closest(index, mine.part, theirs.part, close)
    # A need without a trade, which means that of its writer, is quoted as it is.
    phrase = phrase or (next(iter(theirs.part.meant.quotes), None) if trades else None)
    if tags or phrase:
        yield MatchReason(direction, tags, (phrase,) if phrase else (), theirs.part.language if phrase else None)


def _closest(index: Index, mine: Part, theirs: Part, close: float) -> str | None:
    """The phrase of theirs that is nearest to one of mine, if it is that close.

    Of several words each: a single one says too little to be quoted, to either of the two.
    """
    ours = [index.vectors[x] for x in mine.phrases if " " in x and x in index.vectors]
    pairs = zip(theirs.phrases, theirs.meant.quotes, strict=True)
    said = [(x, quoted) for x, quoted in pairs if " " in x and x in index.vectors and quoted]
    if not ours or not said:
        return None
    near = (np.stack([index.vectors[x] for x, _ in said]) @ np.stack(ours).T).max(axis=1)
    best = int(near.argmax())
    return said[best][1] if near[best] >= close else None


def _naming(theirs: Part, concepts: Iterable[str]) -> str | None:
    """The first phrase of theirs that names the most telling of these tags or trades."""
    return next((phrase for phrase in map(theirs.naming, concepts) if phrase), None)
