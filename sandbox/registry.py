"""The methods of the Bot API by name; each module of sandbox/methods adds its own."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from sandbox.params import Params

if TYPE_CHECKING:
    from sandbox.world import World

Handler = Callable[["World", Params], object]

#: in lower case, as Telegram takes them in any case
METHODS: dict[str, Handler] = {}


def method(name: str) -> Callable[[Handler], Handler]:
    def register(handler: Handler) -> Handler:
        METHODS[name.lower()] = handler
        return handler

    return register
