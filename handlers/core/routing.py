"""The journeys as one router, which asks only those that an update may be for."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from aiogram import Router
from aiogram.dispatcher.event.bases import UNHANDLED
from aiogram.dispatcher.event.handler import FilterObject
from aiogram.dispatcher.event.telegram import TelegramEventObserver
from aiogram.filters.callback_data import CallbackQueryFilter
from aiogram.types import CallbackQuery, TelegramObject

_UNHEARD_OF = re.compile(r"\d{17}")
"""Button data can be forged: a number that no table can hold makes it no button of ours."""


class Journeys(Router):
    """Routers in the order in which they are asked. A press is brought only to those that know its kind of button."""

    def __init__(self, *routers: Router) -> None:
        super().__init__(name="journeys")
        self.include_routers(*routers)
        self._kinds: set[str | None] = set()
        for router in self.chain_tail:
            for observer in router.observers.values():
                for handler in observer.handlers:
                    for check in handler.filters or ():
                        _on_the_spot(check)
                        self._kinds.add(_kind(check))
        self._asked: dict[tuple[str, str | None], list[Router]] = {}

    async def _propagate_event(
        self,
        observer: TelegramEventObserver | None,  # noqa: ARG002 - the handlers are all in the journeys
        update_type: str,
        event: TelegramObject,
        **kwargs: Any,  # noqa: ANN401 - aiogram's signature
    ) -> Any:  # noqa: ANN401
        if isinstance(event, CallbackQuery) and _UNHEARD_OF.search(event.data or ""):
            event = event.model_copy(update={"data": ""})
        for router in self.asked(update_type, event):
            response = await router.propagate_event(update_type=update_type, event=event, **kwargs)
            if response is not UNHANDLED:
                return response
        return UNHANDLED

    def asked(self, update_type: str, event: TelegramObject) -> list[Router]:
        """The journeys that an event may be for, in their order."""
        kind = (event.data or "").partition(":")[0] if isinstance(event, CallbackQuery) else None
        key = (update_type, kind if kind in self._kinds else None)
        if key not in self._asked:
            self._asked[key] = [router for router in self.sub_routers if _may_take(router, *key)]
        return self._asked[key]


def _may_take(router: Router, update_type: str, kind: str | None) -> bool:
    for part in router.chain_tail:
        for handler in part.observers[update_type].handlers:
            kinds = {known for check in handler.filters or () if (known := _kind(check)) is not None}
            if update_type != "callback_query" or not kinds or kind in kinds:
                return True
    return False


def _kind(check: FilterObject) -> str | None:
    """The kind of button that a filter lets pass; None where it is about something else."""
    found = getattr(check.callback, "callback_data", None) if isinstance(check.callback, CallbackQueryFilter) else None
    return found.__prefix__ if found is not None else None


def _on_the_spot(check: FilterObject) -> None:
    """aiogram takes each filter that is no coroutine to another thread, which costs far more than the filter."""
    if not check.awaitable:
        check.callback, check.awaitable = _coroutine(check.callback), True


def _coroutine(callback: Callable[..., Any]) -> Callable[..., Any]:
    async def called(*args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - any filter's
        return callback(*args, **kwargs)

    return called
