"""What became of announcements: reports, stopping, taking back into the drawer, and the readers' "Seen"."""

from __future__ import annotations

from aiogram import F, Router
from aiogram.types import CallbackQuery

from handlers.announcements import audience, progress
from handlers.announcements.data import Announce, AnnouncementSeen
from handlers.core import edits
from handlers.core.turn import Turn
from missions.announcements import drafts, report, sending
from missions.announcements.report import follow


def router() -> Router:
    reports = Router(name="announcement reports")
    reports.callback_query.register(show, Announce.filter(F.act == "report"))
    reports.callback_query.register(stop, Announce.filter(F.act == "stop"))
    reports.callback_query.register(unschedule, Announce.filter(F.act == "unschedule"))
    reports.callback_query.register(preview_seen, AnnouncementSeen.filter(F.delivery == 0))
    reports.callback_query.register(seen, AnnouncementSeen.filter())
    return reports


async def show(_query: CallbackQuery, callback_data: Announce, turn: Turn) -> None:
    announcement = await drafts.find(turn.session, turn.person, callback_data.id)
    if announcement.state not in report.PAST:
        # It was taken back since: its author goes on with it, others read that.
        await audience.show(turn, await drafts.own(turn.session, turn.person, announcement.id))
        return
    text, keyboard = progress.view(turn._, await follow(turn.session, announcement))
    if not await turn.show(text, keyboard):
        await turn.toast(turn._.plain("Nothing has changed."))


async def stop(_query: CallbackQuery, callback_data: Announce, turn: Turn) -> None:
    announcement = await sending.stop(turn.session, turn.person, callback_data.id)
    await turn.toast(turn._.plain("Stopped: it will not be sent to anyone else."))
    await turn.show(*progress.view(turn._, await follow(turn.session, announcement)))


async def unschedule(_query: CallbackQuery, callback_data: Announce, turn: Turn) -> None:
    announcement = await sending.unschedule(turn.session, turn.person, callback_data.id)
    await turn.toast(turn._.plain("It will not be sent. It is a draft again."))
    if announcement.author_id == turn.person.id:
        await audience.show(turn, announcement)
    else:
        await turn.show(turn._("✏️ This announcement will not be sent. It is its author’s draft again."))


async def seen(_query: CallbackQuery, callback_data: AnnouncementSeen, turn: Turn) -> None:
    first = await report.see(turn.session, turn.person, callback_data.delivery)
    if not first:
        await turn.toast(turn._.plain("You have already confirmed this."))
        return
    await turn.toast(turn._.plain("Thank you. Marked as seen."))
    if turn.pressed is not None:
        await edits.disarm(turn.box, turn.chat_id, turn.pressed.message_id)


async def preview_seen(_query: CallbackQuery, turn: Turn) -> None:
    await turn.toast(
        turn._.plain("This is only a preview: recipients press this button to confirm that they have read it.")
    )
