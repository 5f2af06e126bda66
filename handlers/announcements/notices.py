"""Announcements as they reach their readers, how far they are for their author, and whom messages no longer reach."""

from __future__ import annotations

from functools import partial

from markupsafe import Markup

from handlers.announcements import message, progress
from handlers.core import standing
from handlers.core.gathering import gather
from handlers.core.notices import Reader, Said
from handlers.views.data import ProfileCard
from handlers.views.first_line import Who, first_line
from handlers.views.keyboards import button
from handlers.views.message import NeutralMessage
from locales import catalogues
from missions.announcements.report import follow
from missions.announcements.sending import Announced, Progressed
from missions.people.reach import BecameUnreachable
from storage.tables import Announcement, AnnouncementState, CardKind, Delegate, Lane, Organisation


async def announced(notice: Announced, reader: Reader) -> Said:
    # The language of the moment when the audience was frozen: that of which its author was told.
    _ = catalogues().texts(catalogues().pick(notice.delivery.language, reader.person.language))
    return [
        NeutralMessage(
            text=message.body(notice.announcement, notice.mission, _),
            buttons=message.seen_button(notice.delivery.id, _).rows,
            lane=Lane.BULK,
            announcement_id=notice.announcement.id,
            when_posted=partial(setattr, notice.delivery, "outbox_id"),
        )
    ]


async def progressed(notice: Progressed, reader: Reader) -> Said:
    announcement = await reader.session.get_one(Announcement, notice.announcement_id)
    screen = progress.view(reader._, await follow(reader.session, announcement), by_itself=True)
    return await standing.progress(
        reader,
        screen,
        announcement.progress_row_id,
        ended=announcement.state not in (AnnouncementState.SCHEDULED, AnnouncementState.SENDING),
        note=partial(setattr, announcement, "progress_row_id"),
    )


async def became_unreachable(notice: BecameUnreachable, reader: Reader) -> Said:
    _ = reader._
    delegate = await reader.session.get_one(Delegate, notice.delegate_id)
    organisation = await reader.session.get_one(Organisation, delegate.organisation_id)
    lines = [
        first_line(_, _("🔕 <b>Unreachable</b>"), who=Who(delegate.called, organisation.name)),
        _("{name} has blocked the bot: messages no longer arrive.", name=delegate.called),
    ]
    if delegate.phone:
        lines.append(_("📞 {phone}", phone=delegate.phone))
    text = Markup("\n").join(lines)
    rows = [[button(_.plain("👤 {name}", name=delegate.called), ProfileCard(delegate=delegate.id))]]
    return [await gather(reader, CardKind.UNREACHABLE, NeutralMessage(text=text, buttons=rows, lane=Lane.REMINDER))]
