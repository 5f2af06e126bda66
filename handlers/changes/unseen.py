"""A change that was not seen: said once more, and the counterpart warned."""

from __future__ import annotations

from dataclasses import replace

from markupsafe import Markup

from handlers.changes import notices, session_notices, shift_notices
from handlers.core.notices import Reader, Said
from handlers.views.first_line import of_meeting, true_until
from handlers.views.keyboards import Screen, inline, live, unchanged
from handlers.views.message import About, NeutralMessage
from locales import Texts
from missions.changes import ChangeUnseen, ClockShifted, CounterpartUnaware, PlaceChanged, SessionChanged
from missions.changes.session_moves import is_of_session
from missions.changes.shift_told import is_of_shift
from missions.meetings.details import Details, details, sides
from storage.tables import CardKind, ChangeReceipt, Delegate, LiveCard, Meeting, MeetingState

WARNING = 1_000_000
"""A card of a warning has this and the meeting's id as its day, where a card of a receipt has its part."""


async def said_again(notice: ChangeUnseen, reader: Reader) -> Said:
    receipt = await reader.session.get_one(ChangeReceipt, notice.receipt_id)
    to = reader.person.id
    if is_of_shift(receipt):
        said = await shift_notices.clock_shifted(ClockShifted(to=to, receipt_id=receipt.id), reader)
    elif is_of_session(receipt):
        said = await session_notices.session_changed(SessionChanged(to=to, receipt_id=receipt.id), reader)
    else:
        said = await notices.place_changed(PlaceChanged(to=to, receipt_id=receipt.id), reader)
    again = reader._("🔔 Please press “Seen”: then no one needs to call you.")
    return [
        replace(each, text=Markup("\n\n").join([each.text, again])) if isinstance(each, NeutralMessage) else each
        for each in said
    ]


async def counterpart_unaware(notice: CounterpartUnaware, reader: Reader) -> Said:
    session = reader.session
    found = await details(session, await session.get_one(Meeting, notice.meeting_id))
    side = await session.get_one(Delegate, notice.side_id)
    other = await session.get_one(Delegate, notice.other_id)
    if found.meeting.state is not MeetingState.CONFIRMED:
        return []
    text, keyboard = _view(reader, found, side, other, notice.receipt_id)
    return [NeutralMessage(text=text, about=keyboard.about, expires_at=found.slot.ends_at)]


async def warning(card: LiveCard, receipt: ChangeReceipt, reader: Reader) -> Screen | None:
    """The warning as it reads now: until the other knows, or the meeting is over or elsewhere."""
    session = reader.session
    meeting = await session.get(Meeting, card.day - WARNING)
    side = await session.get(Delegate, card.side_id) if card.side_id else None
    other = await session.get(Delegate, receipt.delegate_id)
    if meeting is None or side is None or other is None or meeting.state is not MeetingState.CONFIRMED:
        return None
    found = await details(session, meeting)
    if found.slot.ends_at <= session.now and receipt.seen_at is None:
        return unchanged(card.truth)
    return _view(reader, found, side, other, receipt.id, knows=receipt.seen_at is not None)


def _view(
    reader: Reader, found: Details, side: Delegate, other: Delegate, receipt_id: int, *, knows: bool = False
) -> Screen:
    _, now = reader._, reader.session.now
    if knows:
        text = _("✓ {name} knows of the change by now.", name=other.called)
    else:
        first = of_meeting(_, _("⚠️ <b>May not know of the change</b>"), found, side, now)
        text = Markup("\n").join(
            [
                first,
                _("{name} has not yet confirmed the change. If you can, please call or write.", name=other.called),
                *_contact(_, found, other),
            ]
        )
    about = About(
        CardKind.CHANGE,
        receipt_id,
        side.id,
        WARNING + found.meeting.id,
        names=sides([found]),
        until=None if knows else true_until(found.slot.starts_at, found.mission, now),
    )
    return live((text, inline(_, [])), about)


def _contact(_: Texts, found: Details, other: Delegate) -> list[Markup]:
    """How to reach them, for two who have agreed on the meeting."""
    if not found.meeting.is_agreed:
        return []
    lines = [_("📞 {phone}", phone=other.phone)] if other.phone else []
    return lines + ([_("✉️ {email}", email=other.email)] if other.email else [])
