"""E-mail addresses and phone numbers, as two lists write them."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

import phonenumbers

from missions.identity.word_lists import words
from storage.tables.folding import without_ignorable

_SHARED_BOXES = words(
    "info infos contact contacto contacts direction dg commercial comercial export import ventes ventas sales admin"
    " administration administracion office bureau oficina"
    " secretariat secretaria accueil hello mail email courrier rh hr"
    " recrutement marketing support presse press communication gerencia gerance compta comptabilite finance service"
    " services client clients webmaster noreply president presidence societe entreprise empresa general"
)
"""Mailboxes that a firm's people share."""
_FREE = words(
    "gmail.com googlemail.com yahoo.com yahoo.fr yahoo.es hotmail.com hotmail.fr hotmail.es outlook.com outlook.fr"
    " outlook.es live.com live.fr msn.com icloud.com me.com mac.com aol.com protonmail.com proton.me gmx.com gmx.fr"
    " orange.fr free.fr laposte.net wanadoo.fr sfr.fr menara.ma iam.net.ma telefonica.net terra.es aviso.ci"
)
"""Domains at which everybody may have an address."""
_FEWEST = 8
"""Digits at the end from which two numbers are one, where the country of one is not known."""


@lru_cache(maxsize=65536)
def email_key(text: str) -> str:
    """An address for comparing; empty where it is none."""
    address = without_ignorable(text).strip().casefold().removeprefix("mailto:").strip("<>;, ")
    box, at, domain = address.rpartition("@")
    if not box or not at or "." not in domain or any(sign.isspace() for sign in address):
        return ""
    if domain in {"gmail.com", "googlemail.com"}:
        box, domain = box.partition("+")[0].replace(".", ""), "gmail.com"
    return f"{box}@{domain}"


def is_shared_box(key: str) -> bool:
    """Whether several people of a firm read this address."""
    return re.split(r"[.\-_+0-9]", key.partition("@")[0])[0] in _SHARED_BOXES


def firm_domain(key: str) -> str:
    """The domain of an address, if it is a firm's own."""
    domain = key.partition("@")[2]
    return "" if domain in _FREE else domain


@lru_cache(maxsize=65536)
def phone_key(text: str, region: str = "") -> str:
    """A number in E.164; its digits alone where the country is not known; empty where it is none.

    region: ISO 3166 code of the country that a number without one is dialled in.
    """
    typed = unicodedata.normalize("NFKC", without_ignorable(text)).strip()
    digits = "".join(str(unicodedata.decimal(sign)) for sign in typed if sign.isdecimal())
    if len(digits) < 6:
        return ""
    plain = f"+{digits.removeprefix('00')}" if typed.startswith(("+", "00")) else digits
    try:
        number = phonenumbers.parse(plain, region or None)
    except phonenumbers.NumberParseException:
        return digits
    if not phonenumbers.is_possible_number(number):
        return digits
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def same_phone(one: str, other: str) -> bool:
    """Whether two keys are one number: also where one of them lacks its country."""
    if not one or not other:
        return False
    if one.startswith("+") and other.startswith("+"):
        return one == other
    short, long = sorted((one.lstrip("+0"), other.lstrip("+0")), key=len)
    return len(short) >= _FEWEST and long.endswith(short)


@lru_cache(maxsize=65536)
def is_mobile(key: str) -> bool:
    """Whether a number is a person's own, as far as its country tells."""
    if not key.startswith("+"):
        return False
    try:
        kind = phonenumbers.number_type(phonenumbers.parse(key))
    except phonenumbers.NumberParseException:
        return False
    return kind == phonenumbers.PhoneNumberType.MOBILE
