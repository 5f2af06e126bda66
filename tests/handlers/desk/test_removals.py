"""Putting people out at the desk, over the wire and in each language; each says what becomes of meetings."""

from __future__ import annotations

import pytest
from sqlmodel import select

from storage.tables import DelegateStatus, Invitation, RoleKind
from tests.handlers.desk.kit import Label, delegate, label, named, organiser, set_status, speak
from tests.handlers.registration.kit import OWNER, House

pytestmark = pytest.mark.asyncio(loop_scope="session")
NAME = "Fouad Bennis"
OFFERED = (
    "Suspend: no new requests or suggestions for now; confirmed meetings stay.\n"
    "Remove: meetings and requests are cancelled, and the others are notified."
)


async def test_suspended_readmitted_and_removed_in_each_language(desk_home: House) -> None:
    await organiser(desk_home)
    karim = await delegate(desk_home, "Karim", "en", NAME, DelegateStatus.APPROVED)
    for language in ("fr", "ar", "en"):
        _ = label(language)
        await speak(desk_home.database, OWNER, language)
        await speak(desk_home.database, karim.id, language)
        await _open(desk_home, _)
        await desk_home.owner.press(_("⛔ Suspend"))
        await desk_home.owner.expect_toast(_("Suspended."))
        await karim.expect("⛔", "Málaga" if language != "ar" else "مالقة")
        await karim.say("/people")
        await karim.expect(_("The organisers have suspended your participation. Please contact them."))
        await desk_home.owner.press(_("↩️ Readmit"))
        await desk_home.owner.expect_toast(_("Readmitted."))
        await karim.expect("✅")
        await _remove(desk_home, _)
        await karim.expect("🗑")
        shown = desk_home.owner.last.text
        assert "🗒" in shown
        assert str(OWNER) in shown
        assert (await named(desk_home.database, NAME)).status is DelegateStatus.REMOVED
        await set_status(desk_home.database, (await named(desk_home.database, NAME)).id, DelegateStatus.APPROVED)


async def test_an_organiser_is_named_dismissed_and_barred(desk_home: House) -> None:
    _ = label("en")
    salma = await organiser(desk_home)
    houda = desk_home.sandbox.person("Houda")
    token = await desk_home.invite(role=RoleKind.ORGANISER)
    await houda.start(token, answered=True)
    asked = await salma.expect("Houda Lahlou (@houda_lahlou, 2004)")
    assert asked.button(_("✅ Confirm"))
    await salma.press(_("✅ Confirm"))
    await houda.expect("✅")
    await salma.say("/desk", answered=True)
    await salma.press(_("🔑 Organisers"))
    await salma.press("Houda Lahlou")
    await salma.press(_("🗑 Yes, end it"))
    await houda.expect("🔑")
    assert ": organiser removed by" in salma.last.text
    await houda.start(token)
    await houda.expect(label("fr")("This link is no longer valid for you. Please ask the organisers."))
    async with desk_home.database.reading() as session:
        assert (await session.exec(select(Invitation).where(Invitation.token == token))).one().uses_left == 0


async def _open(home: House, _: Label) -> None:
    salma = home.owner
    await salma.say("/desk", answered=True)
    await salma.press(_("👥 People"))
    await salma.expect(_("👥 People").split()[1])
    await salma.say(NAME)
    await salma.press(NAME)
    await salma.press(_("⛔ Suspend or remove…"))
    await salma.expect(_(OFFERED))


async def _remove(home: House, _: Label) -> None:
    salma = home.owner
    await salma.press(_("🗑 Remove…"))
    await salma.press(_("🗑 Yes, remove"))
    await salma.expect_toast(_("Removed."))
