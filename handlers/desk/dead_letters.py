"""What was set aside: messages held after a restore or refused, updates that failed; and what to do with them."""

from __future__ import annotations

from aiogram import F, Router
from aiogram.types import CallbackQuery
from markupsafe import Markup

from handlers.core.turn import Turn
from handlers.desk.data import AsideAct
from handlers.views.data import DeskChoice
from handlers.views.keyboards import Keyboard, button, inline
from handlers.views.message import Rows
from locales import N_, Texts
from missions.operations import dead_letters
from missions.operations.dead_letters import Shelf
from missions.people import access
from storage.dead_letters import Sort
from storage.tables import Lane, OutboxState

LANES = {
    Lane.REPLY: N_("Answers: {n}, the oldest from {day} {time}"),
    Lane.CHANGE: N_("Changes: {n}, the oldest from {day} {time}"),
    Lane.REMINDER: N_("Reminders and requests: {n}, the oldest from {day} {time}"),
    Lane.BULK: N_("Announcements: {n}, the oldest from {day} {time}"),
}
HEADS = {
    OutboxState.HELD: N_(
        "⏸ <b>On hold since the data were restored: {n}.</b> Some may already have arrived. Send "
        "them if they are still useful."
    ),
    OutboxState.DEAD: N_("⛔ <b>Refused by Telegram: {n}.</b> You can send them again once the cause is fixed."),
}
AGAIN = {OutboxState.HELD: N_("📤 Send those on hold ({n})"), OutboxState.DEAD: N_("🔁 Resend those refused ({n})")}
DROP = {OutboxState.HELD: N_("🗑 Delete those on hold ({n})…"), OutboxState.DEAD: N_("🗑 Delete those refused ({n})…")}


def router() -> Router:
    aside = Router(name="aside")
    ours = F.state.in_(set(HEADS))
    aside.callback_query.register(show, DeskChoice.filter(F.to == "aside"))
    aside.callback_query.register(send, AsideAct.filter((F.act == "send") & ours))
    aside.callback_query.register(ask_to_drop, AsideAct.filter((F.act == "drop") & ours))
    aside.callback_query.register(drop, AsideAct.filter((F.act == "dropped") & ours))
    aside.callback_query.register(replay, AsideAct.filter(F.act == "replay"))
    return aside


async def show(_query: CallbackQuery, turn: Turn) -> None:
    mission = await access.require_organiser(turn.session, turn.person)
    shelf = await dead_letters.shelf(turn.session, turn.person)
    await turn.show(_text(shelf, mission.time_zone, turn._), _keyboard(shelf, turn._))


async def send(query: CallbackQuery, callback_data: AsideAct, turn: Turn) -> None:
    state = OutboxState(callback_data.state)
    sent = await dead_letters.send_again(turn.session, turn.person, state, callback_data.count)
    _ = turn._
    told = _.plain_ngettext("Sending {n} message", "Sending {n} messages", sent.pending)
    await turn.toast(told)
    await show(query, turn)


async def ask_to_drop(_query: CallbackQuery, callback_data: AsideAct, turn: Turn) -> None:
    shelf = await dead_letters.shelf(turn.session, turn.person)
    _, state = turn._, OutboxState(callback_data.state)
    count = shelf.count_of(state)
    text = _.ngettext(
        "Delete {n} message? It will never be sent.", "Delete {n} messages? They will never be sent.", count
    )
    rows = [
        [button(_.plain("🗑 Yes, delete"), AsideAct(act="dropped", state=state, count=count))],
        [button(_.plain("‹ Back"), DeskChoice(to="aside"))],
    ]
    await turn.show(text, inline(_, rows))


async def drop(query: CallbackQuery, callback_data: AsideAct, turn: Turn) -> None:
    state = OutboxState(callback_data.state)
    count = await dead_letters.give_up(turn.session, turn.person, state, callback_data.count)
    _ = turn._
    await turn.toast(_.plain_ngettext("{n} message deleted", "{n} messages deleted", count))
    await show(query, turn)


async def replay(_query: CallbackQuery, turn: Turn) -> None:
    count = await dead_letters.replay_updates(turn.session, turn.person)
    _ = turn._
    told = _.plain_ngettext("{n} will be tried again in a moment", "{n} will be tried again in a moment", count)
    await turn.toast(told)


def _text(shelf: Shelf, time_zone: str, _: Texts) -> Markup:
    parts = [_("📮 <b>Held messages</b>")]
    for state, head in HEADS.items():
        if sorts := shelf.of(state):
            lines = [_(head, n=_.number(shelf.count_of(state))), *(_line(sort, time_zone, _) for sort in sorts)]
            parts.append(Markup("\n").join(lines))
    if shelf.failed_updates:
        parts.append(
            _(
                "🛠 <b>Not done because of an error on our side: {n}.</b> The senders were notified. "
                "Try again once it is fixed.",
                n=_.number(shelf.failed_updates),
            )
        )
    if shelf.unreadable:
        parts.append(
            _(
                "🧪 <b>Unreadable entries: {n}.</b> All others continue. Your operator finds them "
                "with <code>wasl doctor</code>.",
                n=_.number(shelf.unreadable),
            )
        )
    if not shelf.count:
        parts.append(_("✅ Nothing is on hold."))
    return Markup("\n\n").join(parts)


def _line(sort: Sort, time_zone: str, _: Texts) -> Markup:
    line = _(
        LANES[sort.lane], n=_.number(sort.count), day=_.day(sort.oldest, time_zone), time=_.time(sort.oldest, time_zone)
    )
    if not sort.blanked:
        return Markup("• ") + line
    erased = _.ngettext("{n} already deleted", "{n} already deleted", sort.blanked)
    return Markup("• ") + line + Markup(" · ") + erased


def _keyboard(shelf: Shelf, _: Texts) -> Keyboard:
    rows: Rows = []
    for state in HEADS:
        if count := shelf.count_of(state):
            n = _.number(count)
            rows.append([button(_.plain(AGAIN[state], n=n), AsideAct(act="send", state=state, count=count))])
            rows.append([button(_.plain(DROP[state], n=n), AsideAct(act="drop", state=state, count=count))])
    if shelf.failed_updates:
        again = _.plain("🔁 Try again ({n})", n=_.number(shelf.failed_updates))
        rows.append([button(again, AsideAct(act="replay", count=shelf.failed_updates))])
    rows.append(
        [button(_.plain("🔄 Refresh"), DeskChoice(to="aside")), button(_.plain("‹ Desk"), DeskChoice(to="home"))]
    )
    return inline(_, rows)
