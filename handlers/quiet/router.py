"""/quiet: what comes at once, quiet hours of one's own, and back to normal."""

from __future__ import annotations

from datetime import time

from aiogram import F, Router
from aiogram.filters import Command, StateFilter
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message
from markupsafe import Markup

from handlers.core.turn import Turn
from handlers.quiet.data import QuietAct, QuietPress
from handlers.views.data import MenuChoice
from handlers.views.keyboards import Screen, button, columns, inline
from handlers.views.message import Button
from handlers.views.time_of_day import clock, span
from locales import N_, Texts
from missions.errors import Refusal
from missions.pushes import wishes
from missions.pushes.wishes import Wishes
from missions.quiet import typed
from storage.tables import Asks

COMES = {
    Asks.EVERYTHING: N_("🔔 Everything comes at once."),
    Asks.ANSWERS: N_("🗞 New requests and news wait for the evening digest; answers to you come at once."),
    Asks.URGENT: N_("❗ Only what is urgent comes at once; the rest waits for the evening digest."),
}
OFFERED = ((20, 8), (21, 7), (22, 7), (23, 8))
"""Hours from and until that are quiet for many."""
_MINUTES_OF_DAY = 1440


class QuietHours(StatesGroup):
    """Quiet hours of one's own are awaited, typed or chosen."""

    hours = State()


def router() -> Router:
    quiet = Router(name="quiet")
    quiet.message.register(show, Command("quiet"))
    quiet.callback_query.register(show, MenuChoice.filter(F.to == "quiet"))
    quiet.callback_query.register(show, QuietPress.filter(F.act == QuietAct.SHOW))
    quiet.callback_query.register(ask_hours, QuietPress.filter(F.act == QuietAct.HOURS))
    quiet.callback_query.register(set_hours, QuietPress.filter(F.act == QuietAct.SET))
    quiet.callback_query.register(change, QuietPress.filter())
    quiet.message.register(take_hours, StateFilter(QuietHours.hours), F.text & ~F.text.startswith("/"))
    quiet.message.register(not_text, StateFilter(QuietHours.hours), ~F.text)
    return quiet


async def show(_event: Message | CallbackQuery, turn: Turn) -> None:
    found = await wishes.wishes_of(turn.session, turn.person)
    await turn.finish()
    await turn.show(*view(turn._, found))


async def change(_query: CallbackQuery, callback_data: QuietPress, turn: Turn) -> None:
    session, person = turn.session, turn.person
    if callback_data.act is QuietAct.NORMAL:
        found = await wishes.back_to_normal(session, person)
    elif callback_data.act is QuietAct.NONE:
        found = await wishes.be_quiet(session, person, None)
    else:
        asks = Asks.URGENT if callback_data.act is QuietAct.URGENT else Asks.ANSWERS
        found = await wishes.ask(session, person, asks)
    await _changed(turn, found)


async def ask_hours(_query: CallbackQuery, turn: Turn) -> None:
    await wishes.wishes_of(turn.session, turn.person)
    await turn.state.set_state(QuietHours.hours)
    await ask_again(turn)


async def ask_again(turn: Turn) -> None:
    """Puts the question of the hours."""
    _ = turn._
    offered = [
        button(span(_, time(begins), time(ends)), QuietPress(act=QuietAct.SET, begins=60 * begins, ends=60 * ends))
        for begins, ends in OFFERED
    ]
    back = [button(_.plain("‹ Back"), QuietPress(act=QuietAct.SHOW))]
    text = _("🌙 When should your phone be quiet? Choose, or type the hours, as 22:00–07:00.")
    await turn.ask(text, inline(_, [*columns(offered, 2), back]))


async def not_text(_message: Message) -> None:
    raise Refusal(typed.UNREADABLE_HOURS)


async def set_hours(_query: CallbackQuery, callback_data: QuietPress, turn: Turn) -> None:
    both = callback_data.begins, callback_data.ends
    if not all(each < _MINUTES_OF_DAY for each in both) or both[0] == both[1]:
        raise Refusal(typed.UNREADABLE_HOURS)
    begins, ends = (time(*divmod(each, 60)) for each in both)
    await _changed(turn, await wishes.be_quiet(turn.session, turn.person, (begins, ends)))


async def take_hours(message: Message, turn: Turn) -> None:
    hours = typed.hours(message.text or "")
    await _changed(turn, await wishes.be_quiet(turn.session, turn.person, hours))


async def _changed(turn: Turn, found: Wishes) -> None:
    await turn.finish()
    await turn.toast(turn._.plain("Saved."))
    await turn.show(*view(turn._, found))


def view(_: Texts, found: Wishes) -> Screen:
    """What holds for a person, and what they may ask for."""
    person, mission = found.person, found.mission
    lines = [_("🔕 <b>Fewer messages</b>"), _(COMES[person.asks])]
    if mission.quiet_from is not None and mission.quiet_until is not None:
        lines.append(
            _("🌙 Quiet hours of the mission: {hours}", hours=span(_, mission.quiet_from, mission.quiet_until))
        )
    if mission.prayer_times:
        lines.append(_("🕌 Prayer times are quiet, and iftar in Ramadan."))
    if person.quiet_from is not None and person.quiet_until is not None:
        lines.append(_("🌙 Your quiet hours: {hours}", hours=span(_, person.quiet_from, person.quiet_until)))
    if mission.pushes_a_day:
        lines.append(
            _.ngettext(
                "🗞 After {n} message a day, what can wait goes into the evening digest.",
                "🗞 After {n} messages a day, what can wait goes into the evening digest.",
                mission.pushes_a_day,
            )
        )
    lines.append(
        _(
            "<i>Changes, the reminder of the last hour and urgent announcements always come at once. What waits is in"
            " the evening digest, at {time}, mission time.</i>",
            time=clock(_, found.digest_at),
        )
    )
    return Markup("\n\n").join(lines), inline(_, _rows(_, found))


def _rows(_: Texts, found: Wishes) -> list[list[Button]]:
    person = found.person
    rows = [[button(_.plain("🌙 My quiet hours"), QuietPress(act=QuietAct.HOURS))]]
    if person.quiet_from is not None:
        rows[0].append(button(_.plain("☀️ No quiet hours"), QuietPress(act=QuietAct.NONE)))
    asks = []
    if person.asks is not Asks.ANSWERS:
        asks.append(button(_.plain("🗞 Digest only"), QuietPress(act=QuietAct.DIGEST)))
    if person.asks is not Asks.URGENT:
        asks.append(button(_.plain("❗ Only what is urgent"), QuietPress(act=QuietAct.URGENT)))
    rows.append(asks)
    if person.asks is not Asks.EVERYTHING or person.quiet_from is not None:
        rows.append([button(_.plain("🔔 Back to normal"), QuietPress(act=QuietAct.NORMAL))])
    return [*rows, [button(_.plain("‹ Menu"), MenuChoice(to="menu"))]]
