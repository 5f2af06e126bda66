"""Rules of typography, by the names under which a ``language.toml`` asks for them.

Each rule takes a text without its tags, entities and links and gives what is wrong with it.
"""

import re
from collections.abc import Callable, Iterator

from locales import bidi

Rule = Callable[[str], Iterator[str]]

_PLACEHOLDER = re.compile(r"\{\w*[^{}]*\}")
_SHOWN = "\ufffc"  # what stands for a placeholder: it may be any word
MARKUP = re.compile(r"</?[a-zA-Z][^<>]*>|&#?\w+;|https?://\S+")
_SPACE = "[^\\S\u00a0\u202f]"
_FRENCH_SIGN = re.compile(f"{_SPACE}([:;!?»])")
_FRENCH_NO_SPACE = re.compile(rf"[\w{_SHOWN})%…»]([;!?]|:(?!\S)|»)")
_FRENCH_OPENING = re.compile("«(?![\u00a0\u202f])")
# ℹ is a letter in Unicode's tables, though it is a sign to everybody.
_SIGNS_AS_LETTERS = re.compile("[ℹⓂ\U0001f110-\U0001f1ff]")
_LATIN_SIGN = re.compile(f"[\u0621-\u0652{_SHOWN}]\u2069?([,;?])")


def without_markup(text: str) -> str:
    """The text as its reader sees it, more or less: each placeholder is one letter."""
    return _PLACEHOLDER.sub(_SHOWN, MARKUP.sub("", text))


def french_spaces(text: str) -> Iterator[str]:
    """U+00A0 or U+202F before ``: ; ! ? »`` and after ``«``."""
    for match in _FRENCH_SIGN.finditer(text):
        yield f"an unbreakable space (U+202F or U+00A0) stands before {match[1]}, not a plain one"
    for match in _FRENCH_NO_SPACE.finditer(text):
        yield f"an unbreakable space (U+202F or U+00A0) is missing before {match[1]}"
    if _FRENCH_OPENING.search(text):
        yield "an unbreakable space (U+202F or U+00A0) stands after «"


def curly_apostrophe(text: str) -> Iterator[str]:
    """The apostrophe is ’."""
    if "'" in text:
        yield "the apostrophe is ’ (U+2019)"


def latin_digits(text: str) -> Iterator[str]:
    """Digits are 0 to 9."""
    if found := re.search("[\u0660-\u0669\u06f0-\u06f9]", text):
        yield f"digits are 0 to 9, not {found[0]}"


def arabic_punctuation(text: str) -> Iterator[str]:
    """After an Arabic word stand ``، ؛ ؟``."""
    for match in _LATIN_SIGN.finditer(text):
        yield f"after an Arabic word stands {dict(zip(',;?', '،؛؟', strict=True))[match[1]]}, not {match[1]}"


def lines_from_the_right(text: str) -> Iterator[str]:
    """No sign that counts as a Latin letter stands where it would turn a line round."""
    for line in text.splitlines():
        letter = next((sign for sign in line if bidi.direction(sign)), "")
        if _SIGNS_AS_LETTERS.match(letter):
            yield f"{letter} counts as a Latin letter and turns its line: take another sign"


RULES: dict[str, Rule] = {
    "french-spaces": french_spaces,
    "curly-apostrophe": curly_apostrophe,
    "latin-digits": latin_digits,
    "arabic-punctuation": arabic_punctuation,
    "lines-from-the-right": lines_from_the_right,
}
