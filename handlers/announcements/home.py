"""The announcements of a mission: what was said, what is planned, and a new one."""

from __future__ import annotations

from aiogram import F, Router
from aiogram.filters import Command, StateFilter
from aiogram.types import CallbackQuery, Message

from handlers.announcements import audience
from handlers.announcements.data import Announce, Composing
from handlers.announcements.message import excerpt
from handlers.core.turn import Turn
from handlers.views.data import DeskChoice
from handlers.views.keyboards import button, inline
from handlers.views.message import Rows
from missions.announcements import drafts, report
from missions.errors import Refusal
from missions.people import access
from storage.tables import Announcement, AnnouncementState, Mission

LISTED = 8
SIGNS = {
    AnnouncementState.SCHEDULED: "🕗",
    AnnouncementState.SENDING: "📤",
    AnnouncementState.SENT: "✅",
    AnnouncementState.STOPPED: "⏹",
}


def router() -> Router:
    home = Router(name="announcements")
    home.message.register(cancel, Command("cancel"), StateFilter(Composing))
    home.callback_query.register(show, DeskChoice.filter(F.to == "announce"))
    home.callback_query.register(begin, Announce.filter(F.act == "new"))
    home.callback_query.register(discard, Announce.filter(F.act == "discard"))
    return home


async def show(_query: CallbackQuery, turn: Turn) -> None:
    mission = await access.require_organiser(turn.session, turn.person)
    await turn.finish()
    await _show(turn, mission)


async def begin(_query: CallbackQuery, turn: Turn) -> None:
    """A new one; what the organiser was writing is gone on with, so that pressing twice begins only one."""
    mission = await access.require_organiser(turn.session, turn.person)
    draft = await drafts.open_draft(turn.session, turn.person, mission.id)
    await audience.show(turn, draft or await drafts.begin(turn.session, turn.person))


async def discard(_query: CallbackQuery, callback_data: Announce, turn: Turn) -> None:
    await drafts.discard(turn.session, turn.person, callback_data.id)
    await turn.finish()
    await turn.toast(turn._.plain("Draft discarded."))
    await _show(turn, await access.require_organiser(turn.session, turn.person))


async def cancel(_message: Message, turn: Turn) -> None:
    """/cancel while composing throws the draft away."""
    announcement_id = await turn.state.get_value("announcement")
    await turn.finish()
    try:
        await drafts.discard(turn.session, turn.person, announcement_id or 0)
    except Refusal as refusal:
        # Stopped all the same; what it was about is out of the organiser's hands.
        await turn.say(turn._.message(refusal))
        return
    await turn.say(turn._("Draft discarded; nothing was sent. /desk shows what you can do."))


async def _show(turn: Turn, mission: Mission) -> None:
    _ = turn._
    rows: Rows = []
    draft = await drafts.open_draft(turn.session, turn.person, mission.id)
    if draft is None:
        rows.append([button(_.plain("➕ New announcement"), Announce(act="new"))])
    else:
        rows.append([button(_.plain("✏️ Continue your draft"), Announce(act="audience", id=draft.id))])
        rows.append([button(_.plain("🗑 Discard the draft"), Announce(act="discard", id=draft.id))])
    earlier = await report.listed(turn.session, mission.id, LISTED)
    rows += [[button(_title(one, turn), Announce(act="report", id=one.id))] for one in earlier]
    rows.append([button(_.plain("‹ Desk"), DeskChoice(to="home"))])
    if earlier:
        text = _("📣 <b>Announcements</b>\nChoose one to see who received it.")
    else:
        text = _("📣 <b>Announcements</b>\nNo announcements yet.")
    await turn.show(text, inline(_, rows))


def _title(announcement: Announcement, turn: Turn) -> str:
    words = excerpt(turn._.choose(announcement.texts), 40)
    return turn._.plain("{sign} {text}", sign=SIGNS[announcement.state], text=words)
