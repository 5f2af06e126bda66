"""Telegram as a channel: a neutral message becomes calls of the Bot API, each a row of the outbox."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from aiogram.methods import (
    EditMessageText,
    SendContact,
    SendDocument,
    SendMessage,
    SendVenue,
    SetMyCommands,
    TelegramMethod,
)
from aiogram.types import BotCommand, BotCommandScopeChat, BufferedInputFile

from handlers.core.outbox import Outbox
from handlers.views.keyboards import inline
from handlers.views.message import ContactCard, EnclosedFile, MapPin, NeutralMessage
from locales import Texts

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
    for call in _calls(chat_id, _, message):
        is_text = isinstance(call, SendMessage | EditMessageText)
        row = await box.post(
            call,
            lane=message.lane,
            after_id=message.in_place_of if is_text else None,
            key=message.key if is_text else None,
            expires_at=message.expires_at,
            announcement_id=message.announcement_id,
        )
        if is_text and message.when_posted is not None:
            message.when_posted(row)


def _calls(chat_id: int, _: Texts, message: NeutralMessage) -> Iterator[TelegramMethod[Any]]:
    keyboard = inline(_, message.buttons) if message.buttons else None
    number = message.in_place_of_message or 0
    if keyboard is not None and not number and message.in_place_of is None:
        keyboard.follow(message.about)
    if number or message.in_place_of is not None:
        yield EditMessageText(chat_id=chat_id, message_id=number, text=message.text, reply_markup=keyboard)
    elif message.text:
        yield SendMessage(chat_id=chat_id, text=message.text, reply_markup=keyboard)
    yield from (venue(chat_id, pin) for pin in message.places)
    if message.contact is not None:
        yield contact(chat_id, _, message.contact)
    yield from (document(chat_id, file) for file in message.files)
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


def _file_name(name: str) -> str:
    kept = "".join(sign if sign.isalnum() or sign in "_.-" else " " for sign in name)
    return " ".join(kept.split())[:60] or "contact"
