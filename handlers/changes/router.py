"""Changes put together."""

from __future__ import annotations

from aiogram import Router

from handlers.changes import card, describing, dry_run, home, meeting, seen, venue
from handlers.changes import notices as _changes  # noqa: F401 - registers how those are told whom a change touches


def router() -> Router:
    changing = Router(name="changing")
    changing.include_routers(
        home.router(),
        meeting.router(),
        venue.router(),
        describing.router(),
        dry_run.router(),
        card.router(),
        seen.router(),
    )
    return changing
