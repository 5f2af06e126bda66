"""Changes put together."""

from __future__ import annotations

from aiogram import Router

from handlers.changes import card, describing, dry_run, home, meeting, seen, venue


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
