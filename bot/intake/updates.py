"""What can be told of an update before it is parsed. It may be anything: nothing here relies on its shape."""

from __future__ import annotations

import math
from collections.abc import Iterable
from hashlib import blake2b
from itertools import zip_longest
from typing import Any

import structlog

log = structlog.get_logger()

ALLOWED_UPDATES = ["message", "edited_message", "callback_query", "inline_query", "my_chat_member"]

RawUpdate = dict[str, Any]

_LARGEST = 2**63 - 1
_REPLACEMENT = "\N{REPLACEMENT CHARACTER}"


def readable(items: Iterable[Any]) -> list[RawUpdate]:
    """The updates among the items of a batch, fit to be kept. What has no number can be neither counted nor kept."""
    updates = []
    for item in items:
        if has_number(item):
            updates.append(_clean(item))
        else:
            log.error("an update without a number was passed over")
    return updates


def has_number(item: object) -> bool:
    """Whether this is an update that can be told from others."""
    number = item.get("update_id") if isinstance(item, dict) else None
    return isinstance(number, int) and not isinstance(number, bool) and 0 <= number <= _LARGEST


def trace(raw: RawUpdate) -> str:
    """What the log and the outbox call an update and all that comes of it."""
    return f"u{raw['update_id']}"


def sender(raw: RawUpdate) -> dict[str, Any]:
    """Who caused it; empty where that cannot be told."""
    for kind in ALLOWED_UPDATES:
        event = raw.get(kind)
        if isinstance(event, dict) and isinstance(event.get("from"), dict):
            found: dict[str, Any] = event["from"]
            return found
    return {}


def press(raw: RawUpdate) -> str:
    """Names a tap: the same button of the same message, by the same person. Empty where it is none."""
    query = raw.get("callback_query")
    if not isinstance(query, dict):
        return ""
    message = query.get("message")
    number = message.get("message_id") if isinstance(message, dict) else None
    data = blake2b(str(query.get("data")).encode(), digest_size=8).hexdigest()
    return f"press:{sender(raw).get('id')}:{number}:{data}"


def is_private(raw: RawUpdate) -> bool:
    """Whether someone speaks with the bot alone. Groups, channels and kinds that were not asked for are not ours."""
    query = raw.get("callback_query")
    written = raw.get("message") or raw.get("edited_message") or raw.get("my_chat_member")
    event = written or (query.get("message") if query else None)
    if event is None:
        return bool(query or raw.get("inline_query"))  # these two come from a person, wherever they are
    return bool(event["chat"]["type"] == "private")


def by_sender(updates: Iterable[RawUpdate]) -> list[list[RawUpdate]]:
    """The updates in lines, one for each sender, in order of arrival."""
    lines: dict[str, list[RawUpdate]] = {}
    for update in updates:
        lines.setdefault(str(sender(update).get("id")), []).append(update)
    return list(lines.values())


def in_turns(updates: Iterable[RawUpdate]) -> list[RawUpdate]:
    """Each sender's first, then each sender's second, and so on: a flood of one sender delays no other."""
    rounds = zip_longest(*by_sender(updates))
    return [update for turn in rounds for update in turn if update is not None]


def apart(updates: Iterable[RawUpdate], most: int) -> list[list[RawUpdate]]:
    """Up to `most` groups of about one size; all updates of a sender are in one, in order of arrival."""
    lines = by_sender(updates)
    groups: list[list[RawUpdate]] = [[] for _ in range(min(most, len(lines)))]
    for line in lines:
        min(groups, key=len).extend(line)
    return groups


def _clean(value: Any) -> Any:  # noqa: ANN401 - JSON
    """Without what JSON can say and a database cannot keep: nulls, halves of characters, infinite numbers."""
    if isinstance(value, str):
        return value if value.isprintable() else _clean_text(value)
    if isinstance(value, dict):
        return {_clean(name): _clean(item) for name, item in value.items()}
    if isinstance(value, list):
        return [_clean(item) for item in value]
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value


def _clean_text(text: str) -> str:
    return text.replace("\0", _REPLACEMENT).encode("utf-8", "replace").decode("utf-8")
