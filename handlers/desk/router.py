"""The desk's parts put together."""

from __future__ import annotations

from aiogram import Router

from handlers.desk import home


def router() -> Router:
    desk = Router(name="desk")
    desk.include_routers(home.router())
    return desk
