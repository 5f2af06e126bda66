"""A message as its reader sees it, without its HTML; and long lists in several messages, cut between their items."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence

from markupsafe import Markup

MESSAGE_LIMIT = 4096
"""UTF-16 code units that a message may have, as read (sendMessage)."""

_TAG = re.compile("<[^>]*>")


def as_read(text: str) -> str:
    """The words without tags and entities, as Telegram gives them back."""
    return html.unescape(_TAG.sub("", text)).strip()


def length(text: str) -> int:
    """How long Telegram finds it, in UTF-16 code units."""
    return len(as_read(text).encode("utf-16-le")) // 2


def parts(heading: Markup, blocks: Sequence[Markup], *, at_most: int = 20) -> list[Markup]:
    """Messages that Telegram takes, the heading over the first; at_most blocks in each."""
    found: list[Markup] = []
    text, count = heading, 0
    for block in blocks:
        longer = Markup("\n\n").join([text, block]) if text else block
        if count == at_most or (count and length(longer) > MESSAGE_LIMIT):
            found.append(text)
            text, count = block, 1
        else:
            text, count = longer, count + 1
    return [*found, text]
