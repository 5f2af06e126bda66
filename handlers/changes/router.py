"""Changes put together."""

from __future__ import annotations

from aiogram import Router

from handlers.changes import calls, card, describing, dry_run, home, meeting, seen, shift, venue


def router() -> Router:
    changing = Router(name="changing")
    changing.include_routers(
        home.router(),
        meeting.router(),
        venue.router(),
        shift.router(),
        calls.router(),
        describing.router(),
        dry_run.router(),
        card.router(),
        seen.router(),
    )
    return changing
