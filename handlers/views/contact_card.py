"""The other's contact, for two who have a confirmed meeting: as a vCard 3.0 (RFC 2426)."""

from __future__ import annotations

import re

from aiogram.methods import SendContact, SendDocument, TelegramMethod
from aiogram.types import BufferedInputFile, Message

from handlers.views.venue_pin import pin
from locales import Texts
from missions.meetings.details import Details
from storage.tables import Delegate

VCARD_LIMIT = 2048
"""Bytes that sendContact takes."""

_SPECIAL = re.compile(r"([\\,;])")


def contact(_: Texts, details: Details, side: Delegate, chat_id: int) -> TelegramMethod[Message] | None:
    """The call that hands over the other's contact; a document where they left no phone; None unless confirmed."""
    if not details.meeting.is_agreed:
        return None
    other = details.other(side.id)
    card = vcard(other, details.organisation(other).name)
    if other.phone and len(card.encode()) <= VCARD_LIMIT:
        return SendContact(chat_id=chat_id, phone_number=other.phone, first_name=other.name[:64], vcard=card)
    file = BufferedInputFile(card.encode(), filename=f"{_file_name(other.name)}.vcf")
    return SendDocument(chat_id=chat_id, document=file, caption=_("📇 {name}", name=other.name))


def both(_: Texts, details: Details, side: Delegate, chat_id: int) -> list[TelegramMethod[Message]]:
    """What goes with a confirmed meeting: where it is on the map, and the other's contact."""
    calls: list[TelegramMethod[Message]] = []
    venue = details.venue
    if venue is not None and venue.latitude is not None and venue.longitude is not None:
        calls.append(pin(_, chat_id, venue.title, venue.address, venue.latitude, venue.longitude))
    card = contact(_, details, side, chat_id)
    return [*calls, card] if card is not None else calls


def vcard(delegate: Delegate, organisation: str) -> str:
    """Name, organisation, position, phone and e-mail. The name is not taken apart: nobody knows which part is which."""
    name = _escape(delegate.name)
    lines = ["BEGIN:VCARD", "VERSION:3.0", f"N:{name};;;;", f"FN:{name}", f"ORG:{_escape(organisation)}"]
    if delegate.position:
        lines.append(f"TITLE:{_escape(delegate.position)}")
    if delegate.phone:
        lines.append(f"TEL;TYPE=CELL:{_escape(delegate.phone)}")
    if delegate.email:
        lines.append(f"EMAIL;TYPE=INTERNET:{_escape(delegate.email)}")
    return "\r\n".join([*lines, "END:VCARD", ""])


def _escape(value: str) -> str:
    return _SPECIAL.sub(r"\\\1", " ".join(value.split()))


def _file_name(name: str) -> str:
    return " ".join(re.sub(r"[^\w.-]", " ", name).split())[:60] or "contact"
