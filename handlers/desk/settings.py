"""Settings of the mission at the desk: what each is, and a question for another value."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from aiogram import F, Router
from aiogram.filters import StateFilter
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message
from markupsafe import Markup

from handlers.core.turn import Turn
from handlers.desk.data import SettingPress
from handlers.views.data import DeskChoice
from handlers.views.keyboards import Screen, button, columns, inline
from handlers.views.time_of_day import clock, span
from locales import N_, Texts
from missions.errors import Refusal
from missions.people import access
from missions.quiet.prayers import METHODS
from missions.settings import changing
from missions.settings.changing import OFF, DeskSetting
from storage.tables import Mission

QUESTIONS: Mapping[DeskSetting, str] = {
    DeskSetting.REMINDERS: N_(
        "⏰ How many minutes before a meeting are people reminded? Choose, or type up to five: 60, 15."
    ),
    DeskSetting.DIGEST: N_("🗞 When is the evening digest of the next day sent? Choose, or type a time, as 18:30."),
    DeskSetting.REQUESTS: N_("⏳ How many hours does a request hold its slot? Choose, or type a number: 1 to 720."),
    DeskSetting.QUIET: N_("🌙 When is nothing sent that can wait? Choose, or type the hours, as 22:00–07:00."),
    DeskSetting.PUSHES: N_(
        "🔢 After how many messages a day does what can wait go into the evening digest? Choose, or type a number: 1 to"
        " 100."
    ),
    DeskSetting.PRAYERS: N_(
        "🕌 By which method are the prayer times of the place computed? Nothing that can wait is sent then."
    ),
    DeskSetting.RAMADAN: N_(
        "🌒 Which day is the first of Ramadan? Type it, as 08/02/2027. Iftar is kept free of messages."
    ),
}
NAMES: Mapping[DeskSetting, str] = {
    DeskSetting.REMINDERS: N_("⏰ Reminders"),
    DeskSetting.DIGEST: N_("🗞 Evening digest"),
    DeskSetting.REQUESTS: N_("⏳ Requests"),
    DeskSetting.QUIET: N_("🌙 Quiet hours"),
    DeskSetting.PUSHES: N_("🔢 Daily limit of messages"),
    DeskSetting.PRAYERS: N_("🕌 Prayer times"),
    DeskSetting.RAMADAN: N_("🌒 Ramadan"),
}
OFFERED: Mapping[DeskSetting, Sequence[str]] = {
    DeskSetting.REMINDERS: ("60,15", "90,20", "30"),
    DeskSetting.DIGEST: ("17.30", "18.30", "19.30", "20.30"),
    DeskSetting.REQUESTS: ("2", "12", "24", "36", "48", "72"),
    DeskSetting.QUIET: ("21.00-07.00", "22.00-07.00", "23.00-08.00"),
    DeskSetting.PUSHES: ("5", "8", "12", "20"),
    DeskSetting.PRAYERS: METHODS,
    DeskSetting.RAMADAN: (),
}
"""As they would be typed, without a colon, which parts the data of buttons."""
COUNTRIES: Mapping[str, str] = {
    "morocco": N_("Morocco"),
    "algeria": N_("Algeria"),
    "tunisia": N_("Tunisia"),
    "egypt": N_("Egypt"),
    "makkah": N_("Umm al-Qura, Mecca"),
    "gulf": N_("Gulf region"),
    "turkey": N_("Türkiye"),
    "france": N_("France"),
    "mwl": N_("Muslim World League"),
}


class MissionSetting(StatesGroup):
    """A setting's value is awaited; the data say of which: {"setting": name}."""

    value = State()


def router() -> Router:
    settings = Router(name="desk settings")
    settings.callback_query.register(show, DeskChoice.filter(F.to == "settings"))
    settings.callback_query.register(show, SettingPress.filter(F.act == "show"))
    settings.callback_query.register(ask, SettingPress.filter(F.act == "ask"))
    settings.callback_query.register(choose, SettingPress.filter(F.act.in_({"set", "off"})))
    settings.message.register(take, StateFilter(MissionSetting.value), F.text & ~F.text.startswith("/"))
    settings.message.register(not_text, StateFilter(MissionSetting.value), ~F.text)
    return settings


async def show(_query: CallbackQuery, turn: Turn) -> None:
    mission = await access.require_organiser(turn.session, turn.person)
    await turn.finish()
    await turn.show(*view(turn._, mission))


async def ask(_query: CallbackQuery, callback_data: SettingPress, turn: Turn) -> None:
    await access.require_organiser(turn.session, turn.person)
    setting = _setting(callback_data.of)
    await turn.state.set_state(MissionSetting.value)
    await turn.state.update_data({"setting": setting.value})
    await ask_again(turn)


async def ask_again(turn: Turn) -> None:
    """Puts the question of a setting, with what it is now."""
    _ = turn._
    mission = await access.require_organiser(turn.session, turn.person)
    setting = _setting((await turn.state.get_data()).get("setting", ""))
    offered = [
        button(label, SettingPress(act="set", of=setting, to=each))
        for each in OFFERED[setting]
        if (label := _offered(_, setting, each)) != _value(_, mission, setting)
    ]
    rows = columns(offered, 2)
    if setting in OFF:
        rows.append([button(_none(_, setting), SettingPress(act="off", of=setting))])
    rows.append([button(_.plain("‹ Back"), SettingPress(act="show"))])
    await turn.ask(Markup("\n\n").join([_(QUESTIONS[setting]), _line(_, mission, setting)]), inline(_, rows))


async def choose(_query: CallbackQuery, callback_data: SettingPress, turn: Turn) -> None:
    text = callback_data.to if callback_data.act == "set" else None
    await _change(turn, _setting(callback_data.of), text)


async def take(message: Message, turn: Turn) -> None:
    setting = _setting((await turn.state.get_data()).get("setting", ""))
    await _change(turn, setting, (message.text or "").casefold())


async def not_text(_message: Message, turn: Turn) -> None:
    await ask_again(turn)


async def _change(turn: Turn, setting: DeskSetting, text: str | None) -> None:
    mission = await changing.change(turn.session, turn.person, setting, text)
    await turn.finish()
    await turn.toast(turn._.plain("Saved."))
    await turn.show(*view(turn._, mission))


def view(_: Texts, mission: Mission) -> Screen:
    """What the settings are."""
    lines = [_line(_, mission, each) for each in DeskSetting]
    note = _("<i>Changed here, a setting stays until the mission file says something else than before.</i>")
    rows = columns([button(_.plain(NAMES[each]), SettingPress(act="ask", of=each)) for each in DeskSetting], 2)
    text = Markup("\n\n").join([_("⚙️ <b>Settings</b>"), Markup("\n").join(lines), note])
    return text, inline(_, [*rows, [button(_.plain("‹ Desk"), DeskChoice(to="home"))]])


def _line(_: Texts, mission: Mission, setting: DeskSetting) -> Markup:
    return _("{setting}: <b>{value}</b>", setting=_.plain(NAMES[setting]), value=_value(_, mission, setting))


def _value(_: Texts, mission: Mission, setting: DeskSetting) -> str:
    return _VALUES[setting](_, mission) or _none(_, setting)


def _none(_: Texts, setting: DeskSetting) -> str:
    match setting:
        case DeskSetting.PUSHES:
            return _.plain("No limit")
        case DeskSetting.RAMADAN:
            return _.plain("By the calendar")
        case DeskSetting.PRAYERS:
            return _.plain("Not observed")
        case _other:
            return _.plain("None")


def _reminders(_: Texts, mission: Mission) -> str:
    leads = [_.plain_ngettext("{n} minute before", "{n} minutes before", each) for each in mission.reminder_minutes]
    return str(_.list(leads)) if leads else ""


def _digest(_: Texts, mission: Mission) -> str:
    return clock(_, mission.digest_at) if mission.digest_at is not None else ""


def _requests(_: Texts, mission: Mission) -> str:
    return _.plain_ngettext("{n} hour to answer", "{n} hours to answer", mission.request_hours)


def _quiet(_: Texts, mission: Mission) -> str:
    begins, ends = mission.quiet_from, mission.quiet_until
    return span(_, begins, ends) if begins is not None and ends is not None else ""


def _pushes(_: Texts, mission: Mission) -> str:
    return _.number(mission.pushes_a_day) if mission.pushes_a_day else ""


def _prayers(_: Texts, mission: Mission) -> str:
    return _.plain(COUNTRIES[mission.prayer_times]) if mission.prayer_times in COUNTRIES else ""


def _ramadan(_: Texts, mission: Mission) -> str:
    return _.date(mission.ramadan_on) if mission.ramadan_on is not None else ""


_VALUES: Mapping[DeskSetting, Callable[[Texts, Mission], str]] = {
    DeskSetting.REMINDERS: _reminders,
    DeskSetting.DIGEST: _digest,
    DeskSetting.REQUESTS: _requests,
    DeskSetting.QUIET: _quiet,
    DeskSetting.PUSHES: _pushes,
    DeskSetting.PRAYERS: _prayers,
    DeskSetting.RAMADAN: _ramadan,
}


def _offered(_: Texts, setting: DeskSetting, text: str) -> str:
    """A value that can be chosen, as it is shown once it is set."""
    preview = Mission(**dict(zip(changing.COLUMNS[setting], changing.read(setting, text), strict=True)))
    return _value(_, preview, setting)


def _setting(name: str) -> DeskSetting:
    if name not in {each.value for each in DeskSetting}:
        raise Refusal(changing.UNKNOWN)
    return DeskSetting(name)
