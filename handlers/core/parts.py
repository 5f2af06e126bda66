"""Long lists in several messages, cut between their items."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from handlers.core.message_text import MESSAGE_LIMIT, length


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
