"""Why two profiles fit: only what both contain."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from missions.matching.index import FITS, Index
from missions.matching.parts import Part
from missions.matching.values import Direction, MatchReason

CLOSE, NEAR = 0.5, 0.3
"""The cosine from which on two phrases mean nearly the same, and one may be quoted for the other; and the one that
is enough where the two texts as a whole fit."""


def reasons(index: Index, me: str, other: str) -> Iterator[MatchReason]:
    """What they offer that I seek, then what they seek that I offer; a direction with nothing in it is left out."""
    seek = _Side(index.need(me), index.need_tags(me)), _Side(index.offer(other), index.offer_tags(other))
    offer = _Side(index.offer(me), index.offer_tags(me)), _Side(index.need(other), index.need_tags(other))
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
    part: Part
    tags: dict[str, float]


def _reason(index: Index, direction: Direction, mine: _Side, theirs: _Side, fit: float) -> Iterator[MatchReason]:
    shared = mine.tags.keys() & theirs.tags.keys()
    tags = tuple(sorted(shared, key=lambda tag: (-mine.tags[tag], tag)))
    close = NEAR if fit >= FITS else CLOSE
    phrase = _naming(theirs.part, tags) or _closest(index, mine.part, theirs.part, close)
    if tags or phrase:
        yield MatchReason(
            direction, tags, (phrase,) if phrase else (), theirs.part.reading.language if phrase else None
        )


def _closest(index: Index, mine: Part, theirs: Part, close: float) -> str | None:
    """The phrase of theirs that is nearest to one of mine, if it is that close.

    Of several words each: a single one says too little to be quoted, to either of the two.
    """
    ours = [index.vectors[x] for x in mine.phrases if " " in x and x in index.vectors]
    said = [x for x in theirs.phrases if " " in x and x in index.vectors]
    if not ours or not said:
        return None
    near = (np.stack([index.vectors[x] for x in said]) @ np.stack(ours).T).max(axis=1)
    best = int(near.argmax())
    return said[best] if near[best] >= close else None


def _naming(theirs: Part, tags: tuple[str, ...]) -> str | None:
    """The first phrase of theirs that names the most telling of the tags."""
    for tag in tags:
        for first, last in theirs.reading.named.get(tag, ()):
            words = theirs.reading.words
            named = theirs.reading.text[words[first].start : words[last - 1].end]
            return next((phrase for phrase in theirs.phrases if named in phrase), named)
    return None
