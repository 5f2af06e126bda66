"""Blocking the bot, and coming back: who returns is told what is true now, not what was missed."""

from __future__ import annotations

from aiogram import Router
from aiogram.enums import ChatMemberStatus
from aiogram.types import ChatMemberUpdated
from markupsafe import Markup

from handlers import menu
from handlers.notices import tell
from handlers.profile_card import STANDS
from handlers.turn import Turn
from missions import access, catch_up, people
from storage.tables import DelegateStatus


def router() -> Router:
    membership = Router(name="membership")
    membership.my_chat_member.register(changed)
    return membership


async def changed(event: ChatMemberUpdated, turn: Turn) -> None:
    if event.new_chat_member.status == ChatMemberStatus.KICKED:
        await people.leave(turn.session, turn.person)
    elif turn.person.unreachable_since is not None or event.old_chat_member.status == ChatMemberStatus.KICKED:
        people.regain(turn.person)
        await _what_is_true(turn)


async def _what_is_true(turn: Turn) -> None:
    _ = turn._
    delegate = await access.delegate_of(turn.session, turn.person)
    lines = [_("👋 Welcome back. This is how things stand now.")]
    if delegate is not None and delegate.status is not DelegateStatus.APPROVED:
        lines.append(_(STANDS[delegate.status], reason=delegate.status_reason))
    if delegate is not None:
        waiting = await people.requests_waiting(turn.session, delegate)
        if waiting:
            lines.append(
                _.ngettext(
                    "📨 {n} meeting request waits for your answer.",
                    "📨 {n} meeting requests wait for your answer.",
                    waiting,
                )
            )
    text, keyboard = await menu.view(turn.session, turn.person, _)
    await turn.greet(Markup("\n\n").join([*lines, text]), keyboard)
    if delegate is not None and delegate.status is DelegateStatus.APPROVED:
        await tell(turn.box, await catch_up.current(turn.session, delegate))
