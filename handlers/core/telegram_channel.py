"""Telegram as a channel: a neutral message becomes calls of the Bot API, each a row of the outbox."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from aiogram.methods import (
    DeleteMessage,
    EditMessageReplyMarkup,
    EditMessageText,
    SendContact,
    SendDocument,
    SendMessage,
    SendPhoto,
    SendVenue,
    SetMyCommands,
    TelegramMethod,
)
from aiogram.types import BotCommand, BotCommandScopeChat, BufferedInputFile

from handlers.core.outbox import Outbox
from handlers.views.keyboards import inline
from handlers.views.message import ContactCard, EnclosedFile, MapPin, NeutralMessage
from locales import Texts
from storage.tables import Lane

VCARD_LIMIT = 2048
"""Bytes that sendContact takes."""
FIRST_NAME_LIMIT = 64
"""Characters that sendContact takes."""


@dataclass(frozen=True, slots=True)
class TelegramAnswer:
    """A late answer to what was asked in Telegram's own way, as an inline query: no other channel can carry it."""

    call: TelegramMethod[Any]
    expires_at: datetime


async def post(box: Outbox, chat_id: int, _: Texts, message: NeutralMessage | TelegramAnswer) -> None:
    """Write the outbox rows: the text first, then what goes with it."""
    if isinstance(message, TelegramAnswer):
        await box.post(message.call, chat_id=chat_id, expires_at=message.expires_at)
        return
    box.about = {*box.about, *message.naming}
    row = await _post_text(box, chat_id, _, message)
    if row is not None and message.when_posted is not None:
        message.when_posted(row)
    for pin in message.places:
        await post_pin(box, chat_id, pin, lane=message.lane, expires_at=message.expires_at)
    for call in _going_with(chat_id, _, message):
        await box.post(call, lane=message.lane, expires_at=message.expires_at, announcement_id=message.announcement_id)


async def post_pin(
    box: Outbox, chat_id: int, pin: MapPin, *, lane: Lane = Lane.REPLY, expires_at: datetime | None = None
) -> None:
    """A place on the map, which goes when what it is about is elsewhere."""
    await box.post(venue(chat_id, pin), lane=lane, expires_at=expires_at, follows=pin.about)


async def _post_text(box: Outbox, chat_id: int, _: Texts, message: NeutralMessage) -> int | None:
    call = _text(chat_id, _, message)
    if call is None:
        return None
    return await box.post(
        call,
        lane=message.lane,
        after_id=message.in_place_of,
        key=message.key,
        expires_at=message.expires_at,
        announcement_id=message.announcement_id,
        follows=message.about,
    )


def _text(chat_id: int, _: Texts, message: NeutralMessage) -> TelegramMethod[Any] | None:
    """What the message says, in a new one or in place of an earlier one."""
    keyboard = inline(_, message.buttons) if message.buttons else None
    if keyboard is not None and message.notice:
        keyboard = keyboard.of_notice()
    number = message.in_place_of_message or 0
    earlier = number or message.in_place_of is not None
    if earlier and message.gone:
        return DeleteMessage(chat_id=chat_id, message_id=number)
    if earlier and not message.text:
        return EditMessageReplyMarkup(chat_id=chat_id, message_id=number, reply_markup=keyboard)
    if earlier:
        return EditMessageText(chat_id=chat_id, message_id=number, text=message.text, reply_markup=keyboard)
    if not message.text:
        return None
    silent = message.silent or None
    return SendMessage(chat_id=chat_id, text=message.text, reply_markup=keyboard, disable_notification=silent)


def _going_with(chat_id: int, _: Texts, message: NeutralMessage) -> Iterator[TelegramMethod[Any]]:
    yield from (document(chat_id, file) for file in message.files)
    yield from (photo(chat_id, file) for file in message.pictures)
    if message.commands:
        commands = [BotCommand(command=name, description=text) for name, text in message.commands.items()]
        yield SetMyCommands(commands=commands, scope=BotCommandScopeChat(chat_id=chat_id))


def venue(chat_id: int, pin: MapPin) -> SendVenue:
    """Telegram wants an address: where there is none, the name again."""
    return SendVenue(
        chat_id=chat_id,
        latitude=pin.latitude,
        longitude=pin.longitude,
        title=pin.title,
        address=pin.address or pin.title,
    )


def contact(chat_id: int, _: Texts, card: ContactCard) -> SendContact | SendDocument:
    """A contact that the phone can keep; a file without a phone number, or where the vCard is too long."""
    if card.phone and len(card.vcard.encode()) <= VCARD_LIMIT:
        name = card.name[:FIRST_NAME_LIMIT]
        return SendContact(chat_id=chat_id, phone_number=card.phone, first_name=name, vcard=card.vcard)
    caption = _("📇 {name}", name=card.name)
    return document(chat_id, EnclosedFile(f"{_file_name(card.name)}.vcf", card.vcard.encode(), caption))


def document(chat_id: int, file: EnclosedFile) -> SendDocument:
    content = BufferedInputFile(file.content, filename=file.name)
    return SendDocument(chat_id=chat_id, document=content, caption=file.caption)


def photo(chat_id: int, file: EnclosedFile) -> SendPhoto:
    content = BufferedInputFile(file.content, filename=file.name)
    return SendPhoto(chat_id=chat_id, photo=content, caption=file.caption)


def _file_name(name: str) -> str:
    kept = "".join(sign if sign.isalnum() or sign in "_.-" else " " for sign in name)
    return " ".join(kept.split())[:60] or "contact"
