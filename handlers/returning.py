"""Blocking the bot, and coming back: a person who returns reads what is true now, not what was missed."""

from __future__ import annotations

from aiogram import Router
from aiogram.enums import ChatMemberStatus
from aiogram.types import ChatMemberUpdated
from markupsafe import Markup

from handlers.core.notices import tell
from handlers.core.turn import Turn
from handlers.views import labels, menu
from missions.changes import catch_up
from missions.people import person
from missions.people.home import home_of
from storage.tables import DelegateStatus


def router() -> Router:
    membership = Router(name="membership")
    membership.my_chat_member.register(changed)
    return membership


async def changed(event: ChatMemberUpdated, turn: Turn) -> None:
    if event.new_chat_member.status == ChatMemberStatus.KICKED:
        await person.leave(turn.session, turn.person)
    elif turn.person.unreachable_since is not None or event.old_chat_member.status == ChatMemberStatus.KICKED:
        person.regain(turn.person)
        await _what_is_true(turn)


async def _what_is_true(turn: Turn) -> None:
    _ = turn._
    home = await home_of(turn.session, turn.person)
    delegate = home.delegate
    lines = [_("👋 Welcome back. This is your current status.")]
    if delegate is not None and delegate.status is not DelegateStatus.APPROVED:
        lines.append(_(labels.STANDS[delegate.status], reason=delegate.status_reason))
    if delegate is not None:
        waiting = await person.requests_waiting(turn.session, delegate)
        if waiting:
            lines.append(
                _.ngettext(
                    "📨 {n} meeting request is waiting for your answer.",
                    "📨 {n} meeting requests are waiting for your answer.",
                    waiting,
                )
            )
    text, keyboard = menu.view(_, home)
    await turn.greet(Markup("\n\n").join([*lines, text]), keyboard)
    if delegate is not None and delegate.status is DelegateStatus.APPROVED:
        await tell(turn.box, await catch_up.current(turn.session, delegate))
