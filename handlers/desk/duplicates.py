"""Organisations that are probably one under two spellings, for the organisers to see."""

from __future__ import annotations

from collections.abc import Sequence

from aiogram import F, Router
from aiogram.types import CallbackQuery
from markupsafe import Markup

from handlers.core.message_text import MESSAGE_LIMIT, length
from handlers.core.turn import Turn
from handlers.views.data import DeskChoice
from handlers.views.keyboards import button, inline
from locales import Texts
from missions.people import access
from missions.registration.similar_firms import Firm, probable_duplicates


def router() -> Router:
    duplicates = Router(name="duplicates")
    duplicates.callback_query.register(show, DeskChoice.filter(F.to == "duplicates"))
    return duplicates


async def show(_query: CallbackQuery, turn: Turn) -> None:
    mission = await access.require_organiser(turn.session, turn.person)
    _ = turn._
    await turn.finish()
    groups = await probable_duplicates(turn.session, mission.id)
    back = [button(_.plain("‹ People"), DeskChoice(to="people"))]
    await turn.show(_text(_, groups), inline(_, [back]))


def _text(_: Texts, groups: Sequence[Sequence[Firm]]) -> Markup:
    """As many as one message takes, and how many more there are."""
    if not groups:
        return _("🏢 <b>Probable duplicates</b>\nNone found.")
    head = _("🏢 <b>Probable duplicates</b>\nEach line is probably one organisation written in several ways.")
    lines = [_("• {firms}", firms=_.list(_firm(_, each) for each in group)) for group in groups]
    for shown in range(len(lines), 0, -1):
        more = len(lines) - shown
        rest = [_.ngettext("… and {n} line more", "… and {n} lines more", more)] if more else []
        text = Markup("\n").join([head, "", *lines[:shown], *rest])
        if length(text) <= MESSAGE_LIMIT:
            break
    return text


def _firm(_: Texts, firm: Firm) -> str:
    return _.plain("{organisation} ({n})", organisation=firm.name, n=_.number(firm.delegates))
