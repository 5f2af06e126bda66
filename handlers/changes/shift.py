"""The clock is shifted, step by step: which day, from which hour on, what of it, by how much."""

from __future__ import annotations

from collections.abc import Sequence

from aiogram import F, Router
from aiogram.filters import StateFilter
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message
from markupsafe import Markup

from handlers.changes import card
from handlers.changes import shift_dry_run as dry_run
from handlers.changes.data import ChangesStep, ShiftBy, ShiftDay, ShiftFrom, ShiftSure
from handlers.core.notices import tell
from handlers.core.turn import Turn
from handlers.views.data import DeskChoice
from handlers.views.keyboards import Keyboard, Screen, button, columns, inline
from handlers.views.message import Button, Rows
from handlers.views.session import SIGNS
from locales import N_, Texts
from missions import local_time
from missions.changes import shift_choices as choices
from missions.changes.move_table import venue_of
from missions.changes.shift_apply import apply
from missions.changes.shift_choices import Beginning
from missions.changes.shift_frame import FURTHEST, from_minutes, to_minutes, venues_of
from missions.changes.shift_preview import preview
from missions.people import access
from storage.tables import Mission

BY = (5, 10, 15, 20, 30, 45, 60, 90)
"""Minutes that have a button; others are typed in."""
ACROSS = 4
HOURS_SHOWN = 40
ASKED = N_("⌨️ How many minutes later? Type a number, with a minus for earlier: 25 or -10.")
NOT_A_NUMBER = N_("Please type a number of minutes from 1 to 600, with a minus for earlier.")


class Shifting(StatesGroup):
    minutes = State()


def router() -> Router:
    shift = Router(name="shift of the clock")
    shift.callback_query.register(choose_day, ChangesStep.filter(F.to == "clock"))
    shift.callback_query.register(choose_hour, ShiftDay.filter())
    shift.callback_query.register(choose_venue, ShiftFrom.filter(F.act == "venues"))
    shift.callback_query.register(ask_minutes, ShiftFrom.filter(F.act == "type"))
    shift.callback_query.register(choose_minutes, ShiftFrom.filter())
    shift.message.register(take_minutes, StateFilter(Shifting.minutes), F.text, ~F.text.startswith("/"))
    shift.message.register(not_minutes, StateFilter(Shifting.minutes), ~F.text)
    shift.callback_query.register(propose, ShiftBy.filter())
    shift.callback_query.register(confirm, ShiftSure.filter())
    return shift


async def choose_day(_query: CallbackQuery, turn: Turn) -> None:
    _ = turn._
    mission = await access.require_organiser(turn.session, turn.person)
    await turn.state.clear()
    days = await choices.days(turn.session, mission)
    rows = [[button(_.day(day), ShiftDay(day=day.toordinal()))] for day in days]
    rows.append([button(_.plain("‹ Back"), DeskChoice(to="changes"))])
    text = _("🕓 <b>Shift the clock</b>\nOf which day?") if days else _("No slot and no session is left.")
    await turn.show(text, inline(_, rows))


async def choose_hour(_query: CallbackQuery, callback_data: ShiftDay, turn: Turn) -> None:
    _ = turn._
    mission = await access.require_organiser(turn.session, turn.person)
    await turn.state.clear()
    hours = await choices.hours(turn.session, mission, callback_data.date)
    buttons = [_hour(_, each, mission) for each in hours[:HOURS_SHOWN]]
    rows: Rows = []
    if hours:
        all_day = ShiftFrom(since=to_minutes(hours[0].starts_at))
        rows.append([button(_.plain("☀️ The whole day"), all_day)])
    rows += [*columns(buttons, 2), [button(_.plain("‹ Back"), ChangesStep(to="clock"))]]
    text = _("🕓 <b>{day}</b>: from when on?", day=_.day(callback_data.date))
    await turn.show(text if hours else _("Nothing is left to begin then."), inline(_, rows))


def _hour(_: Texts, hour: Beginning, mission: Mission) -> Button:
    time = _.time(hour.starts_at, mission.time_zone)
    if hour.session is not None:
        label = _.plain("{sign} {time} {title}", sign=SIGNS[hour.session.kind], time=time, title=hour.session.title)
    else:
        label = _.plain("🤝 {time} ({n})", time=time, n=_.number(hour.meetings))
    return button(label, ShiftFrom(since=to_minutes(hour.starts_at)))


async def choose_venue(_query: CallbackQuery, callback_data: ShiftFrom, turn: Turn) -> None:
    _ = turn._
    mission = await access.require_organiser(turn.session, turn.person)
    found = await venues_of(turn.session, mission)
    rows = [
        [button(_.plain("{venue}", venue=each.title), ShiftFrom(since=callback_data.since, venue=each.id))]
        for each in found.values()
    ]
    rows.append([button(_.plain("‹ Back"), ShiftFrom(since=callback_data.since))])
    await turn.show(_("🏛 <b>Which venue?</b>"), inline(_, rows))


async def choose_minutes(_query: CallbackQuery, callback_data: ShiftFrom, turn: Turn) -> None:
    mission = await access.require_organiser(turn.session, turn.person)
    await turn.state.clear()
    await turn.show(*await _by_how_much(turn, callback_data, mission))


async def _by_how_much(turn: Turn, choice: ShiftFrom, mission: Mission) -> Screen:
    _, since = turn._, from_minutes(choice.since)
    what = _("Everything that begins then or later on that day.")
    if choice.only:
        what = _("Only the meetings of this hour.")
    elif choice.venue:
        venue = await venue_of(turn.session, mission, choice.venue)
        what = _("Only {venue}, from then on.", venue=venue.title)
    text = Markup("\n").join(
        [
            _("🕓 <b>{day}, {time}</b>", day=_.day(since, mission.time_zone), time=_.time(since, mission.time_zone)),
            what,
            _("By how many minutes?"),
        ]
    )
    day = local_time.local_date(since, local_time.zone(mission)).toordinal()
    rows: Rows = [*_minutes(_, choice, 1), *_minutes(_, choice, -1)]
    rows.append([button(_.plain("⌨️ Another number"), choice.model_copy(update={"act": "type"}))])
    if choice.venue or choice.only:
        rows.append([button(_.plain("🌍 Everything"), ShiftFrom(since=choice.since))])
    else:
        rows.append(
            [
                button(_.plain("🏛 Only one venue"), ShiftFrom(since=choice.since, act="venues")),
                button(_.plain("🤝 Only this hour"), ShiftFrom(since=choice.since, only=True)),
            ]
        )
    rows.append([button(_.plain("‹ Back"), ShiftDay(day=day))])
    return text, inline(_, rows)


def _minutes(_: Texts, choice: ShiftFrom, sign: int) -> Sequence[list[Button]]:
    label = N_("+{n} min") if sign > 0 else N_("−{n} min")
    return columns([button(_.plain(label, n=_.number(n)), _by(choice, sign * n)) for n in BY], ACROSS)


def _by(choice: ShiftFrom, minutes: int) -> ShiftBy:
    return ShiftBy(since=choice.since, minutes=minutes, venue=choice.venue, only=choice.only)


async def ask_minutes(_query: CallbackQuery, callback_data: ShiftFrom, turn: Turn) -> None:
    await access.require_organiser(turn.session, turn.person)
    await turn.state.set_state(Shifting.minutes)
    await turn.state.set_data({"since": callback_data.model_copy(update={"act": "show"}).pack()})
    await ask_again(turn)


async def not_minutes(_message: Message, turn: Turn) -> None:
    await ask_again(turn)


async def ask_again(turn: Turn) -> None:
    """Repeats the open question."""
    _ = turn._
    await turn.show(_(ASKED), _back(_, await _asked(turn)))


async def take_minutes(message: Message, turn: Turn) -> None:
    _ = turn._
    await access.require_organiser(turn.session, turn.person)
    choice = await _asked(turn)
    minutes = _read(message.text or "")
    if minutes is None:
        await turn.say(_(NOT_A_NUMBER), _back(_, choice))
        return
    by = _by(choice, minutes)
    shown = await preview(turn.session, turn.person, by.shift)
    await turn.state.clear()
    await turn.say(*dry_run.view(_, by, shown))


def _read(text: str) -> int | None:
    """Minutes as people type them: "25", "+25", "-10", "−10 min"."""
    digits = text.replace("−", "-").replace("–", "-").strip().split()[:1]
    try:
        minutes = int(digits[0]) if digits else 0
    except ValueError:
        return None
    return minutes if 1 <= abs(minutes) <= FURTHEST else None


async def _asked(turn: Turn) -> ShiftFrom:
    return ShiftFrom.unpack((await turn.state.get_data())["since"])


def _back(_: Texts, choice: ShiftFrom) -> Keyboard:
    return inline(_, [[button(_.plain("‹ Back"), choice)]])


async def propose(_query: CallbackQuery, callback_data: ShiftBy, turn: Turn) -> None:
    shown = await preview(turn.session, turn.person, callback_data.shift)
    await turn.show(*dry_run.view(turn._, callback_data, shown))


async def confirm(_query: CallbackQuery, callback_data: ShiftSure, turn: Turn) -> None:
    _ = turn._
    done = await apply(turn.session, turn.person, callback_data.shift, callback_data.fingerprint)
    if done is None:
        shown = await preview(turn.session, turn.person, callback_data.shift)
        by = ShiftBy(**callback_data.model_dump(exclude={"fingerprint"}))
        text, keyboard = dry_run.view(_, by, shown)
        warning = _("⚠️ Something has changed in the meantime. Please check again.")
        await turn.show(Markup("\n\n").join([warning, text]), keyboard)
        return
    await turn.state.clear()
    await tell(turn.box, done.notices)
    await turn.show(*await card.view(turn.session, turn.person, done.change.id, _))
    n = done.people
    await turn.toast(_.plain_ngettext("Done. Notifying {n} person.", "Done. Notifying {n} people.", n))
