"""Formatted texts: cleaned, trimmed and given entities as Telegram does."""

from __future__ import annotations

import re
from itertools import accumulate

from sandbox.errors import bad
from sandbox.markup import parse_html, utf16_length
from sandbox.params import Json, Params, integer_field, string_field

MAX_ENTITIES = 100
FOUND_BY_TELEGRAM = {
    "mention", "hashtag", "cashtag", "bot_command", "url", "email", "phone_number", "bank_card_number",
}  # fmt: skip
GIVEN = {
    "bold", "italic", "underline", "strikethrough", "spoiler", "blockquote", "expandable_blockquote",
    "code", "pre", "text_link", "text_mention", "custom_emoji", "date_time",
}  # fmt: skip
EXTRAS = ("url", "language", "custom_emoji_id", "user", "unix_time", "date_time_format")
#: control characters become spaces; line separators and the old bidi embeddings vanish
CLEANED = {code: " " for code in range(32) if code != 10} | {13: None} | dict.fromkeys(range(0x2028, 0x202F))

DETECTED = re.compile(
    r"""
    (?P<email>(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+)
    |(?P<url>(?:https?|ftp|tg)://[^\s<>«»"]+[^\s<>«»".,;:!?()\[\]']
        |(?<![\w@.])(?:www\.)?[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:com|org|net|ma|es|fr|ci|io|me|eu|info|dev)\b(?:/[^\s<>«»"]*)?)
    |(?P<mention>(?<![\w@])@[A-Za-z][A-Za-z0-9_]{3,31}\b)
    |(?P<bot_command>(?<![\w/<>@])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z][A-Za-z0-9_]{2,31})?(?![\w/<>]))
    |(?P<hashtag>(?<!\w)\#(?=\w*[^\W\d])\w{1,256})
    |(?P<phone_number>(?<![\w+])\+\d[\d\s().-]{7,17}\d\b)
    """,
    re.VERBOSE | re.IGNORECASE,
)


def utf16_offsets(text: str) -> list[int]:
    """The offset in UTF-16 units of each character, and of the end."""
    return list(accumulate((2 if char > "\uffff" else 1 for char in text), initial=0))


def detect(text: str) -> list[Json]:
    """Links, mentions, commands, addresses and numbers that Telegram finds by itself."""
    if not any(sign in text for sign in "./@#+"):
        return []
    offsets = utf16_offsets(text)
    return [
        {
            "offset": offsets[found.start()],
            "length": offsets[found.end()] - offsets[found.start()],
            "type": found.lastgroup,
        }
        for found in DETECTED.finditer(text)
    ]


def trim(text: str, entities: list[Json]) -> tuple[str, list[Json]]:
    """Without white space around it; entities follow, and those that held nothing else are gone."""
    stripped = text.strip(" \n\t")
    if stripped == text:
        return text, entities
    shift = utf16_length(text[: len(text) - len(text.lstrip(" \n\t"))])
    size = utf16_length(stripped)
    kept = []
    for entity in entities:
        begin = max(entity["offset"] - shift, 0)
        end = min(entity["offset"] + entity["length"] - shift, size)
        if end > begin:
            kept.append({**entity, "offset": begin, "length": end - begin})
    return stripped, kept


def read_entities(value: object, length: int) -> list[Json]:
    """Entities a bot gave by itself, without those that Telegram finds."""
    if not isinstance(value, list):
        return []
    entities = []
    for item in value:
        if not isinstance(item, dict):
            raise bad("Can't parse MessageEntity: expected an Object")
        offset, size = (integer_field(item, name, required=True) for name in ("offset", "length"))
        kind = string_field(item, "type", required=True)
        if kind in FOUND_BY_TELEGRAM:
            continue
        if kind not in GIVEN:
            raise bad("Can't parse MessageEntity: Unsupported type specified")
        if offset < 0 or size <= 0 or offset + size > length:
            continue
        extra = {name: item[name] for name in EXTRAS if name in item}
        entities.append({"offset": offset, "length": size, "type": kind, **extra})
    return sorted(entities, key=lambda entity: (entity["offset"], -entity["length"]))


def with_detected(text: str, entities: list[Json]) -> list[Json]:
    """Those given, and those found where no code or link stands already."""
    closed = [
        (entity["offset"], entity["offset"] + entity["length"])
        for entity in entities
        if entity["type"] in ("code", "pre", "text_link", "text_mention", "custom_emoji")
    ]
    found = [
        entity
        for entity in detect(text)
        if not any(begin < entity["offset"] + entity["length"] and entity["offset"] < end for begin, end in closed)
    ]
    both = sorted([*entities, *found], key=lambda entity: (entity["offset"], -entity["length"]))
    return both[:MAX_ENTITIES]


def formatted(params: Params, text_name: str, entities_name: str) -> tuple[str, list[Json]]:
    """(text, entities) of a call's text or caption, after its parse mode."""
    source = params.text(text_name)
    if len(source.encode("utf-8", "surrogatepass")) > 1 << 15:
        raise bad("Text is too long")
    mode = params.text("parse_mode").lower()
    entities: list[Json]
    if source and mode == "html":
        text, entities = parse_html(source)
    elif source and mode in ("markdown", "markdownv2"):
        raise bad(f"this sandbox reads no {params.text('parse_mode')}: use parse_mode HTML")
    elif source and mode not in ("", "none"):
        raise bad("Unsupported parse_mode")
    else:
        text = source
        entities = read_entities(params.decoded(entities_name, "Can't parse entities JSON object"), utf16_length(text))
    return finished(text, entities)


def finished(text: str, entities: list[Json]) -> tuple[str, list[Json]]:
    cleaned = text.translate(CLEANED)
    if utf16_length(cleaned) != utf16_length(text):
        text, entities = _without_removed(text, entities)
    else:
        text = cleaned
    text, entities = trim(text, entities)
    return text, with_detected(text, entities)


def _without_removed(text: str, entities: list[Json]) -> tuple[str, list[Json]]:
    kept = [char.translate(CLEANED) for char in text]
    new_offset = {}
    old = new = 0
    for char, clean in zip(text, kept, strict=True):
        width = utf16_length(char)
        for unit in range(width):
            new_offset[old + unit] = new
        old += width
        new += utf16_length(clean)
    new_offset[old] = new
    moved = []
    for entity in entities:
        begin, end = new_offset[entity["offset"]], new_offset[entity["offset"] + entity["length"]]
        if end > begin:
            moved.append({**entity, "offset": begin, "length": end - begin})
    return "".join(kept), moved
