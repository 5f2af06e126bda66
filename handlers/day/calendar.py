"""Meetings for the calendar of a phone: as a file, or at an address to which it subscribes."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable

from aiogram import F, Router
from aiogram.types import CallbackQuery
from markupsafe import escape

from handlers.core import telegram_channel
from handlers.core.turn import Turn
from handlers.views import calendar as calendars
from handlers.views.calendar_press import CalendarAct, CalendarPress
from handlers.views.data import MenuChoice
from handlers.views.item import briefly
from handlers.views.keyboards import Screen, button, inline
from handlers.views.message import EnclosedFile, NeutralMessage
from locales import N_, Texts
from missions.day import feed
from missions.day.calendar import Calendar, calendar_of
from missions.day.items import Item, ItemState
from missions.errors import Refusal
from missions.meetings.states import NOT_YOURS
from missions.people.whose import whose_of
from storage.tables import CalendarFeed, Lane

NOTHING = N_("There is no confirmed meeting to put into a calendar yet.")
FILE_NAME = "wasl.ics"


def router() -> Router:
    presses = Router(name="calendars")
    handlers: dict[CalendarAct, Callable[..., Awaitable[None]]] = {
        CalendarAct.MEETING: send_meeting,
        CalendarAct.SESSION: send_session,
        CalendarAct.WAYS: ways,
        CalendarAct.FILE: send_all,
        CalendarAct.SUBSCRIBE: subscribe,
        CalendarAct.RENEW: renew,
        CalendarAct.STOP: stop,
    }
    for act, handler in handlers.items():
        presses.callback_query.register(handler, CalendarPress.filter(F.act == act))
    return presses


async def send_meeting(_query: CallbackQuery, callback_data: CalendarPress, turn: Turn) -> None:
    """A file with one meeting; of a cancelled one, the file that takes it out of the calendar."""
    await _send_one(turn, (await _calendar(turn)).only(meeting_id=callback_data.id))


async def send_session(_query: CallbackQuery, callback_data: CalendarPress, turn: Turn) -> None:
    await _send_one(turn, (await _calendar(turn)).only(session_id=callback_data.id))


async def _calendar(turn: Turn) -> Calendar:
    return await calendar_of(turn.session, await whose_of(turn.session, turn.person))


async def _send_one(turn: Turn, found: Calendar) -> None:
    if not found.items:
        raise Refusal(NOT_YOURS)
    await _send(turn, found, _about(turn._, found.items[0], found.zone), found.items)


async def ways(query: CallbackQuery, turn: Turn, public_url: str) -> None:
    """Where pages have no address, the file is all there is."""
    if not public_url:
        await send_all(query, turn)
        return
    _ = turn._
    text = _(
        "🗓 <b>My agenda in my calendar</b>\n"
        "Subscribe once, and your calendar follows every change by itself. Or take a file with your meetings as they "
        "are now."
    )
    rows = [
        [button(_.plain("🔗 Subscribe"), CalendarPress(act=CalendarAct.SUBSCRIBE))],
        [button(_.plain("📄 Take the file"), CalendarPress(act=CalendarAct.FILE))],
        [button(_.plain("📅 My agenda"), MenuChoice(to="agenda"))],
    ]
    await turn.show(text, inline(_, rows))


async def send_all(_query: CallbackQuery, turn: Turn) -> None:
    found = await _calendar(turn)
    n = sum(each.is_sure for each in found.items)
    if not n:
        raise Refusal(NOTHING)
    what = turn._.plain_ngettext("{n} event for your calendar", "{n} events for your calendar", n)
    await _send(turn, found, what, found.items)


async def subscribe(_query: CallbackQuery, turn: Turn, public_url: str) -> None:
    _require(public_url)
    found = await feed.subscribe(turn.session, turn.person, await whose_of(turn.session, turn.person))
    await turn.show(*_subscribed(turn._, public_url, found))


async def renew(query: CallbackQuery, turn: Turn, public_url: str) -> None:
    """Another address, for one that was passed on."""
    _require(public_url)
    await feed.revoke(turn.session, turn.person, await whose_of(turn.session, turn.person))
    await subscribe(query, turn, public_url)
    await turn.toast(turn._.plain("New address. The earlier one no longer works."))


async def stop(query: CallbackQuery, turn: Turn, public_url: str) -> None:
    await feed.revoke(turn.session, turn.person, await whose_of(turn.session, turn.person))
    await turn.toast(turn._.plain("The address no longer works."))
    await ways(query, turn, public_url)


def _subscribed(_: Texts, public_url: str, found: CalendarFeed) -> Screen:
    text = _(
        "🔗 <b>The address of my agenda</b>\n"
        "<code>{address}</code>\n\n"
        "Tap it to copy it, and add it to your calendar as a subscription “by URL”. Your meetings, their changes and "
        "reminders come by themselves.\n"
        "Anyone who has the address can read your agenda: keep it to yourself.",
        address=escape(public_url + calendars.path(found.token)),  # copied as it is: without marks of direction
    )
    rows = [
        [button(_.plain("🔄 New address"), CalendarPress(act=CalendarAct.RENEW))],
        [button(_.plain("✖️ Stop the subscription"), CalendarPress(act=CalendarAct.STOP))],
        [button(_.plain("📅 My agenda"), MenuChoice(to="agenda"))],
    ]
    return text, inline(_, rows)


def _about(_: Texts, item: Item, zone: str) -> str:
    when = _.plain(
        "{day}, {hours}", day=_.day(item.starts_at, zone), hours=_.period(item.starts_at, item.ends_at, zone)
    )
    return _.plain("{name}, {when}", name=briefly(_, item), when=when)


async def _send(turn: Turn, calendar: Calendar, what: str, items: Iterable[Item]) -> None:
    _ = turn._
    cancels = all(each.state is ItemState.CANCELLED for each in items)
    content = calendars.written(_, calendar, turn.session.now, cancels=cancels)
    caption = (
        _("🗓 Cancelled: {what}. Open the file to take it out of your calendar.", what=what)
        if cancels
        else _("🗓 {what}. Open the file to add it to your calendar.", what=what)
    )
    named = {f"delegate:{named}" for each in items for named in each.named}
    message = NeutralMessage(files=[EnclosedFile(FILE_NAME, content, caption)], naming=named, lane=Lane.REPLY)
    await telegram_channel.post(turn.box, turn.chat_id, _, message)


def _require(public_url: str) -> None:
    """A button of before the operator took the address away."""
    if not public_url:
        raise Refusal(N_("Calendar addresses are no longer offered here. Take the file instead."))
