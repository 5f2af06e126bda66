"""Why two profiles fit: only what stands in both."""

from collections.abc import Iterator

import numpy as np

from missions.matching.index import Index
from missions.matching.parts import Part
from missions.matching.values import Direction, Reason

CLOSE = 0.5
"""The cosine from which on two phrases mean nearly the same, and one may be quoted for the other."""


def reasons(index: Index, me: str, other: str) -> Iterator[Reason]:
    """What they offer that I seek, then what they seek that I offer; a direction with nothing in it is left out."""
    yield from _reason(
        index,
        "they_offer_what_i_seek",
        (index.need(me), index.need_tags(me)),
        (index.offer(other), index.offer_tags(other)),
    )
    yield from _reason(
        index,
        "they_seek_what_i_offer",
        (index.offer(me), index.offer_tags(me)),
        (index.need(other), index.need_tags(other)),
    )


def shared_sectors(index: Index, me: str, other: str) -> tuple[str, ...]:
    """The fields in which one of the two offers or works and the other seeks or works."""
    found = _sectors(index, me, index.need_tags(me)) & _sectors(index, other, index.offer_tags(other))
    found |= _sectors(index, me, index.offer_tags(me)) & _sectors(index, other, index.need_tags(other))
    return tuple(sector for sector in index.taxonomy.sectors if sector in found)


def _sectors(index: Index, profile_id: str, tags: dict[str, float]) -> set[str | None]:
    return {index.taxonomy.sector_of(x) for x in (*tags, *index.profiles[profile_id].tags)}


def _reason(
    index: Index, direction: Direction, mine: tuple[Part, dict[str, float]], theirs: tuple[Part, dict[str, float]]
) -> Iterator[Reason]:
    shared = mine[1].keys() & theirs[1].keys()
    tags = tuple(sorted(shared, key=lambda tag: (-mine[1][tag], tag)))
    phrase = _closest(index, mine[0], theirs[0]) or _naming(theirs[0], tags)
    if tags or phrase:
        yield Reason(direction, tags, (phrase,) if phrase else (), theirs[0].reading.language if phrase else None)


def _closest(index: Index, mine: Part, theirs: Part) -> str | None:
    """The phrase of theirs that is nearest to one of mine, where the two mean nearly the same."""
    ours = [index.vectors[x] for x in mine.phrases if x in index.vectors]
    said = [x for x in theirs.phrases if x in index.vectors]
    if not ours or not said:
        return None
    near = (np.stack([index.vectors[x] for x in said]) @ np.stack(ours).T).max(axis=1)
    best = int(near.argmax())
    return said[best] if near[best] >= CLOSE else None


def _naming(theirs: Part, tags: tuple[str, ...]) -> str | None:
    """The first phrase of theirs that names the most telling of the tags."""
    for tag in tags:
        for first, last in theirs.reading.named.get(tag, ()):
            words = theirs.reading.words
            named = theirs.reading.text[words[first].start : words[last - 1].end]
            return next((phrase for phrase in theirs.phrases if named in phrase), named)
    return None
