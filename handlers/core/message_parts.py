"""Cutting what is longer than Telegram takes: a message between its lines, tags whole in every part."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from handlers.core.message_text import MESSAGE_LIMIT

TOAST_LIMIT = 200
"""Characters that answerCallbackQuery takes (UTF-16 code units, to be safe)."""
_SIGN = re.compile(r"<[^>]*>|&[^;\s]{1,10};|.", re.DOTALL)
_TAG = re.compile(r"<(/?)([a-z][a-z0-9-]*)[^>]*>", re.IGNORECASE)


def parts(text: str, most: int = MESSAGE_LIMIT) -> list[str]:
    """The text in parts of at most so many UTF-16 code units as read; one part where it is short enough."""
    if units(text) <= most:
        return [text]
    most -= 1  # for the mark that a line may need where it is cut, in a language from right to left
    found: list[str] = []
    tags: list[str] = []
    lines: list[str] = []
    for line in _lines(text, most):
        together = "\n".join([*lines, line])
        if lines and units(together) > most:
            found.append(_closed("\n".join(lines), tags))
            tags = _open_after("\n".join(lines), tags)
            lines = []
        lines.append(line)
    return [part for part in (*found, _closed("\n".join(lines), tags)) if _plain(part).strip()]


def _lines(text: str, most: int) -> Iterator[str]:
    """Its lines; one that is too long by itself is cut, between words where it has any."""
    for line in text.split("\n"):
        yield from [line] if units(line) <= most else _pieces(line, most)


def _pieces(line: str, most: int) -> Iterator[str]:
    piece: list[str] = []
    size, space = 0, 0
    for sign in _SIGN.findall(line):
        more = 0 if sign.startswith("<") and len(sign) > 1 else units(sign)
        if size + more > most:
            cut = space or len(piece)
            yield "".join(piece[:cut])
            piece, space = piece[cut:], 0
            size = sum(units(one) for one in piece)
        piece.append(sign)
        size += more
        if sign == " ":
            space = len(piece)
    yield "".join(piece)


def _closed(text: str, before: list[str]) -> str:
    """A part with the tags that are open before it opened, and those open after it closed."""
    closing = "".join(f"</{_name(tag)}>" for tag in reversed(_open_after(text, before)))
    return "".join(before) + text + closing


def _open_after(text: str, before: list[str]) -> list[str]:
    stack = [*before]
    for tag in _TAG.finditer(text):
        if not tag.group(1):
            stack.append(tag.group())
        elif stack and _name(stack[-1]) == tag.group(2).lower():
            stack.pop()
    return stack


def _name(tag: str) -> str:
    found = _TAG.match(tag)
    return found.group(2).lower() if found else ""


def _plain(text: str) -> str:
    return html.unescape(re.sub("<[^>]*>", "", text))


def units(text: str) -> int:
    """How long Telegram finds it as read, in UTF-16 code units."""
    return len(_plain(text).encode("utf-16-le")) // 2
