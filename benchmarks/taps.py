"""Raw updates as Telegram sends them: someone writes /help, or presses a button under a message of the bot."""

from __future__ import annotations

import itertools
from typing import Any

PEOPLE = 50
BATCH = 100
"""As many as getUpdates gives at most."""

Raw = dict[str, Any]
_numbers = itertools.count(1_000_000)


def batches(updates: int, *, said: str = "") -> list[list[Raw]]:
    """`updates` updates of fifty people in turn, in batches: all say this, or else every other one is a press.

    No update number comes twice.
    """
    # The first of two neighbours writes and the second presses; over all, everyone does both.
    raws = [_update(next(_numbers), 5000 + (index + index // PEOPLE) % PEOPLE, said) for index in range(updates)]
    return [raws[at : at + BATCH] for at in range(0, updates, BATCH)]


def answers(updates: list[list[Raw]]) -> int:
    """How many calls of the Bot API these updates lead to: a press is answered, and its message edited."""
    return sum(2 if "callback_query" in raw else 1 for batch in updates for raw in batch)


def _update(number: int, person: int, said: str) -> Raw:
    sender = {"id": person, "is_bot": False, "first_name": f"Delegate {person}", "language_code": "fr"}
    chat = {"id": person, "type": "private", "first_name": sender["first_name"]}
    message: Raw = {"message_id": number, "date": 1_790_000_000, "chat": chat, "from": sender, "text": said or "/help"}
    if said or number % 2:
        message["entities"] = [{"type": "bot_command", "offset": 0, "length": len(message["text"])}]
        return {"update_id": number, "message": message}
    bot = {"id": 123456, "is_bot": True, "first_name": "Wasl"}
    below = {**message, "from": bot, "text": f"Menu {number}"}
    press = {"id": str(number), "from": sender, "chat_instance": "1", "message": below, "data": "menu:help"}
    return {"update_id": number, "callback_query": press}
