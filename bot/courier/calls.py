"""Calls on their way to Telegram, as the pace keeper sees them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bot.courier.chat_pace import ChatPace
from bot.courier.rate_windows import Window
from storage.tables import Lane


class NoLongerWanted(Exception):
    """The call's turn has come too late: it is superseded, expired or not ours to send."""


@dataclass(frozen=True, slots=True)
class Passage:
    """What the pace keeper must know of a call. wanted is asked last, when its turn has come."""

    lane: int
    wanted: Callable[[], Awaitable[bool]]
    since: float | None = None
    """When it began to wait (monotonic); by default when it reaches the pace keeper."""


@dataclass(slots=True, eq=False)
class Call:
    """A call in the pace keeper's hands, and the windows in which it has a place."""

    lane: Lane
    chat: ChatPace | None
    """None for what is no message, as the answer to a press."""
    since: float
    redraws: bool = False
    """Whether it changes or takes away a message of the chat, and is not of a mass change."""
    windows: tuple[Window, ...] = ()
    left_at: float | None = None


def chat_of(value: object) -> int | str | None:
    """The chat that a call names, if it names one."""
    if isinstance(value, str):
        return int(value) if value.removeprefix("-").isdecimal() else value
    return value if isinstance(value, int) else None
