"""What stands in chats about an interpreter's meetings, as it reads now."""

from __future__ import annotations

from markupsafe import Markup

from handlers.core.notices import Reader
from handlers.interpreters import outage
from handlers.interpreters.brief import day_before
from handlers.interpreters.notices import told_of
from handlers.interpreters.view import reminder, view
from handlers.views.day_parts import part_of
from handlers.views.keyboards import Screen, unchanged
from handlers.views.meeting import CLOSED
from handlers.views.place import pair
from locales import N_
from missions.interpreters import knowledge
from missions.interpreters.linking import chat_of
from missions.meetings.details import Details, details
from storage.tables import BOOKED_STATES, Interpreter, InterpreterReceipt, LiveCard, Meeting, MeetingState

NOT_YOURS = N_("{pair}: no longer yours to interpret")
NO_MORE = N_("You no longer interpret in this mission.")
CHANGED_AGAIN = N_("➡️ Changed again: see below")
BELOW = N_("➡️ {pair}: see below")


async def interpreted(card: LiveCard, reader: Reader) -> Screen | None:
    found = await _meeting(card, reader)
    return view(reader._, *found) if found else None


async def reminded(card: LiveCard, reader: Reader) -> Screen | None:
    found = await _meeting(card, reader)
    return reminder(reader._, *found) if found else None


async def line(card: LiveCard, reader: Reader) -> Markup:
    """What is left of a card about a meeting when a newer one, or none, says the truth."""
    _, meeting = reader._, await reader.session.get(Meeting, card.thing_id)
    if meeting is None or meeting.state in CLOSED:
        return _(CLOSED[MeetingState.CANCELLED if meeting is None else meeting.state])
    if await _reader_is(card, reader) is None:
        return _(NO_MORE)
    found = await details(reader.session, meeting)
    names = pair(_, (found.requester.called, found.invitee.called))
    return _(BELOW if meeting.interpreter_id == -(card.side_id or 0) else NOT_YOURS, pair=names)


async def brief(card: LiveCard, reader: Reader) -> Screen | None:
    interpreter = await _reader_is(card, reader)
    if interpreter is None:
        return None
    part, day = part_of(card.day)
    return next(iter((await day_before(reader, interpreter, day))[part:]), None)


async def change(card: LiveCard, reader: Reader) -> Screen | None:
    receipt = await reader.session.get(InterpreterReceipt, card.thing_id)
    if receipt is None or await _reader_is(card, reader) is None:
        return None
    moves = await knowledge.still_true(reader.session, receipt)
    if not moves:
        return unchanged(card.truth) if knowledge.is_over(receipt, reader.session.now) else None
    return next(iter((await told_of(reader, receipt, moves))[card.day :]), None)


async def changed_again(_card: LiveCard, reader: Reader) -> Markup:
    return reader._(CHANGED_AGAIN)


async def out(card: LiveCard, reader: Reader) -> Screen | None:
    interpreter = await reader.session.get(Interpreter, card.thing_id)
    return await outage.screen(reader.session, reader._, interpreter) if interpreter else None


async def _reader_is(card: LiveCard, reader: Reader) -> Interpreter | None:
    """The interpreter of a card, as long as its reader is linked to them."""
    interpreter = await reader.session.get(Interpreter, -(card.side_id or 0))
    chat = await chat_of(reader.session, interpreter.id) if interpreter else None
    return interpreter if chat is not None and chat.person_id == reader.person.id else None


async def _meeting(card: LiveCard, reader: Reader) -> tuple[Details, Interpreter] | None:
    interpreter = await _reader_is(card, reader)
    meeting = await reader.session.get(Meeting, card.thing_id)
    if interpreter is None or meeting is None or meeting.interpreter_id != interpreter.id:
        return None
    if meeting.state not in BOOKED_STATES:
        return None
    return await details(reader.session, meeting), interpreter
