"""Registering costs 12 acts at most, whatever is particular."""

from __future__ import annotations

from dataclasses import replace

import pytest

from locales import catalogues
from tests.handlers.registration.kit import House
from tests.handlers.registration.words import AMINA, LUCIA, RACHID
from tests.screen import plain

pytestmark = pytest.mark.asyncio(loop_scope="session")

MOST = 12
SAYS_LITTLE = {"fr": "De bons partenaires", "ar": "شركاء جادون", "en": "Good partners"}
"""Words that name no sector."""
SECTOR = {"fr": "Logiciel et services numériques", "ar": "البرمجيات والخدمات الرقمية", "en": "Software & digital"}
THREE = {
    "fr": replace(RACHID, languages=("Arabe", "Anglais")),
    "ar": replace(AMINA, languages=("الفرنسية", "الإنجليزية")),
    "en": replace(LUCIA, languages=("Spanish", "French")),
}


@pytest.mark.parametrize("code", ["fr", "ar", "en"])
async def test_three_languages_unknown_words_and_a_typed_number(joining_home: House, code: str) -> None:
    home = joining_home
    little = SAYS_LITTLE[code]
    for number, way in enumerate(
        (
            replace(THREE[code], offer="Web, logiciel, software, برمجيات", need="Cloud"),
            replace(THREE[code], offer=little, need=little, send=SECTOR[code]),
            replace(THREE[code], offer=little, need=little, send=SECTOR[code], typed="+212 661-00.00.77"),
        )
    ):
        sends = plain(catalogues().texts(code).plain("📨 Send to the organisers")) if number == 0 else way.send
        person = await home.newcomer(f"Long{number}{code.title()}", code)
        await home.enrol(person, replace(way, send=sends), await home.invite(way.delegation))
        assert person.acts <= MOST, person.told()
        delegate = await home.delegate(f"Long{number}{code.title()} Nouveau")
        assert len(delegate.languages) == 3
        assert len(delegate.sectors) == 1 or number == 0
        assert delegate.phone == ("+212661000077" if way.typed else "" if code == "ar" else "+212611111111")
