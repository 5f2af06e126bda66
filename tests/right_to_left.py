"""Lines in Arabic that Telegram Desktop would begin on the left, and commands and codes that marks would break.

It asks the first letter of a line that has a direction.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

from tests.screen import Json

_MARK = re.compile("[\u200e\u200f\u2066-\u2069]")
_VALUES = re.compile("\u2068[^\u2069]*\u2069")


def turned_lines(events: Iterable[Json]) -> list[str]:
    """The lines and buttons of the bot's Arabic messages that begin on the left."""
    return [line for event in events for text in _said(event) if _is_arabic(text) for line in _turned(text)]


def broken_by_marks(events: Iterable[Json]) -> list[str]:
    """What is tapped or copied and has a direction mark in it: it would do nothing."""
    return [text for event in events for text in (*_codes(event), *_commands(event)) if _MARK.search(text)]


def _codes(event: Json) -> Iterator[str]:
    message = event.get("message", {})
    units = (message.get("text") or message.get("caption") or "").encode("utf-16-le")
    for entity in message.get("entities", message.get("caption_entities", [])):
        if entity["type"] == "code" and message["from"]["is_bot"]:
            yield units[2 * entity["offset"] : 2 * (entity["offset"] + entity["length"])].decode("utf-16-le")


def _commands(event: Json) -> Iterator[str]:
    message = event.get("message", {})
    if message.get("from", {}).get("is_bot"):
        yield from re.findall("/\u2068[a-z]+", message.get("text") or "")


def _said(event: Json) -> Iterator[str]:
    if event["type"] == "callback_answer":
        yield event["text"] or ""
    elif event["type"] in ("message", "edit") and event["message"]["from"]["is_bot"]:
        message = event["message"]
        yield message.get("text") or message.get("caption") or ""
        for row in message.get("reply_markup", {}).get("inline_keyboard", []):
            yield from (button["text"] for button in row)


def _is_arabic(text: str) -> bool:
    """By the bot's own words: what it put in from people is isolated."""
    letters = [unicodedata.bidirectional(sign) for sign in _VALUES.sub("", text) if sign.isalpha()]
    return letters.count("AL") > letters.count("L")


def _turned(text: str) -> Iterator[str]:
    for line in text.split("\n"):
        directions = (unicodedata.bidirectional(sign) for sign in line)
        first = next((each for each in directions if each in ("L", "R", "AL")), "")
        if first == "L" or (not first and any(map(str.isdigit, line))):
            yield line
