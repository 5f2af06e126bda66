"""Why two profiles fit: only what stands in both."""

from collections.abc import Collection, Iterator

from missions.matching.index import Index, Side, share_words
from missions.matching.reading import Reading
from missions.matching.taxonomy import sectors
from missions.matching.values import Direction, Reason

MOST_QUOTES = 3


def reasons(index: Index, me: str, other: str) -> Iterator[Reason]:
    """What they offer that I seek, then what they seek that I offer; a direction with nothing in it is left out."""
    yield from _reason("they_offer_what_i_seek", index.needs[me], index.offers[other])
    yield from _reason("they_seek_what_i_offer", index.offers[me], index.needs[other])


def shared_sectors(index: Index, me: str, other: str) -> tuple[str, ...]:
    """The fields in which one of the two offers or works and the other seeks or works."""
    found = index.needs[me].sectors.keys() & index.offers[other].sectors.keys()
    found |= index.offers[me].sectors.keys() & index.needs[other].sectors.keys()
    return tuple(sector for sector in sectors() if sector in found)


def _reason(direction: Direction, mine: Side, theirs: Side) -> Iterator[Reason]:
    shared = mine.tags.keys() & theirs.tags.keys()
    tags = tuple(sorted(shared, key=lambda tag: (-round(theirs.tags[tag], 9), tag)))
    stems = share_words(mine, theirs)
    if tags or stems:
        yield Reason(direction, tags, _quotes(theirs.reading, tags, stems))


def _quotes(reading: Reading, tags: Collection[str], stems: Collection[str]) -> tuple[str, ...]:
    """The runs of the text that say what is shared, as written there: first those that name a tag, then the longest."""
    naming = {place for tag in tags for first, last in reading.named.get(tag, ()) for place in range(first, last)}
    telling = naming | {place for place, stem in enumerate(reading.stems) if stem in stems}
    runs = list(_runs(reading, telling))
    runs.sort(key=lambda run: (naming.isdisjoint(run), -len(run), run.start))
    written = (reading.text[reading.words[run[0]].start : reading.words[run[-1]].end] for run in runs)
    return tuple(dict.fromkeys(written))[:MOST_QUOTES]


def _runs(reading: Reading, telling: Collection[int]) -> Iterator[range]:
    """Neighbouring words with nothing but a space or a hyphen between them."""
    first = None
    for place in range(len(reading.words) + 1):
        if place in telling:
            if first is None:
                first = place
            elif not _joined(reading, place):
                yield range(first, place)
                first = place
        elif first is not None:
            yield range(first, place)
            first = None


def _joined(reading: Reading, place: int) -> bool:
    between = reading.text[reading.words[place - 1].end : reading.words[place].start]
    return between in {"", " ", "\u00a0", "-", "'", "’"}
