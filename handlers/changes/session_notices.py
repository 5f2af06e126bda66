"""A session that moved or was cancelled, as those who signed up read it: before → after, the pin, and "Seen"."""

from __future__ import annotations

from datetime import datetime

from markupsafe import Markup

from handlers.changes.seen import seen_button
from handlers.core.notices import Reader, Said
from handlers.views.first_line import Spot, Who, first_line, soon, true_until
from handlers.views.keyboards import Screen, live, unchanged
from handlers.views.message import About, NeutralMessage
from handlers.views.session import head, pin, when, where
from locales import Texts
from missions.changes import SessionChanged
from missions.changes.session_moves import SessionAt, SessionMove, is_over, told_of_session
from storage.tables import CardKind, Change, ChangeReceipt, Mission


async def session_changed(notice: SessionChanged, reader: Reader) -> Said:
    receipt = await reader.session.get_one(ChangeReceipt, notice.receipt_id)
    told = await told_of_session(reader.session, receipt)
    if told is None:
        return []
    text, keyboard = await _view(receipt, told, reader)
    on_map = pin(reader._, told.after, told.row.id) if told.after else None
    return [
        NeutralMessage(
            text=text,
            buttons=keyboard.rows,
            about=keyboard.about,
            expires_at=(told.after or told.before).ends_at,
            places=[on_map] if on_map else [],
        )
    ]


async def card(receipt: ChangeReceipt, truth: str, reader: Reader) -> Screen | None:
    """The notice as it reads now; nothing once the session has changed again. truth: what it says, which stays true of
    a session that is over."""
    told = await told_of_session(reader.session, receipt)
    if told is not None:
        return await _view(receipt, told, reader)
    return unchanged(truth) if is_over(receipt, reader.session.now) else None


async def _view(receipt: ChangeReceipt, told: SessionMove, reader: Reader) -> Screen:
    _, now = reader._, reader.session.now
    change = await reader.session.get_one(Change, receipt.change_id)
    mission = await reader.session.get_one(Mission, change.mission_id)
    begins = (told.after or told.before).starts_at
    about = About(CardKind.CHANGE, receipt.id, receipt.delegate_id, until=true_until(begins, mission, now))
    return live((_text(_, told, mission, now), seen_button(_, receipt, mission)), about)


def _text(_: Texts, told: SessionMove, mission: Mission, now: datetime) -> Markup:
    before, after, who = told.before, told.after, Who(_.choose(told.row.title))
    if after is None:
        first = first_line(_, _("✖️ <b>Session cancelled</b>"), soon(_, before.starts_at, mission, now), who=who)
        return Markup("\n").join(
            [first, head(_, told.row), _("It was planned for {before}.", before=_both(_, before, mission))]
        )
    spot = Spot(where(_, after.title))
    lines = [
        first_line(_, _what(_, before, after), soon(_, after.starts_at, mission, now), spot, who),
        head(_, told.row),
        _instead(_, before, after, mission),
        _("🗓 {when}", when=when(_, after.starts_at, after.ends_at, mission)),
        _("📍 {place}", place=where(_, after.title)),
    ]
    if after.address:
        lines.append(_("<i>{address}</i>", address=after.address))
    return Markup("\n").join(lines)


def _what(_: Texts, before: SessionAt, after: SessionAt) -> Markup:
    time = _hours(before) != _hours(after)
    if time and before.title != after.title:
        return _("🔀 <b>New time and place</b>")
    return _("🔀 <b>New time</b>") if time else _("🔀 <b>New place</b>")


def _instead(_: Texts, before: SessionAt, after: SessionAt, mission: Mission) -> Markup:
    """What it was: the hours, the place, or only the address or the pin on the map."""
    time, place = _hours(before) != _hours(after), before.title != after.title
    if time and place:
        return _("Instead of {before}.", before=_both(_, before, mission))
    if time:
        return _("Instead of {before}.", before=when(_, before.starts_at, before.ends_at, mission))
    if place:
        return _("Instead of {before}.", before=where(_, before.title))
    if before.address != after.address and before.address:
        return _("Instead of {before}.", before=before.address)
    return _("The location on the map was corrected.")


def _hours(at: SessionAt) -> tuple[datetime, datetime]:
    return at.starts_at, at.ends_at


def _both(_: Texts, at: SessionAt, mission: Mission) -> str:
    return _.plain("{when}, {where}", when=when(_, at.starts_at, at.ends_at, mission), where=where(_, at.title))
