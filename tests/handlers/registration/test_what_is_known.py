"""A registration starts with what is known: the name in the other script, the e-mail beside the number; what lacks."""

from __future__ import annotations

from dataclasses import replace

import pytest

from missions.errors import Refusal
from missions.identity.romanised import other_form, romanised
from missions.registration.email_address import parted
from missions.registration.missing import missing
from storage.tables import Delegate
from tests.handlers.registration.kit import House
from tests.handlers.registration.words import AMINA

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_a_latin_form_is_proposed_and_the_email_taken_with_the_number(joining_home: House) -> None:
    home = joining_home
    rachid = await home.newcomer("رشيد", "ar")
    way = replace(AMINA, typed="+212 661-00.00.78 rachid@madi.example")
    await rachid.start(await home.invite("morocco"))
    review = await home.fill_in(rachid, replace(way, organisation=f"مدى {rachid.id}"))
    assert "🔤 Rachid Nouveau" in review.text
    assert "rachid@madi.example" in review.text
    await rachid.press(way.send)
    await rachid.expect(way.sent)
    assert rachid.acts <= 12
    delegate = await home.delegate("رشيد Nouveau")
    assert (delegate.other_name, delegate.email) == ("Rachid Nouveau", "rachid@madi.example")
    assert delegate.phone == "+212661000078"


@pytest.mark.parametrize(
    ("name", "latin"),
    [
        ("رشيد الوزاني", "Rachid Ouazzani"),
        ("نور الدين بنجلون", "Noureddine Benjelloun"),
        ("فاطمة الزهراء العلمي", "Fatima Zahra Alami"),
        ("Rachid Ouazzani", ""),
    ],
)
async def test_names_in_arabic_have_a_latin_form(name: str, latin: str) -> None:
    assert romanised(name) == latin


async def test_what_is_known_goes_before_a_proposal_and_nothing_is_made_up() -> None:
    assert other_form("رشيد الوزاني", "Rashid El Wazzani") == "Rashid El Wazzani"
    assert other_form("رشيد الوزاني", "Karim T.") == "Rachid Ouazzani"
    assert other_form("Rachid Ouazzani", "رشيد الوزاني") == "رشيد الوزاني"
    assert other_form("Rachid Ouazzani", "Rachid") == ""


async def test_an_email_beside_a_number_is_checked() -> None:
    assert parted("+212 661 / a.b@firm.ma") == ("+212 661", "a.b@firm.ma")
    assert parted("+212 661000078") == ("+212 661000078", "")
    with pytest.raises(Refusal):
        parted("+212 661000078 a.b@firm")


async def test_what_lacks_is_said_the_most_useful_first() -> None:
    bare = Delegate(name="رشيد", offer="Vente", need="Distributeurs de câbles", position="DG", phone="1")

    assert missing(bare) == ["offer", "sectors", "languages", "other_name"]
