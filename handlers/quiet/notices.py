"""The list of the evening: what its reader was not sent by itself."""

from __future__ import annotations

from datetime import timedelta

from markupsafe import Markup, escape
from sqlmodel import select

from handlers.core.message_text import as_read, parts
from handlers.core.notices import Reader, Said
from handlers.views.data import MenuChoice
from handlers.views.keyboards import button
from handlers.views.message import NeutralMessage
from missions import local_time
from missions.notices import already_posted
from missions.privacy.subjects import subjects
from missions.pushes.notices import AlsoToday
from missions.pushes.releasing import listed_in
from storage.tables import Delegate, Lane, Mission


async def also_today(notice: AlsoToday, reader: Reader) -> Said:
    """A line of each; nothing where none is true any more."""
    _ = reader._
    lines: list[Markup] = []
    naming: set[str] = set()
    for each in await listed_in(reader.session, notice):
        for message in await reader.renderers[type(each)](each, reader):
            if isinstance(message, NeutralMessage) and message.text:
                lines.append(_line(message))
                naming |= {*message.naming, *await subjects(reader.session, each)}
                break
    if not lines:
        return []
    texts = parts(_("🗞 <b>Also today</b>"), lines)
    silent = await _digest_rings(reader, notice)
    ways = [
        button(_.plain("📨 Requests"), MenuChoice(to="requests")),
        button(_.plain("☰ Menu"), MenuChoice(to="menu")),
    ]
    return [
        NeutralMessage(
            text=text,
            buttons=[ways] if text is texts[-1] else [],
            lane=Lane.REMINDER,
            naming=naming,
            silent=silent or text is not texts[0],
        )
        for text in texts
    ]


def _line(message: NeutralMessage) -> Markup:
    """What a lock screen would have shown of it."""
    # What was gathered grows at its end.
    paragraph = message.text.split("\n\n")[-1 if message.in_place_of or message.in_place_of_message else 0]
    return Markup("• {}").format(escape(as_read(paragraph.split("\n")[0])))


async def _digest_rings(reader: Reader, notice: AlsoToday) -> bool:
    """Whether the digest of tomorrow's meetings was sent this evening: one of both rings."""
    mission = await reader.session.get_one(Mission, notice.mission_id)
    theirs = select(Delegate.id).where(Delegate.mission_id == mission.id, Delegate.person_id == reader.person.id)
    tomorrow = local_time.local_date(reader.session.now, local_time.zone(mission)) + timedelta(days=1)
    keys = [f"digest:delegate={each}:day={tomorrow.isoformat()}" for each in await reader.session.exec(theirs)]
    return bool(await already_posted(reader.session, keys))
