"""The message of a reminder, of a meeting as of a session."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from markupsafe import Markup

from handlers.views import on_the_day
from handlers.views.data import MenuChoice
from handlers.views.keyboards import Keyboard, Screen, button, inline, live
from handlers.views.message import About, NeutralMessage
from handlers.views.venue_pin import pin_button
from locales import Texts
from missions.meetings.details import Details, sides
from storage.tables import CardKind, Delegate, Lane

IN_MINUTES = 90
"""Up to here a lead time is given in minutes; beyond, the day and the hours say more."""


def reminding(text: Markup, keyboard: Keyboard, once: str | None, starts_at: datetime) -> NeutralMessage:
    """The message that reminds; it expires when what it is about begins."""
    return NeutralMessage(
        text=text,
        buttons=keyboard.rows,
        about=keyboard.about,
        lane=Lane.REMINDER,
        key=once,
        expires_at=starts_at,
    )


def screen(
    _: Texts,
    found: Details,
    side: Delegate,
    said: Sequence[Markup],
    kind: CardKind,
    *,
    now: datetime,
    until: datetime | None,
) -> Screen:
    """said: with the heading, and without."""
    row = [*pin_button(_, found), button(_.plain("📅 My agenda"), MenuChoice(to="agenda"))]
    until = on_the_day.first_of(until, on_the_day.changes_at(found, now))
    about = About(kind, found.meeting.id, side.id, found.slot.id, names=sides([found]), until=until)
    return live((said[0], inline(_, [*on_the_day.rows(_, found, side), row])), about, said[1])


def contact(_: Texts, found: Details, side: Delegate) -> Sequence[Markup]:
    """How to reach the other, where they gave it."""
    other = found.other(side.id)
    lines: list[Markup] = []
    if not found.meeting.is_agreed:
        return lines
    if other.phone:
        lines.append(_("📞 {phone}", phone=other.phone))
    if other.email:
        lines.append(_("✉️ {email}", email=other.email))
    return lines
