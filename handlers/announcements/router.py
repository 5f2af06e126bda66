"""The parts of announcing put together."""

from __future__ import annotations

from aiogram import Router

from handlers.announcements import audience, home, reports, sending, texts


def router() -> Router:
    announcing = Router(name="announcing")
    announcing.include_routers(home.router(), audience.router(), texts.router(), sending.router(), reports.router())
    return announcing
