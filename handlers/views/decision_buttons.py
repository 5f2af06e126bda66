"""The buttons with which organisers decide on a registration, and owners on a role."""

from __future__ import annotations

from aiogram.filters.callback_data import CallbackData

from handlers.views.keyboards import Keyboard, button, inline
from locales import Texts
from storage.tables import Delegate


class Decide(CallbackData, prefix="decide"):
    """approve, refuse, ask: on the profile as this revision showed it."""

    act: str
    delegate: int
    revision: int


class WordsSent(CallbackData, prefix="decsay"):
    """Under a reason or a question to a delegate as it was written: send it, or write another."""

    send: bool
    delegate: int


class RemovalAct(CallbackData, prefix="dout"):
    """On a delegate: offer, suspend, readmit; remove and unclaim (which ask), removed and unclaimed (which do it)."""

    act: str
    delegate: int
    revision: int


class RoleAnswer(CallbackData, prefix="role"):
    role: int
    accept: bool


def decisions(_: Texts, delegate: Delegate) -> Keyboard:
    """Approve, ask for more, refuse."""
    approve, ask, refuse = (
        Decide(act=act, delegate=delegate.id, revision=delegate.revision) for act in ("approve", "ask", "refuse")
    )
    return inline(
        _,
        [
            [button(_.plain("✅ Approve"), approve)],
            [button(_.plain("❔ Ask for details"), ask), button(_.plain("🚫 Refuse…"), refuse)],
        ],
    )
