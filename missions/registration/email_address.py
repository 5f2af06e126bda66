"""An e-mail address as people type it, alone or beside their number."""

from __future__ import annotations

from locales import N_
from missions.contact_details import is_email, tidy_email
from missions.errors import Refusal

LONGEST = 254
"""Signs of an address (RFC 5321)."""
NO_ADDRESS = N_("This is not an e-mail address. Please type one such as name@company.com.")


def typed_email(text: str) -> str:
    """The address, tidied.

    Raises:
        Refusal: it is none.
    """
    address = tidy_email(text)
    if not is_email(address) or len(address) > LONGEST:
        raise Refusal(NO_ADDRESS)
    return address


def parted(text: str) -> tuple[str, str]:
    """What is left of a message without the e-mail address in it, and that address; empty where there is none.

    Raises:
        Refusal: a word with "@" is no address.
    """
    words = text.split()
    typed = [word for word in words if "@" in word or "\N{FULLWIDTH COMMERCIAL AT}" in word]
    left = " ".join(word for word in words if word not in typed).strip(" ,;/|")
    return left, typed_email(typed[0]) if typed else ""
