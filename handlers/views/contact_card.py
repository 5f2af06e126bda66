"""A contact, for people who have a confirmed meeting: as a vCard 3.0 (RFC 2426)."""

from __future__ import annotations

import re

from handlers.views.message import ContactCard
from missions.meetings.details import Details
from storage.tables import Delegate

_SPECIAL = re.compile(r"([\\,;])")


def contact(details: Details, other: Delegate) -> ContactCard:
    """How one of its people can be reached."""
    return ContactCard(other.name, other.phone, vcard(other, details.organisation(other).name))


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
