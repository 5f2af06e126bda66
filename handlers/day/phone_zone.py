"""A phone that shows another time than the mission's: its owner says which, and reads hours in both."""

from __future__ import annotations

from collections.abc import Sequence

from aiogram import F, Router
from aiogram.filters import Command, StateFilter
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message
from markupsafe import Markup

from handlers.core.turn import Turn
from handlers.core.voice import voice
from handlers.day.data import ZonePress
from handlers.views.data import MenuChoice
from handlers.views.keyboards import Screen, button, inline
from handlers.views.zones import city, number_of, typed, zone_of
from locales import N_, Texts
from missions.day import phone_zone
from missions.errors import Refusal
from storage.tables import Mission

UNKNOWN = N_("I do not know this place. Please type a country or a large city, as “Morocco” or “Madrid”.")


class PhoneZone(StatesGroup):
    """The city or country whose time the phone shows."""

    place = State()


def router() -> Router:
    zones = Router(name="phone zone")
    zones.message.register(ask, Command("time"))
    zones.callback_query.register(ask, MenuChoice.filter(F.to == "time"))
    zones.callback_query.register(choose, ZonePress.filter())
    zones.message.register(take_place, StateFilter(PhoneZone), F.text & ~F.text.startswith("/"))
    zones.message.register(not_text, StateFilter(PhoneZone), ~F.text)
    return zones


async def ask(_event: Message | CallbackQuery, turn: Turn) -> None:
    await phone_zone.likely(turn.session, turn.person)
    await turn.state.set_state(PhoneZone.place)
    await ask_again(turn)


async def not_text(_message: Message, turn: Turn) -> None:
    await ask_again(turn)


async def ask_again(turn: Turn) -> None:
    """Puts the open question."""
    _ = turn._
    mission, zones = await phone_zone.likely(turn.session, turn.person)
    there, time = city(_, mission.time_zone), _.time(turn.session.now, mission.time_zone)
    text = _(
        "🕓 <b>Which time does your phone show?</b>\n"
        "The mission goes by the time of {city}: it is {time} there. Choose yours, or type a city or a country.",
        city=there,
        time=time,
    )
    await turn.show(*_choice(turn, text, mission, [each for each in zones if each != mission.time_zone]))


async def take_place(message: Message, turn: Turn) -> None:
    mission, _zones = await phone_zone.likely(turn.session, turn.person)
    found = typed(message.text or "", turn.session.now)
    if not found:
        raise Refusal(UNKNOWN)
    if len(found) == 1:
        await _set(turn, mission, found[0])
        return
    await turn.show(*_choice(turn, turn._("🕓 <b>Which time does your phone show?</b>"), mission, found))


async def choose(_query: CallbackQuery, callback_data: ZonePress, turn: Turn) -> None:
    mission, _zones = await phone_zone.likely(turn.session, turn.person)
    await _set(turn, mission, zone_of(callback_data.zone) or mission.time_zone)


async def _set(turn: Turn, mission: Mission, zone: str) -> None:
    await phone_zone.say(turn.session, turn.person, "" if zone == mission.time_zone else zone)
    await turn.finish()
    turn = turn.speaking(await voice(turn.session, turn.person))
    await turn.show(*_said(turn._, mission, zone, turn._.time(turn.session.now, zone)))


def _said(_: Texts, mission: Mission, zone: str, time: str) -> Screen:
    text = _("✅ Your phone shows the mission’s time. To change this: /time")
    if zone != mission.time_zone:
        text = _(
            "✅ Your phone shows the time of {city}, now {time}. Where it differs from the mission’s, you read both. "
            "To change this: /time",
            city=city(_, zone),
            time=time,
        )
    today = button(_.plain("☀️ My day"), MenuChoice(to="today"))
    return text, inline(_, [[today, button(_.plain("📅 My agenda"), MenuChoice(to="agenda"))]])


def _choice(turn: Turn, text: Markup, mission: Mission, zones: Sequence[str]) -> Screen:
    _, now = turn._, turn.session.now
    rows = [
        [
            button(
                _.plain("{time} · {city}", time=_.time(now, zone), city=city(_, zone)), ZonePress(zone=number_of(zone))
            )
        ]
        for zone in zones[: phone_zone.MOST]
    ]
    same = [button(_.plain("✅ The mission’s time"), ZonePress(zone=number_of(mission.time_zone)))]
    return text, inline(_, [*rows, same, [button(_.plain("‹ Menu"), MenuChoice(to="menu"))]])
