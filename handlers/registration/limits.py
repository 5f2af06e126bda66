"""A delegate's own limits, under their profile: each with its values as buttons, the one that holds marked."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from aiogram import Router
from aiogram.filters.callback_data import CallbackData
from aiogram.types import CallbackQuery
from markupsafe import Markup

from handlers.core.turn import Turn
from handlers.registration.profile_card import LimitsPress
from handlers.views.data import MenuChoice, Number
from handlers.views.keyboards import Screen, button, inline
from handlers.views.message import Button
from locales import Texts
from missions.registration import limits, participation
from missions.registration.limits import Beyond, Limit
from storage.tables import Delegate, Mission

REQUESTS = (3, 5, 10, 0)
A_DAY = (3, 4, 6, 8, 0)
EARLIEST = (9 * 60, 9 * 60 + 30, 10 * 60, 11 * 60, 0)
"""What can be chosen; 0 is no limit."""


class LimitPress(CallbackData, prefix="lim"):
    """Sets one limit."""

    delegate: Number
    limit: Limit
    value: Number


def router() -> Router:
    own = Router(name="limits")
    own.callback_query.register(show, LimitsPress.filter())
    own.callback_query.register(choose, LimitPress.filter())
    return own


async def show(_query: CallbackQuery, callback_data: LimitsPress, turn: Turn) -> None:
    await _show(turn, await participation.own(turn.session, turn.person, callback_data.delegate))


async def choose(_query: CallbackQuery, callback_data: LimitPress, turn: Turn) -> None:
    press = callback_data
    await _show(turn, await limits.set_limit(turn.session, turn.person, press.delegate, press.limit, press.value))
    await turn.toast(turn._.plain("Saved."))


async def _show(turn: Turn, delegate: Delegate) -> None:
    mission = await turn.session.get_one(Mission, delegate.mission_id)
    await turn.show(*view(turn._, delegate, mission, await limits.beyond(turn.session, delegate)))


def view(_: Texts, delegate: Delegate, mission: Mission, beyond: Beyond) -> Screen:
    """The limits as they are, and what else could be chosen."""
    earliest = delegate.not_before.hour * 60 + delegate.not_before.minute if delegate.not_before else 0
    most = mission.meetings_per_day
    a_day = [each for each in A_DAY if not most or each <= most]
    lines = [
        _("⏱ <b>My limits</b>"),
        _("📨 Requests waiting for my answer, at most: {n}", n=_count(_, delegate.open_requests)),
        _("🤝 Meetings a day, at most: {n}", n=_count(_, delegate.meetings_per_day or most)),
        _("🌅 No meeting before: {time}", time=_hour(_, earliest)),
        _("⚡ A request is confirmed at once where the time suits.")
        if delegate.auto_accept
        else _("⚡ You answer each request yourself."),
        *_stays(_, beyond),
    ]
    at_once = LimitPress(delegate=delegate.id, limit=Limit.AT_ONCE, value=int(not delegate.auto_accept))
    turned = _.plain("⚡ Ask me first") if delegate.auto_accept else _.plain("⚡ Confirm at once")
    rows = [
        _choices(delegate, Limit.REQUESTS, REQUESTS, delegate.open_requests, lambda n: f"📨 {_count(_, n)}"),
        _choices(delegate, Limit.A_DAY, a_day, delegate.meetings_per_day, lambda n: f"🤝 {_count(_, n)}"),
        _choices(delegate, Limit.EARLIEST, EARLIEST, earliest, lambda n: f"🌅 {_hour(_, n)}"),
        [button(turned, at_once)],
        [button(_.plain("‹ My profile"), MenuChoice(to="profile"))],
    ]
    return Markup("\n").join(lines), inline(_, rows)


def _stays(_: Texts, beyond: Beyond) -> list[Markup]:
    """What is agreed already and beyond the limits: it is said, and stays."""
    said = []
    if n := beyond.earlier:
        said.append(_.ngettext("⚠️ {n} confirmed meeting begins earlier.", "⚠️ {n} confirmed meetings begin earlier.", n))
    if n := beyond.full_days:
        said.append(_.ngettext("⚠️ {n} day has more confirmed meetings.", "⚠️ {n} days have more confirmed meetings.", n))
    if said:
        return [*said, _("They stay until you move or cancel them: /agenda")]
    return [_("What is agreed already stays.")]


def _choices(
    delegate: Delegate, limit: Limit, values: Sequence[int], now: int, said: Callable[[int], str]
) -> list[Button]:
    return [
        button(said(each), LimitPress(delegate=delegate.id, limit=limit, value=each)) for each in values if each != now
    ]


def _count(_: Texts, number: int) -> str:
    return _.number(number) if number else "∞"


def _hour(_: Texts, minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}" if minutes else "–"
