"""The registrations that wait, on one card: a line and two buttons for each, the newest at the bottom."""

from __future__ import annotations

from collections.abc import Sequence

from aiogram.filters.callback_data import CallbackData
from markupsafe import Markup

from handlers.views.data import Number
from handlers.views.keyboards import Screen, button, inline, live
from handlers.views.message import About
from locales import N_, Texts
from missions.registration.waiting import WaitingEntry, WaitingList
from storage.tables import CardKind

FITS = 4096
"""UTF-16 code units that a message may have; tags are counted here as well, to be safe."""
NONE_LEFT = N_("✅ No one is waiting for approval.")


class WaitingAct(CallbackData, prefix="wait"):
    """On the card of those who wait: approve, profile (of a delegate, at the revision shown); list, queue."""

    act: str
    mission: Number
    delegate: Number = 0
    revision: Number = 0


def view(_: Texts, waiting: WaitingList) -> Screen:
    """As many of the newest as a message takes; the others are in the queue of the desk."""
    if not waiting.count:
        return _(NONE_LEFT), inline(_, [])
    shown = [*waiting.entries]
    text = _text(_, waiting, shown)
    while len(text.encode("utf-16-le")) // 2 > FITS and shown:
        del shown[0]
        text = _text(_, waiting, shown)
    mission, rows = waiting.mission.id, []
    if more := waiting.count - len(shown):
        label = _.plain_ngettext("… and {n} more", "… and {n} more", more)
        rows.append([button(label, WaitingAct(act="queue", mission=mission))])
    for each in shown:
        delegate = each.delegate
        profile, approve = (
            WaitingAct(act=act, mission=mission, delegate=delegate.id, revision=delegate.revision)
            for act in ("profile", "approve")
        )
        name = _.plain("👤 {name}", name=delegate.called)
        rows.append([button(name, profile), button(_.plain("✅ Approve"), approve)])
    return live((text, inline(_, rows)), About(CardKind.WAITING, mission))


def _text(_: Texts, waiting: WaitingList, shown: Sequence[WaitingEntry]) -> Markup:
    title = waiting.mission.title
    head = _.ngettext(
        "🆕 <b>{n} registration is waiting</b> · {mission}",
        "🆕 <b>{n} registrations are waiting</b> · {mission}",
        waiting.count,
        mission=title,
    )
    return Markup("\n\n").join([head, *(_line(_, each) for each in shown)])


def _line(_: Texts, each: WaitingEntry) -> Markup:
    return _(
        "👤 <b>{name}</b>\n{organisation} · {delegation}",
        name=each.delegate.called,
        organisation=each.organisation,
        delegation=each.delegation.title,
    )
