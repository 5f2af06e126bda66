"""The journeys are asked by what an update is: nobody who would take it is left out."""

from __future__ import annotations

from aiogram import Dispatcher
from aiogram.filters.callback_data import CallbackData
from aiogram.fsm.storage.memory import MemoryStorage
from aiogram.types import CallbackQuery, User

from handlers import dispatcher
from handlers.core.routing import Journeys

SENDER = User(id=1, is_bot=False, first_name="Nadia")


def journeys() -> Journeys:
    built: Dispatcher = dispatcher.build(MemoryStorage(), default_language="en")
    (found,) = built.sub_routers
    assert isinstance(found, Journeys)
    return found


def press(data: str) -> CallbackQuery:
    return CallbackQuery(id="1", from_user=SENDER, chat_instance="1", data=data)


def kinds(of: type[CallbackData]) -> set[str]:
    return {known.__prefix__ for known in of.__subclasses__()} | {
        prefix for known in of.__subclasses__() for prefix in kinds(known)
    }


def test_a_press_is_brought_to_whoever_knows_its_button_and_last_to_whoever_knows_none() -> None:
    found = journeys()
    for kind in kinds(CallbackData):
        asked = found.asked("callback_query", press(f"{kind}:1:2"))
        assert asked[-1].name == "fallback", kind
        assert len(asked) < len(found.sub_routers) // 2 + 3, kind
        assert asked == [router for router in found.sub_routers if router in asked], "in their order"

    menu = [router.name for router in found.asked("callback_query", press("menu:help"))]
    assert {"basics", "menu", "desk", "fallback"} <= set(menu)
    assert [router.name for router in found.asked("callback_query", press("nobody:1"))] == ["fallback"]
    assert [router.name for router in found.asked("callback_query", press(""))] == ["fallback"]


def test_no_filter_is_taken_to_another_thread() -> None:
    for router in journeys().chain_tail:
        for observer in router.observers.values():
            for handler in observer.handlers:
                assert handler.awaitable
                assert all(check.awaitable for check in handler.filters or ()), handler.callback
