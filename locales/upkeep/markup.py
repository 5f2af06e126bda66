"""The HTML of a text, as Telegram takes it (https://core.telegram.org/bots/api#html-style)."""

import re
from collections import Counter

TAGS = frozenset(
    "a b blockquote code del em i ins pre s span strike strong tg-emoji tg-spoiler tg-time u".split()  # noqa: SIM905
)

_TAG = re.compile(r"<(/?)([a-zA-Z][\w-]*)([^<>]*)>")
_ENTITY = re.compile(r"&(?:lt|gt|amp|quot|#\d+|#x[0-9a-fA-F]+);")


class MarkupError(ValueError):
    """HTML that Telegram refuses; the message says what is wrong."""


def has_tags(text: str) -> bool:
    """Whether there is a tag of Telegram's in it."""
    return any(match[2].lower() in TAGS for match in _TAG.finditer(text))


def tags(text: str) -> Counter[str]:
    """How often each tag is opened.

    Raises:
        MarkupError: a tag that Telegram does not know, or that is not closed, or closed out of turn.
    """
    opened: list[str] = []
    counted: Counter[str] = Counter()
    for closing, name, attributes in _TAG.findall(text):
        if name not in TAGS:
            raise MarkupError(f"Telegram knows no <{name}>")
        if not closing:
            opened.append(name)
            counted[f"{name}{attributes}"] += 1
        elif not opened or opened.pop() != name:
            raise MarkupError(f"</{name}> closes what was not opened last")
    if opened:
        raise MarkupError(f"<{opened[-1]}> is not closed")
    return counted


def loose_signs(text: str) -> set[str]:
    """The ``<`` and ``&`` that are no tag and no entity; Telegram refuses them in HTML."""
    return {"<", "&"} & set(_ENTITY.sub("", _TAG.sub("", text)))
