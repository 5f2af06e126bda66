"""The timetable's parts put together."""

from __future__ import annotations

from aiogram import Router

from handlers.timetables import draft, home, losses, mine, picture, publish


def router() -> Router:
    timetabling = Router(name="timetabling")
    timetabling.include_routers(home.router(), draft.router(), publish.router(), losses.router(), mine.router())
    timetabling.include_router(picture.router())
    return timetabling
