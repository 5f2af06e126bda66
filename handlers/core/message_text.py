"""A message as its reader sees it, once Telegram has taken the HTML out."""

from __future__ import annotations

import html
import re

from markupsafe import Markup

MESSAGE_LIMIT = 4096
"""UTF-16 code units that a message may have, as read (sendMessage)."""

_TAG = re.compile("<[^>]*>")


def as_read(text: Markup) -> str:
    """The words without tags and entities, as Telegram gives them back."""
    return html.unescape(_TAG.sub("", text)).strip()


def length(text: Markup) -> int:
    """How long Telegram finds it, in UTF-16 code units."""
    return len(as_read(text).encode("utf-16-le")) // 2
