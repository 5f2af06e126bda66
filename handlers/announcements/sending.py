"""A last look: whom it reaches, how it reads; then now, or at an hour of the mission's clock."""

from __future__ import annotations

from datetime import datetime, timedelta

from aiogram import F, Router
from aiogram.methods import SendMessage
from aiogram.types import CallbackQuery, Message
from markupsafe import Markup

from handlers.announcements import described, message, progress
from handlers.announcements.data import Announce, Composing
from handlers.core.turn import Turn
from handlers.views.keyboards import button, inline
from locales import N_, catalogues
from missions.announcements import drafts, sending, when
from missions.announcements.report import follow
from missions.errors import Refusal
from storage.tables import Announcement

EVENING, MORNING = 20, 8
NO_SUCH = N_("This choice is not available.")


def router() -> Router:
    sending_router = Router(name="announcement sending")
    sending_router.callback_query.register(check, Announce.filter(F.act == "check"))
    sending_router.callback_query.register(set_urgent, Announce.filter(F.act == "urgent"))
    sending_router.callback_query.register(preview, Announce.filter(F.act == "preview"))
    sending_router.callback_query.register(send_now, Announce.filter(F.act == "now"))
    sending_router.callback_query.register(ask_when, Announce.filter(F.act == "later"))
    sending_router.callback_query.register(send_at, Announce.filter(F.act == "at"))
    sending_router.message.register(take_time, Composing.when, F.text & ~F.text.startswith("/"))
    sending_router.message.register(only_time, Composing.when, ~F.text)
    return sending_router


async def set_urgent(query: CallbackQuery, callback_data: Announce, turn: Turn) -> None:
    urgent = callback_data.argument == "on"
    await drafts.set_urgent(turn.session, turn.person, callback_data.id, urgent=urgent)
    await check(query, callback_data, turn)


async def check(_query: CallbackQuery, callback_data: Announce, turn: Turn) -> None:
    draft = await drafts.own(turn.session, turn.person, callback_data.id)
    _ = turn._
    await turn.finish()
    await turn.state.set_state(Composing.choosing)
    await turn.state.set_data({"announcement": draft.id})
    run = await drafts.dry_run(turn.session, draft)
    parts = [
        _("👁 <b>Check before sending</b>"),
        described.audience(await drafts.titled(turn.session, draft), draft, _),
        described.counts(run, _),
        described.languages(run, draft, _),
        described.newcomers(draft, turn.person.language, _),
        _("🚨 Urgent: it is sent in quiet hours, too.") if draft.urgent else Markup(),
    ]
    label = (
        _.plain("🔔 Not urgent: wait for quiet hours") if draft.urgent else _.plain("🚨 Urgent: even in quiet hours")
    )
    urgency = Announce(act="urgent", id=draft.id, argument="off" if draft.urgent else "on")
    now, later = (Announce(act=act, id=draft.id, revision=draft.revision) for act in ("now", "later"))
    rows = [
        [button(_.plain("👁 Preview"), Announce(act="preview", id=draft.id))],
        [
            button(_.plain_ngettext("📤 Send now to {n} person", "📤 Send now to {n} people", run.reachable), now),
            button(_.plain("🕗 Send later"), later),
        ],
        [button(label, urgency)],
        [
            button(_.plain("‹ Text"), Announce(act="texts", id=draft.id)),
            button(_.plain("‹ Audience"), Announce(act="audience", id=draft.id)),
        ],
    ]
    await turn.show(Markup("\n\n").join(part for part in parts if part), inline(_, rows))


async def preview(_query: CallbackQuery, callback_data: Announce, turn: Turn) -> None:
    """Below, the very messages that readers get, one for each text."""
    draft = await drafts.own(turn.session, turn.person, callback_data.id)
    mission = await drafts.mission_of(turn.session, draft)
    run = await drafts.dry_run(turn.session, draft)
    for code in run.languages:
        if drafts.text_for(draft, code) is None:
            continue
        reader = catalogues().texts(code)
        with turn.box.reading(turn.person, reader):
            await turn.say(message.body(draft, mission, reader), message.seen_button(0, reader))


async def send_now(_query: CallbackQuery, callback_data: Announce, turn: Turn) -> None:
    announcement = await sending.send(turn.session, turn.person, callback_data.id, callback_data.revision)
    await turn.finish()
    await turn.show(turn._("📤 Sending. Progress below."))
    text, keyboard = progress.view(turn._, await follow(turn.session, announcement), by_itself=True)
    announcement.progress_row_id = await turn.box.post(
        SendMessage(chat_id=turn.chat_id, text=text, reply_markup=keyboard)
    )


async def ask_when(_query: CallbackQuery, callback_data: Announce, turn: Turn) -> None:
    draft = await drafts.own(turn.session, turn.person, callback_data.id, callback_data.revision)
    await turn.finish()
    await turn.state.set_state(Composing.when)
    await turn.state.set_data({"announcement": draft.id, "revision": draft.revision})
    await prompt(turn)


async def prompt(turn: Turn) -> None:
    """Ask for the hour: the usual ones as buttons, any other typed."""
    _ = turn._
    data = await turn.state.get_data()
    draft = await drafts.own(turn.session, turn.person, data["announcement"])
    zone = (await drafts.mission_of(turn.session, draft)).time_zone
    labels = {
        "hour": _.plain("In one hour"),
        "evening": _.plain("This evening, {hour}:00", hour=EVENING),
        "morning": _.plain("Tomorrow morning, {hour}:00", hour=MORNING),
    }
    rows = []
    for name, label in labels.items():
        try:
            _instant(name, turn.session.now, zone)
        except Refusal:  # this evening is past, say
            continue
        rows.append([button(label, Announce(act="at", id=draft.id, revision=data["revision"], argument=name))])
    rows.append([button(_.plain("‹ Back"), Announce(act="check", id=draft.id))])
    text = _(
        "🕗 <b>When?</b> It is {now} now, mission time.\nChoose, or type a time: 14:30, or with the day: 12/07 14:30.",
        now=_.time(turn.session.now, zone),
    )
    await turn.ask(text, inline(_, rows))


async def send_at(_query: CallbackQuery, callback_data: Announce, turn: Turn) -> None:
    draft = await drafts.own(turn.session, turn.person, callback_data.id, callback_data.revision)
    zone = (await drafts.mission_of(turn.session, draft)).time_zone
    instant = _instant(callback_data.argument, turn.session.now, zone)
    await _schedule(turn, draft, callback_data.revision, instant)


async def take_time(typed: Message, turn: Turn) -> None:
    data = await turn.state.get_data()
    try:
        draft = await drafts.own(turn.session, turn.person, data["announcement"], data["revision"])
    except Refusal as refusal:
        await turn.finish()
        await turn.say(turn._.message(refusal))
        return
    zone = (await drafts.mission_of(turn.session, draft)).time_zone
    await _schedule(turn, draft, data["revision"], when.typed(typed.text or "", turn.session.now, zone))


async def only_time(_message: Message) -> None:
    raise Refusal(when.UNREADABLE)


async def _schedule(turn: Turn, draft: Announcement, revision: int, instant: datetime) -> None:
    announcement = await sending.send(turn.session, turn.person, draft.id, revision, at=instant)
    await turn.finish()
    text, keyboard = progress.view(turn._, await follow(turn.session, announcement))
    await turn.show(text, keyboard)


def _instant(name: str, now: datetime, zone: str) -> datetime:
    match name:
        case "hour":
            return now + timedelta(hours=1)
        case "evening":
            return when.today_at(EVENING, now, zone)
        case "morning":
            return when.tomorrow_at(MORNING, now, zone)
        case _:
            raise Refusal(NO_SUCH)
