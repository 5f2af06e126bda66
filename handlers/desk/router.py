"""The desk's parts put together."""

from __future__ import annotations

from aiogram import Router

from handlers.desk import (
    approvals,
    dead_letters,
    delegation_figures,
    duplicates,
    home,
    interpreter_chat,
    interpreter_hours,
    interpreters,
    invitations,
    lists,
    matching,
    meeting_rules,
    people,
    pushes,
    removals,
    settings,
    waiting,
)


def router() -> Router:
    desk = Router(name="desk")
    desk.include_routers(
        home.router(),
        approvals.router(),
        waiting.router(),
        people.router(),
        lists.router(),
        delegation_figures.router(),
        duplicates.router(),
        removals.router(),
        matching.router(),
        meeting_rules.router(),
        invitations.router(),
        interpreters.router(),
        interpreter_hours.router(),
        interpreter_chat.router(),
        dead_letters.router(),
        settings.router(),
        pushes.router(),
    )
    return desk
