"""Announcements as they reach their readers, how far they are for their author, and whom messages no longer reach."""

from __future__ import annotations

from aiogram.methods import EditMessageText, SendMessage

from handlers.announcements import message, progress
from handlers.core.notices import Reader, renders
from handlers.views.data import ProfileCard
from handlers.views.keyboards import button, inline
from locales import catalogues
from missions.announcements.sending import Announced, Progressed
from missions.people.reach import BecameUnreachable
from storage.tables import Announcement, Delegate, Lane, Organisation


@renders(Announced)
async def announced(notice: Announced, reader: Reader) -> None:
    # The language of the moment when the audience was frozen: that of which its author was told.
    _ = catalogues().texts(catalogues().pick(notice.delivery.language, reader.person.language))
    call = SendMessage(
        chat_id=reader.chat_id,
        text=message.body(notice.announcement, notice.mission, _),
        reply_markup=message.seen_button(notice.delivery.id, _),
    )
    notice.delivery.outbox_id = await reader.box.post(call, lane=Lane.BULK, announcement_id=notice.announcement.id)


@renders(Progressed)
async def progressed(notice: Progressed, reader: Reader) -> None:
    announcement = await reader.session.get_one(Announcement, notice.announcement_id)
    text, keyboard = await progress.view(reader.session, announcement, reader._, live=True)
    if announcement.progress_row_id is None:
        announcement.progress_row_id = await reader.box.post(
            SendMessage(chat_id=reader.chat_id, text=text, reply_markup=keyboard)
        )
        return
    edit = EditMessageText(chat_id=reader.chat_id, message_id=0, text=text, reply_markup=keyboard)
    await reader.box.post(edit, after_id=announcement.progress_row_id, key=f"progress:{announcement.id}")


@renders(BecameUnreachable)
async def became_unreachable(notice: BecameUnreachable, reader: Reader) -> None:
    _ = reader._
    delegate = await reader.session.get_one(Delegate, notice.delegate_id)
    organisation = await reader.session.get_one(Organisation, delegate.organisation_id)
    known = {"name": delegate.name, "organisation": organisation.name}
    if delegate.phone:
        text = _(
            "🔕 <b>{name}</b> ({organisation}) has blocked the chat: messages no longer arrive. Telephone: {phone}",
            **known,
            phone=delegate.phone,
        )
    else:
        text = _("🔕 <b>{name}</b> ({organisation}) has blocked the chat: messages no longer arrive.", **known)
    keyboard = inline(_, [[button(_.plain("👤 Profile"), ProfileCard(delegate=delegate.id))]])
    call = SendMessage(chat_id=reader.chat_id, text=text, reply_markup=keyboard)
    await reader.box.post(call, lane=Lane.REMINDER)
