"""Text of both directions in one line (Unicode Standard Annex 9).

A name, a time or a number inside a sentence of the other direction pulls its neighbours along unless it is
wrapped in an isolate. A control that came with the text of a person could close that isolate, so those are
taken out first.
"""

import html
import re
import unicodedata
from collections.abc import Callable
from typing import Literal

LEFT_TO_RIGHT_MARK = "\u200e"
RIGHT_TO_LEFT_MARK = "\u200f"
FIRST_STRONG_ISOLATE = "\u2068"
POP_DIRECTIONAL_ISOLATE = "\u2069"

_CONTROLS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_COMMAND = re.compile(f"(?<![\\w/<>{FIRST_STRONG_ISOLATE}])/[a-z]+\\b")
# An isolate ends with its paragraph, whatever was closed: each line gets its own.
_LINE = re.compile("[^\n\r\x1c-\x1e\x85\u2029]+")
_TAG = re.compile("<[^>]*>")
_ISOLATED = re.compile(f"{FIRST_STRONG_ISOLATE}[^{POP_DIRECTIONAL_ISOLATE}]*{POP_DIRECTIONAL_ISOLATE}")
# Where a line of a message in HTML ends: a quotation begins one of its own.
_LINE_ENDS = re.compile("(\n|</?blockquote[^>]*>)")


def strip_controls(text: str) -> str:
    """The text without direction marks, embeddings, overrides and isolates."""
    return _CONTROLS.sub("", text)


def isolate(text: str) -> str:
    """Each line of the text in an isolate, which takes the direction of its first letter."""
    return _LINE.sub(lambda line: f"{FIRST_STRONG_ISOLATE}{line[0]}{POP_DIRECTIONAL_ISOLATE}", text)


def isolate_commands(text: str) -> str:
    """Each command such as /menu in an isolate: from right to left its slash would stand at its end."""
    return _COMMAND.sub(lambda command: isolate(command[0]), text) if "/" in text else text


def has_right_to_left(text: str) -> bool:
    """Whether a letter of a right-to-left script is in it."""
    return not text.isascii() and any(unicodedata.bidirectional(letter) in {"R", "AL"} for letter in text)


def embed(text: str, *, right_to_left: bool) -> str:
    """A value as it may stand in a sentence: without controls, isolated where directions could mix."""
    text = strip_controls(text)
    return isolate(text) if right_to_left or has_right_to_left(text) else text


def direction(line: str) -> Literal["ltr", "rtl"] | None:
    """Where Telegram Desktop lets a line begin; None where no letter says.

    It asks the first letter that has a direction, inside an isolate too (unlike Unicode's rule P2): ℹ️ and 🆕 are
    letters from left to right to it.
    """
    for letter in line:
        match unicodedata.bidirectional(letter):
            case "L":
                return "ltr"
            case "R" | "AL":
                return "rtl"
    return None


def right_to_left(text: str) -> str:
    """Each line of a plain text with a mark before it, where it would begin on the left without."""
    return "\n".join(_marked(line, line) for line in text.split("\n"))


def right_to_left_html(text: str) -> str:
    """The same for a text in Telegram's HTML: the mark comes before the tags of its line."""
    return _each_line(text, _marked)


def left_to_right(text: str) -> str:
    """Each line of a plain text with a mark before it, where a name would turn the sentence that it begins."""
    return "\n".join(_marked_left(line, line) for line in text.split("\n"))


def left_to_right_html(text: str) -> str:
    """The same for a text in Telegram's HTML."""
    return _each_line(text, _marked_left)


def _each_line(text: str, marked: Callable[[str, str], str]) -> str:
    pieces = _LINE_ENDS.split(text)
    # Every second piece is what the text was split at.
    pieces[::2] = [marked(piece, html.unescape(_TAG.sub("", piece))) for piece in pieces[::2]]
    return "".join(pieces)


def _marked_left(line: str, read: str) -> str:
    """A line of nothing but what people wrote keeps its direction."""
    turned = not read.isascii() and direction(read) == "rtl" and direction(_ISOLATED.sub("", read)) == "ltr"
    return f"{LEFT_TO_RIGHT_MARK}{line}" if turned else line


def _marked(line: str, read: str) -> str:
    begins_left = direction(read) != "rtl" and any(sign.isalnum() for sign in read)
    return f"{RIGHT_TO_LEFT_MARK}{line}" if begins_left else line
