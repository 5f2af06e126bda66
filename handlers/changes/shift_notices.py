"""A shift, as a delegate reads it: once, with all that begins later or earlier, the next of it first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from markupsafe import Markup

from handlers.changes.seen import seen_button
from handlers.core.message_text import parts
from handlers.core.notices import Reader, Said
from handlers.views.first_line import Spot, Who, first_line, soon, spot, true_until, who_else
from handlers.views.keyboards import Screen, inline, live, unchanged
from handlers.views.message import About, MapPin, NeutralMessage
from handlers.views.session import SIGNS, where
from handlers.views.session import pin as session_pin
from handlers.views.venue_pin import pin
from locales import Texts
from missions.changes import ClockShifted
from missions.changes.session_moves import SessionAt
from missions.changes.shift_told import (
    ShiftedItem,
    ShiftedMeeting,
    is_overtaken,
    minutes_of,
    told_of_shift,
)
from missions.meetings.details import sides
from storage.tables import CardKind, Change, ChangeReceipt, Delegate, LiveCard, Mission

AT_ONCE = 12
"""Lines of one message: a day has fewer meetings."""


async def clock_shifted(notice: ClockShifted, reader: Reader) -> Said:
    receipt = await reader.session.get_one(ChangeReceipt, notice.receipt_id)
    items = await told_of_shift(reader.session, receipt)
    if not items:
        return []
    until = max(each.ends_at for each in items)
    said = [
        NeutralMessage(text=text, buttons=keyboard.rows, about=keyboard.about, expires_at=until)
        for text, keyboard in await screens(receipt, items, reader)
    ]
    on_map = _pin(reader._, items[0])
    return [*said[:-1], replace(said[-1], places=[on_map] if on_map else [])]


async def card(card: LiveCard, receipt: ChangeReceipt, reader: Reader) -> Screen | None:
    """The notice as it reads now; nothing once all of it has changed again."""
    items = await told_of_shift(reader.session, receipt)
    if not items:
        return None if await is_overtaken(reader.session, receipt) else unchanged(card.truth)
    return next(iter((await screens(receipt, items, reader))[card.day :]), None)


async def screens(receipt: ChangeReceipt, items: Sequence[ShiftedItem], reader: Reader) -> list[Screen]:
    """In as many messages as it takes, the last with the button."""
    _, session = reader._, reader.session
    change = await session.get_one(Change, receipt.change_id)
    mission = await session.get_one(Mission, change.mission_id)
    side = await session.get_one(Delegate, receipt.delegate_id)
    first = first_line(
        _,
        _heading(_, minutes_of(receipt)),
        soon(_, items[0].starts_at, mission, session.now),
        _spot(_, items[0]),
        _who(_, items[0], side),
    )
    texts = parts(first, [_line(_, each, side, mission) for each in items], at_most=AT_ONCE)
    until = true_until(items[0].starts_at, mission, session.now)
    names = sides([each.found for each in items if isinstance(each, ShiftedMeeting)])
    return [
        live(
            (text, seen_button(_, receipt, mission) if text is texts[-1] else inline(_, [])),
            About(CardKind.CHANGE, receipt.id, receipt.delegate_id, day=part, names=names, until=until),
        )
        for part, text in enumerate(texts)
    ]


def _heading(_: Texts, minutes: int) -> Markup:
    n = abs(minutes)
    if not minutes:
        return _("🕓 <b>New hours</b>")
    if minutes > 0:
        return _.ngettext("🕓 <b>{n} minute later</b>", "🕓 <b>{n} minutes later</b>", n)
    return _.ngettext("🕓 <b>{n} minute earlier</b>", "🕓 <b>{n} minutes earlier</b>", n)


def _line(_: Texts, each: ShiftedItem, side: Delegate, mission: Mission) -> Markup:
    before, after = (_.time(moment, mission.time_zone) for moment in (each.before, each.starts_at))
    what = _who(_, each, side).said(_)
    if not isinstance(each, ShiftedMeeting):
        what = _.plain("{sign} {title}", sign=SIGNS[each.row.kind], title=each.row.title)
    at = _spot(_, each)
    place = at.said(_) if at else _.plain("place to be announced")
    return _(
        "<s>{before}</s> → <b>{after}</b> · {what}\n📍 {place}", before=before, after=after, what=what, place=place
    )


def _spot(_: Texts, each: ShiftedItem) -> Spot | None:
    if isinstance(each, ShiftedMeeting):
        return spot(_, each.found)
    return Spot(where(_, each.venue.title)) if each.venue else None


def _who(_: Texts, each: ShiftedItem, side: Delegate) -> Who:
    return who_else(each.found, side) if isinstance(each, ShiftedMeeting) else Who(_.choose(each.row.title))


def _pin(_: Texts, each: ShiftedItem) -> MapPin | None:
    if isinstance(each, ShiftedMeeting):
        return pin(_, each.found.venue, each.found.meeting.id) if each.found.venue else None
    return session_pin(_, SessionAt.of(each.row, each.venue), each.row.id)
