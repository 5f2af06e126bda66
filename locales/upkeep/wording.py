"""How a language words what it says, as its folder's ``words.toml`` asks: see ``docs/translating.md``."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from locales.upkeep.extraction import Use
from locales.upkeep.typography import MARKUP, without_markup

WORDS = "words.toml"

NOTICES = frozenset({"notices.py", "reminders.py"})
"""The modules whose texts are pushed: a lock screen shows the beginning alone."""
_ANCHOR = re.compile(r"\{(?:when|day|time|hours|place|where|who|pair|name|colleague)\}")
"""What a notice is about: an hour, a place or a person."""
_HEADING = re.compile(r"\W*<b>[^<]*</b>\W*")
"""A text in bold from end to end: the hour, the place and the person follow it."""
_PLACEHOLDER = re.compile(r"\{\w+\}")
_VOWELS = re.compile("[\u064b-\u0652]")
"""Arabic's short vowels: a word is the same with and without them."""


class WordingError(Exception):
    """A ``words.toml`` that cannot be used; the message says why."""


@dataclass(frozen=True, slots=True)
class Act:
    """One act that has one word in the language."""

    name: str
    msgid: re.Pattern[str]
    """Finds the act in a msgid."""
    says: re.Pattern[str]
    """Finds the language's word for it."""


@dataclass(frozen=True, slots=True)
class Wording:
    """What is asked of a language's words; lengths are characters without tags and placeholders, 0 for any."""

    instead: tuple[tuple[re.Pattern[str], str], ...] = ()
    """Words that are not said, and what is said instead."""
    acts: tuple[Act, ...] = ()
    button: int = 0
    """How long a button's own text may be."""
    notice: int = 0
    """How much of a notice may stand before the hour, the place or the person."""

    def faults(self, use: Use, string: str) -> Iterator[str]:
        """What is wrong with the words of one form of a text."""
        shown = _VOWELS.sub("", without_markup(string))
        for word, better in self.instead:
            if match := word.search(shown):
                yield f"says {match[0]!r}: better {better!r}"
        for act in self.acts:
            if act.msgid.search(MARKUP.sub("", use.msgid)) and not act.says.search(shown):
                yield f"has another word for {act.name!r} than the other texts: {act.says.pattern}"
        if self.button and use.button and (length := _length(string)) > self.button:
            yield f"a button of {length} characters, where {self.button} fit"
        if self.notice and _is_notice(use) and (length := _before_anchor(string)) > self.notice:
            yield f"{length} characters stand before hour, place and name, where {self.notice} may"


def read_wording(folder: Path) -> Wording:
    """What the folder of a language asks; nothing where it has no ``words.toml``.

    Raises:
        WordingError: a key is unknown or missing, or a pattern is none.
    """
    path = folder / WORDS
    if not path.exists():
        return Wording()
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
        return Wording(
            tuple((_words(word), better) for word, better in values.pop("instead", {}).items()),
            tuple(_act(**act) for act in values.pop("acts", [])),
            **values,
        )
    except (ValueError, TypeError, re.error) as error:
        raise WordingError(str(error)) from error


def _words(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{pattern})(?!\w)", re.IGNORECASE)


def _act(act: str, msgid: str, says: str) -> Act:
    return Act(act, re.compile(msgid, re.IGNORECASE), re.compile(says, re.IGNORECASE))


def _is_notice(use: Use) -> bool:
    return use.html is not False and any(path.name in NOTICES for path, _line in use.places)


def _before_anchor(string: str) -> int:
    shown = MARKUP.sub("", string)
    if anchor := _ANCHOR.search(shown):
        return _length(shown[: anchor.start()])
    return _length(shown) if _HEADING.fullmatch(string) else 0


def _length(text: str) -> int:
    return len(_PLACEHOLDER.sub("", text))
