"""What messages show, as far as this courier knows: an edit that would change nothing need not be sent.

A person who presses faster than the screen changes asks for the same edit twice, and Telegram would refuse the second
one ("message is not modified").
"""

from __future__ import annotations

import json
from collections import Counter, OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

Message = tuple[int, int]
"""Chat and number."""
Content = tuple[int | None, int]
"""Hashes of the text, where it is known, and of the keyboard."""

_REMEMBERED = 10_000
_SAYING = ("text", "parse_mode", "entities", "link_preview_options")
_CHANGING = ("edit", "delete", "stop")
_TEXTS = ("sendMessage", "editMessageText")
_KEYBOARD = "editMessageReplyMarkup"


class Shown:
    """Remembers what the newest messages show; where it is not sure, it says nothing."""

    def __init__(self) -> None:
        self._contents: OrderedDict[Message, Content] = OrderedDict()
        self._on_wire: Counter[Message] = Counter()
        self._mixed: set[Message] = set()
        """Messages of which several calls were on the wire at once: which came last is unknown."""

    def already(self, method: str, params: dict[str, Any]) -> bool:
        """Whether the message shows already what this call would make it show."""
        if not method.startswith("editMessage") or (message := _message(params)) is None:
            return False
        known = self._contents.get(message)
        if known is None or (wanted := _content(method, params, known)) is None:
            return False
        return known == wanted and (method == _KEYBOARD or known[0] is not None)

    @contextmanager
    def changing(self, method: str, params: dict[str, Any]) -> Iterator[Callable[[], bool]]:
        """Wrap a call that may wait long; it raises where it was not taken.

        Gives what the call asks when it leaves: False if the message shows that already. From then on until the
        answer, what the message shows is unknown.
        """
        message = _message(params) if method.startswith(_CHANGING) else None
        left: list[Content | None] = []

        def leaves() -> bool:
            if message is None:
                return True
            if self.already(method, params):
                return False
            left.append(self._contents.pop(message, None))
            self._on_wire[message] += 1
            if self._on_wire[message] > 1:
                self._mixed.add(message)
            return True

        try:
            yield leaves
            if message is not None and left and message not in self._mixed:
                self._remember(message, _content(method, params, left[0]))
        finally:
            if message is not None and left:
                self._on_wire[message] -= 1
                if not self._on_wire[message]:
                    del self._on_wire[message]
                    self._mixed.discard(message)

    def sent(self, method: str, params: dict[str, Any], number: int | None) -> None:
        """A message with this number was made by a call."""
        if number is not None and "message_id" not in params and isinstance(chat := params.get("chat_id"), int):
            self._remember((chat, number), _content(method, params, None))

    def _remember(self, message: Message, content: Content | None) -> None:
        if content is not None:
            self._contents[message] = content
            if len(self._contents) > _REMEMBERED:
                self._contents.popitem(last=False)


def _message(params: dict[str, Any]) -> Message | None:
    chat, number = params.get("chat_id"), params.get("message_id")
    return (chat, number) if isinstance(chat, int) and isinstance(number, int) else None


def _content(method: str, params: dict[str, Any], known: Content | None) -> Content | None:
    """What a message shows after a call. None: it cannot be known, as of one that is gone."""
    keyboard = _hash(params.get("reply_markup"))
    if method in _TEXTS:
        return _hash({name: params.get(name) for name in _SAYING}), keyboard
    if method == _KEYBOARD:
        return known[0] if known is not None else None, keyboard
    return None


def _hash(value: object) -> int:
    return hash(json.dumps(value, sort_keys=True))
