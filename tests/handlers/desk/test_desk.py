"""The organisers' desk over the wire: overview, approvals, people, invitations; and nobody else gets in."""

from __future__ import annotations

import pytest
from sqlmodel import col, func, select

from missions.people import access
from storage.tables import Audit, Delegate, DelegateStatus, Invitation, Person, RoleKind
from tests.handlers.desk.kit import Label, delegate, label, named, organiser, set_status, speak
from tests.handlers.registration.kit import OWNER, House, asked_again

NO_REQUEST = (
    "No request is waiting for you. Requests to delegates who are not in the chat come here: you answer for them."
)
PNG = b"\x89PNG\r\n\x1a\n"


@pytest.mark.asyncio(loop_scope="session")
async def test_the_desk_in_each_language(desk_home: House) -> None:
    await organiser(desk_home)
    await delegate(desk_home, "Karim", "fr", "Fouad Bennis", DelegateStatus.PENDING)
    await delegate(desk_home, "أمينة", "ar", "Adil Lamrabet", DelegateStatus.PENDING)
    for language in ("fr", "ar", "en"):
        await speak(desk_home.database, OWNER, language)
        await _overview(desk_home, label(language))
        await _decide(desk_home, label(language))
        await _look_up(desk_home, label(language))
        await _invite(desk_home, label(language))


async def _overview(home: House, _: Label) -> None:
    salma = home.owner
    for command in ("/agenda", "/people"):
        await salma.say(command)
        await salma.expect(_(access.ONLY_ORGANISES))
    await salma.say("/requests")
    assert (await salma.expect(_(NO_REQUEST))).button(_("🗂 Organisers’ desk"))
    await salma.say("/desk")
    await salma.expect(_("⏳ Waiting for approval: {n}", n="2"))
    await salma.press(_("🔄 Refresh"))
    await salma.expect_toast(_("Nothing has changed."))
    await home.sandbox.called("setMyCommands", scope={"type": "chat", "chat_id": OWNER})


async def _decide(home: House, _: Label) -> None:
    """Refuse one with a reason, approve the other; both as they were afterwards."""
    salma, karim, amina = home.owner, home.sandbox.person("Karim"), home.sandbox.person("أمينة")
    await salma.press(_("⏳ Approvals ({n})", n="2"))
    page = (await salma.expect("Fouad Bennis")).id
    # Older cards about the two are brought up to date meanwhile: what is awaited is this page.
    await salma.press(_("➡️ Next"))
    await salma.reads(page, "Adil Lamrabet")
    await salma.press(_("➡️ Next"))
    await salma.reads(page, "Fouad Bennis")
    await salma.press(_("🚫 Refuse…"))
    asked = await salma.expect("Fouad Bennis", "/cancel")
    await salma.say("Hors du <thème>")
    await salma.press(_("📨 Refuse with this reason"))
    assert "Adil Lamrabet" in (await asked_again(salma, _("✅ Approve"), asked.id)).text
    await karim.expect("Hors du <thème>")
    await salma.press(_("✅ Approve"))
    await salma.expect(_("✅ No one is waiting for approval."))
    await amina.expect("✅")
    fouad, adil = await named(home.database, "Fouad Bennis"), await named(home.database, "Adil Lamrabet")
    assert (fouad.status, adil.status) == (DelegateStatus.REFUSED, DelegateStatus.APPROVED)
    for one in (fouad, adil):
        await set_status(home.database, one.id, DelegateStatus.PENDING)


async def _look_up(home: House, _: Label) -> None:
    salma = home.owner
    await salma.say("/desk")
    await salma.press(_("👥 People"))
    await salma.press("(20)")
    await salma.expect("8", "20")
    await salma.press(_("Next ›"))
    await salma.expect("9", "16")
    await salma.say("ministere  BENNIS")
    await salma.press("Fouad Bennis")
    await salma.expect("Fouad Bennis", _("Waiting for approval"))
    found = salma.last.id
    await salma.press(_("‹ Back to the list"))
    # Back leads to what was found.
    await asked_again(salma, _("‹ People"), found - 1)
    await salma.press(_("‹ People"))
    await salma.press("(20)")
    await salma.press("Alicia Benaim")
    await salma.press(_("🔗 Create a link to claim this profile"))
    for _page_then_message_to_forward in range(2):
        await salma.expect("Alicia Benaim", "https://t.me/wasl_demo_bot?start=")


async def _invite(home: House, _: Label) -> None:
    salma = home.owner
    await salma.say("/desk")
    await salma.expect(_("⏳ Waiting for approval: {n}", n="2"))
    await salma.press(_("✉️ Invitations"))
    await salma.press(_("➕ Create a link"))
    await salma.press(_("Delegates (they choose their delegation)"))
    await salma.press("50")
    await salma.press(_("Until the mission ends"))
    await salma.expect("50", "https://t.me/wasl_demo_bot?start=")
    picture = await salma.expect("https://t.me/wasl_demo_bot?start=")
    assert (await salma.file_bytes(picture)).startswith(PNG)
    async with home.database.reading() as session:
        link = (await session.exec(select(Invitation).order_by(col(Invitation.id).desc()))).first()
    assert link is not None
    assert (link.uses, link.uses_left, link.token in picture.text) == (50, 50, True)
    await salma.press(_("🗑 Withdraw it"), answered=True)
    everyone = _("Delegates of any delegation")
    await salma.expect(_("Withdraw this link? No one can open it afterwards: {whom}.", whom=everyone))
    await salma.press(_("🗑 Withdraw it"))
    await salma.expect_toast(_("Link withdrawn."))
    async with home.database.reading() as session:
        assert (await session.get_one(Invitation, link.id)).revoked_at is not None


@pytest.mark.asyncio(loop_scope="session")
async def test_old_buttons_and_strangers_change_nothing(desk_home: House) -> None:
    home = desk_home
    salma = await organiser(home)
    karim = await delegate(home, "Karim", "fr", "Fouad Bennis", DelegateStatus.APPROVED)
    waiting = await named(home.database, "Adil Lamrabet")
    await set_status(home.database, waiting.id, DelegateStatus.PENDING)
    await set_status(home.database, (await named(home.database, "Fouad Bennis")).id, DelegateStatus.APPROVED)
    await _two_decide_at_once(home)
    await _press_the_last_button_twice(home)
    await set_status(home.database, waiting.id, DelegateStatus.PENDING)
    await salma.say("/desk", answered=True)
    before = await _everything(home)
    await karim.say("/desk")
    await karim.expect("Seuls les organisateurs")
    message = karim.last.id
    mission, person = waiting.mission_id, waiting.id
    for data in (
        "menu:desk", "desk:home", "desk:missions", "desk:approvals", "desk:people", "desk:invitations",
        "desk:invite", "desk:announce", "dlsd:figures:1:0", "dlsd:approved:1:0",
        f"dmis:{mission}", f"appr:approve:{person}:{waiting.revision}:queue",
        f"appr:refuse:{person}:{waiting.revision}:queue", f"appr:next:{person}:0:queue", "dppl:1:0",
        f"dprf:{person}:0", f"dclm:{person}", f"dinv:uses:{mission}:delegate:0:1:0",
        f"dinv:made:{mission}:organiser:0:1:0", "dlnk:show:1", "dlnk:revoked:1", "ann:new:0:0:",
    ):  # fmt: skip
        await karim.stale_press(message, data)
        toast = await karim.expect_toast("Seuls les organisateurs")
        assert toast["show_alert"], data
    assert await _everything(home) == before


async def _two_decide_at_once(home: House) -> None:
    """The second organiser is told what is true."""
    salma = home.owner
    await salma.say("/desk")
    await salma.press("Approvals (1)")
    card = await salma.expect("Adil Lamrabet")
    approve = card.button("Approve")
    assert approve is not None
    await salma.press("Approve")
    await salma.expect("No one is waiting")
    await salma.stale_press(card.id, approve.data)
    toast = await salma.expect_toast("already approved")
    assert not toast["show_alert"], "the same tap again raises no alarm"
    assert (await named(home.database, "Adil Lamrabet")).status is DelegateStatus.APPROVED


async def _press_the_last_button_twice(home: House) -> None:
    salma = home.owner
    await salma.say("/desk")
    await salma.press("Invitations")
    await salma.press("Create a link")
    await salma.press("An organiser")
    asked = await salma.expect("How long")
    last = asked.button("7 days")
    assert last is not None
    await salma.press("7 days")
    await salma.expect("To help organise it")
    await salma.stale_press(asked.id, last.data)
    await salma.expect_toast("already been created")
    async with home.database.reading() as session:
        for_organisers = select(func.count()).where(Invitation.role == RoleKind.ORGANISER)
        assert (await session.exec(for_organisers)).one() == 1


async def _everything(home: House) -> list[object]:
    """What the acts of an organiser would change."""
    async with home.database.reading() as session:
        counts = [(await session.exec(select(func.count()).select_from(table))).one() for table in (Audit, Invitation)]
        statuses = (await session.exec(select(Delegate.id, Delegate.status).order_by(col(Delegate.id)))).all()
        missions = (await session.exec(select(Person.id, Person.mission_id).order_by(col(Person.id)))).all()
    return [*counts, *statuses, *missions]
