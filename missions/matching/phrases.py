"""The phrases of a text: a need names several things, and each is compared by itself."""

import re

from missions.matching.words import is_common, words

# At commas and stops (none within a number), line ends, bullets, and between "and" in four languages.
# Arabic writes "and" as a letter before the word: only before the article or a word long enough to be one.
_BREAKS = re.compile(
    r"[;:،؛؟?!\n\r•|/()«»\"]+|[.,](?!\d)|\s[-–—]\s"
    r"|\s(?:et|ou|and|or|y|e|o|u|أو|plus|ainsi que)\s|\s[&+]\s|\sو(?=ال|\S{4,})"
)
SHORTEST, MOST = 4, 12


def phrases(text: str) -> tuple[str, ...]:
    """The phrases of a text as written, in order, each once; the whole text where it has no parts."""
    parts = (part.strip(" \t-–—*.,'’") for part in _BREAKS.split(text))
    found = tuple(dict.fromkeys(part for part in parts if len(part) >= SHORTEST))[:MOST]
    return found or ((text.strip(),) if text.strip() else ())


def gist(text: str) -> str:
    """The words that carry the meaning, in order: without grammar, courtesies of business and names of places."""
    return " ".join(text[word.start : word.end] for word in words(text) if not is_common(word)) or text
