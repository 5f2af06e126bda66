"""Registering costs 12 acts at most, whatever is particular; and a firm under two spellings is asked about in them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlmodel import col

from locales import catalogues
from missions.rules.who_may_meet import OWN_ORGANISATION, forbids
from storage.tables import Delegate, DelegateStatus, Organisation
from tests.handlers.desk.kit import label, speak
from tests.handlers.registration.kit import OWNER, House
from tests.handlers.registration.words import AMINA, LUCIA, RACHID
from tests.in_turn import each_in_turn
from tests.people import Person
from tests.screen import plain

pytestmark = pytest.mark.asyncio(loop_scope="session")

MOST = 12
SAYS_LITTLE = {"fr": "De bons partenaires", "ar": "شركاء جادون", "en": "Good partners"}
"""Words that name no sector."""
SECTOR = {"fr": "Logiciel et services numériques", "ar": "البرمجيات والخدمات الرقمية", "en": "Software & digital"}
UNIVERSITY = {"fr": "Université", "ar": "جامعة", "en": "University"}
THREE = {
    "fr": replace(RACHID, languages=("Arabe", "Anglais")),
    "ar": replace(AMINA, languages=("الفرنسية", "الإنجليزية")),
    "en": replace(LUCIA, languages=("Spanish", "French")),
}


@each_in_turn("code", ["fr", "ar", "en"])
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


@each_in_turn("code", ["fr", "ar", "en"])
async def test_a_firm_under_another_spelling(joining_home: House, code: str) -> None:
    """Saying that it is the same costs no act; who says nothing of it is shown at the desk."""
    home, _, way = joining_home, label(code), THREE[code]
    first, second, third = {
        "fr": ("Boréal SARL", "Boréal S.A.R.L", "Boreal"),
        "ar": ("شركة مدى الأطلس", "شركه مدي الاطلس ش.م.م", "مدى الأطلس"),
        "en": ("Ronda & Fils", "Ronda et Fils", "Ronda and Fils, Ltd."),
    }[code]
    names = [f"{word}{code.title()} Nouveau" for word in ("Firsta", "Seconda", "Thirda")]
    little = SAYS_LITTLE[code]
    for name, firm, says_same in ((names[0], first, None), (names[1], second, True), (names[2], third, False)):
        person = await home.newcomer(name.partition(" ")[0], code)
        same = _("🏢 Yes: {name}", name=first)
        kind = same if says_same else way.kind if says_same is None else UNIVERSITY[code]
        long = replace(way, organisation=firm, kind=kind, offer=little, need=little, send=SECTOR[code])
        shown = first if says_same else firm
        await home.register(person, replace(long, shown=shown), await home.invite(way.delegation))
        assert person.acts <= MOST, person.told()
        assert (first in _asked_the_kind(person)) == (says_same is not None)
    one, other, another = [await home.delegate(name) for name in names]
    assert one.organisation_id == other.organisation_id != another.organisation_id
    async with home.database.unit() as session:
        assert await forbids(session, one, other) == OWN_ORGANISATION
        spelled = (await session.get_one(Organisation, other.organisation_id)).name
    assert spelled == first

    await speak(home.database, OWNER, code)
    await home.owner.say("/desk")
    await home.owner.press(_("👥 People"))
    await home.owner.press(_("🏢 Check for duplicates"))
    listed = await home.owner.expect(f"{first} (2)", f"{third} (1)")
    [line] = [each for each in listed.text.split("\n") if f"{first} (2)" in each]
    assert f"{third} (1)" in line
    await speak(home.database, OWNER, "fr")


def _asked_the_kind(person: Person) -> str:
    """What the third question read."""
    texts = [plain(event["message"].get("text", "")) for event in person.events if "message" in event]
    return next(text for text in reversed(texts) if text.startswith("3/9"))


async def test_an_edit_to_another_spelling_is_asked_about(joining_home: House) -> None:
    home = joining_home
    await home.enrol(
        await home.newcomer("Holder"), replace(LUCIA, organisation="Atlas Cordoba"), await home.invite("andalusia")
    )
    [holder] = await home.rows(Delegate, Delegate.name == "Holder Nouveau")
    [firm] = await home.rows(Organisation, col(Organisation.id) == holder.organisation_id)
    editor, delegate = await home.approved("Editora")
    await editor.say("/profile")
    await editor.press("Organisation")
    await editor.expect("Which company or organisation")
    await editor.say(f"{firm.name}, S.L.")
    await editor.expect("Current: ", f"Is it {firm.name}?")
    await editor.press(f"Yes: {firm.name}")
    await editor.expect("Registration approved", firm.name)
    assert (await home.delegate(delegate.name)).organisation_id == firm.id
    assert (await home.delegate(delegate.name)).status is DelegateStatus.APPROVED
