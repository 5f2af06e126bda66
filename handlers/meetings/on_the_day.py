"""The hour before a meeting: on my way, late, cannot come; and at the table the codes, digit by digit."""

from __future__ import annotations

from aiogram.types import CallbackQuery
from markupsafe import Markup

from handlers.core.notices import tell
from handlers.core.turn import Turn
from handlers.meetings import screen
from handlers.meetings.data import Act, MeetingPress
from handlers.meetings.view import press
from handlers.views.first_line import first_line, spot, who_else
from handlers.views.keyboards import Screen, choosing, columns, inline
from handlers.views.message import Button
from locales import Texts
from missions.meetings import after_all as coming_again
from missions.meetings import arriving, seating, waiting_alone
from missions.meetings.details import Details, details
from missions.meetings.seating import AtTable, Given
from storage.tables import Meeting, Says

FIRST_DIGIT, BOTH_DIGITS = 10, 100
"""What a button's number begins with: 14 is the first digit 4, 147 the code 47."""


async def on_the_way(_query: CallbackQuery, callback_data: MeetingPress, turn: Turn) -> None:
    await _say(turn, callback_data, Says.ON_THE_WAY)


async def late(_query: CallbackQuery, callback_data: MeetingPress, turn: Turn) -> None:
    await _say(turn, callback_data, Says.LATE)


async def _say(turn: Turn, callback_data: MeetingPress, says: Says) -> None:
    done = await arriving.say(turn.session, turn.person, *callback_data.named, says)
    name = (await details(turn.session, done.meeting)).other(done.side.id).called
    await turn.toast(turn._.plain("{name} knows.", name=name))
    await tell(turn.box, done.notices)
    if not turn.under_notice:
        # A notice reads so by itself, in a moment.
        await screen.show(turn, await details(turn.session, done.meeting), done.side)


async def cannot_come(_query: CallbackQuery, callback_data: MeetingPress, turn: Turn) -> None:
    await screen.show_done(turn, await arriving.cannot_come(turn.session, turn.person, *callback_data.named))


async def after_all(_query: CallbackQuery, callback_data: MeetingPress, turn: Turn) -> None:
    await screen.show_done(turn, await coming_again.come_after_all(turn.session, turn.person, *callback_data.named))


async def stop_waiting(_query: CallbackQuery, callback_data: MeetingPress, turn: Turn) -> None:
    """By who waits; or at the desk, whose message says what came of it."""
    done = await waiting_alone.stop_waiting(turn.session, turn.person, *callback_data.named)
    if done.side.person_id == turn.person.id:
        await screen.show_done(turn, done)
        return
    await turn.conclude(turn._("✅ The place is free, and both were notified."))
    await tell(turn.box, done.notices)


async def seated(_query: CallbackQuery, callback_data: MeetingPress, turn: Turn) -> None:
    """The own code, and the digits of the other's to tap."""
    await _show(turn, await seating.sit_down(turn.session, turn.person, *callback_data.named))


async def digits(_query: CallbackQuery, callback_data: MeetingPress, turn: Turn) -> None:
    """The first digit is shown, the second gives the code."""
    if callback_data.arg < BOTH_DIGITS:
        first = callback_data.arg - FIRST_DIGIT
        await _show(turn, await seating.sit_down(turn.session, turn.person, *callback_data.named), first)
        return
    code = callback_data.arg - BOTH_DIGITS
    table, given, notices = await seating.give(turn.session, turn.person, *callback_data.named, code)
    if given is Given.WRONG:
        _ = turn._
        left = table.tries_left
        said = _.plain_ngettext("This is not the code. {n} try left.", "This is not the code. {n} tries left.", left)
        await turn.alert(said)
    await tell(turn.box, notices)
    if given is Given.HELD:
        await screen.show(turn, await details(turn.session, table.standing.meeting), table.standing.side)
    else:
        await _show(turn, table)


async def _show(turn: Turn, table: AtTable, first: int | None = None) -> None:
    found = await details(turn.session, table.standing.meeting)
    await turn.show(*view(turn._, found, table, first))


def view(_: Texts, found: Details, table: AtTable, first: int | None = None) -> Screen:
    """first: the digit that was tapped already."""
    meeting, side, other = table.standing.meeting, table.standing.side, table.standing.other
    hour = _.time(found.slot.starts_at, found.mission.time_zone)
    lines = [
        first_line(_, _("🪑 <b>We are seated</b>"), hour, spot(_, found), who_else(found, side)),
        Markup(),
        _("Show {name} this code: <b>{code}</b>", name=other.called, code=str(table.mine.code)),
    ]
    back = [press(_, _.plain("‹ Back"), Act.SHOW, meeting)]
    if table.mine.gave_at is not None:
        lines.append(_("You gave the code of {name}. The meeting is held once {name} gives yours.", name=other.called))
        keyboard = inline(_, [back])
    else:
        lines.append(_("Tap the two digits that {name} shows you.", name=other.called))
        if first is not None:
            lines.append(_("First digit: <b>{digit}</b>", digit=str(first)))
        pad = columns([_digit(_, meeting, each, first) for each in (*range(1, 10), 0)], 3)
        keyboard = inline(_, [*pad, back])
    return choosing((Markup("\n").join(lines), keyboard), meeting, side.id)


def _digit(_: Texts, meeting: Meeting, digit: int, first: int | None) -> Button:
    arg = FIRST_DIGIT + digit if first is None else BOTH_DIGITS + 10 * first + digit
    return press(_, _.number(digit), Act.DIGITS, meeting, arg)
