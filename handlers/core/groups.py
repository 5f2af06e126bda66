"""Groups: the bot speaks with each person alone, and says so there once."""

from __future__ import annotations

from aiogram.enums import ChatMemberStatus, ChatType
from aiogram.methods import SendMessage
from aiogram.types import Chat, Message, Update, User

from handlers.core.outbox import Outbox
from handlers.core.voice import LAST_RESORT
from handlers.views.keyboards import inline, link
from locales import N_, catalogues
from storage.outbox import claim_notice

GROUPS = {ChatType.GROUP, ChatType.SUPERGROUP}
IN_PRIVATE = N_("👋 I speak with each person privately. Please write to me there.")
ABSENT = {ChatMemberStatus.LEFT, ChatMemberStatus.KICKED, ChatMemberStatus.RESTRICTED}


async def answer(box: Outbox, update: Update) -> None:
    """Say it where the bot was added to a group, or is spoken to in one; never twice in the same."""
    me = await box.bot.me()
    chat, who = _where(update, me)
    if chat is None or chat.type not in GROUPS or not await claim_notice(box.session, f"group:{chat.id}"):
        return
    _ = catalogues().texts(catalogues().pick(who.language_code if who else None, LAST_RESORT))
    text = _(IN_PRIVATE)
    keyboard = inline(_, [[link(_.plain("💬 Open the chat"), f"https://t.me/{me.username}")]])
    await box.post(SendMessage(chat_id=chat.id, text=text, reply_markup=keyboard))


def _where(update: Update, me: User) -> tuple[Chat | None, User | None]:
    """The group in which the bot is spoken to, or to which it was added, and by whom."""
    if (change := update.my_chat_member) is not None:
        came = change.old_chat_member.status in ABSENT and change.new_chat_member.status not in ABSENT
        return (change.chat, change.from_user) if came else (None, None)
    message = update.message
    if message is not None and _is_to(message, me):
        return message.chat, message.from_user
    return None, None


def _is_to(message: Message, me: User) -> bool:
    text = (message.text or message.caption or "").casefold()
    answered = message.reply_to_message
    command, _space, _rest = text.partition(" ")
    to_another = "@" in command and f"@{me.username}".casefold() not in command
    return (
        (text.startswith("/") and not to_another)
        or f"@{me.username}".casefold() in text
        or (answered is not None and answered.from_user is not None and answered.from_user.id == me.id)
    )
