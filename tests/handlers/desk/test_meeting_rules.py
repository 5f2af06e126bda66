"""Organisers say at the desk who may meet whom: it holds wherever people look, at once, and nobody else can say it."""

from __future__ import annotations

import pytest
from sqlmodel import col, select

from missions.rules import who_may_meet
from missions.rules.meeting_rules import rules_of
from storage.database import Database
from storage.tables import Audit, CuratedPair, Delegate, DelegateStatus, Mission, Organisation, PairWish, RankedPair
from tests.handlers.desk.kit import Label, label, speak
from tests.handlers.mission import become
from tests.handlers.registration.kit import in_ten_days
from tests.people import Person, Sandbox
from tests.wasl import RANKED_SECONDS, Wasl

OWNER = 1001
NOTED = "Saved. The suggestions will be updated in a moment."
OPENED = "Everyone may meet everyone from another delegation."


@pytest.mark.parametrize("engine_name", ["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)])
async def test_rules_set_at_the_desk_hold_everywhere(database_url: str, database: Database) -> None:
    async with (
        Sandbox() as sandbox,
        Wasl(sandbox, database_url, owner_ids=(OWNER,), start=False, matching="tags") as wasl,
    ):
        await wasl.load("malaga", starting=in_ten_days())
        await wasl.start()
        await wasl.logs("event=ranked", within=RANKED_SECONDS)
        owner, rachid = sandbox.person(OWNER), sandbox.person("Rachid")
        me = await become(database, rachid.id, "en", "Jamal Eddine")
        for one in (owner, rachid):
            await one.start(answered=True)
        for code in ("fr", "ar", "en"):
            await speak(database, OWNER, code)
            await adds_and_removes(owner, label(code))
        await only_companies_meet_agencies(owner, label("en"))
        await holds_before_the_lists_are_made(database, rachid, me)
        await the_lists_follow(database, wasl)
        await rachid.say("/people")
        await rachid.expect("The organisers suggest this meeting", "of 3")
        await a_delegate_changes_nothing(database, rachid)
        assert await sandbox.refused() == []


async def adds_and_removes(owner: Person, _: Label) -> None:
    await owner.say("/desk")
    await owner.press(_("🧲 Suggestions, supply and demand"))
    await owner.press(_("🚦 Who may meet whom"))
    await owner.expect(_(OPENED))
    await owner.press(_("➕ Add a rule"))
    for answer in (_("Any delegation"), _("University"), _("Any delegation"), _("Investor")):
        await owner.press(answer)
    await owner.expect(_("University"), "↔", _("Investor"))
    await owner.press(_("⛔ These may not meet"))
    await owner.expect(_(OPENED), _("⛔ These may not meet:"), _("Investor"))
    await owner.press("🗑")
    await owner.press(_("🗑 Yes, remove"))
    shown = await owner.expect(_(OPENED))
    assert _("Investor") not in shown.text


async def only_companies_meet_agencies(owner: Person, _: Label) -> None:
    await owner.press(_("➕ Add a rule"))
    for answer in ("Any delegation", "Company", "Any delegation", "Public agency"):
        await owner.press(answer, answered=True)
    await owner.expect("Company ↔ Public agency", "left with no one to meet")
    await owner.press("✅ Only these may meet")
    await owner.expect_toast(label("en")(NOTED))
    await owner.expect("Only these may meet:", "Company ↔ Public agency", "⚠️", "no one to meet")


async def people(database: Database) -> dict[int, tuple[str, int, str]]:
    """Name, delegation and kind of everybody who takes part."""
    async with database.reading() as session:
        found = await session.exec(
            select(Delegate.id, Delegate.name, Delegate.delegation_id, Organisation.kind)
            .join(Organisation, col(Organisation.id) == col(Delegate.organisation_id))
            .where(Delegate.status == DelegateStatus.APPROVED)
        )
        return {key: (name, side, str(kind)) for key, name, side, kind in found}


async def holds_before_the_lists_are_made(database: Database, rachid: Person, me: Delegate) -> None:
    everybody = await people(database)
    hidden = next(key for key, (_name, side, kind) in everybody.items() if side != me.delegation_id and kind == "park")
    await rachid.say("/directory")
    home = (await rachid.expect("Directory")).id
    for data in (f"dirw:{hidden}:h::0", f"ask:w:{hidden}:0"):
        await rachid.stale_press(home, data)
        toast = await rachid.expect_toast("not planned")
        assert toast["show_alert"]
    names = {name for name, side, kind in everybody.values() if side == me.delegation_id or kind == "agency"}
    async with database.reading() as session:
        musts = await who_may_meet.wishes_for(session, me.id)
    names |= {everybody[other][0] for other, wish in musts.items() if wish is PairWish.MUST}
    results = await rachid.ask_inline("")
    assert results
    assert {each["title"] for each in results} <= names


async def the_lists_follow(database: Database, wasl: Wasl) -> None:
    everybody = await people(database)

    async def follow() -> bool:
        async with database.reading() as session:
            rows = (await session.exec(select(RankedPair))).all()
            musts = (await session.exec(select(CuratedPair).where(CuratedPair.wish == PairWish.MUST))).all()
        wished = {frozenset((row.one_id, row.other_id)) for row in musts}
        pairs = {frozenset((row.delegate_id, row.counterpart_id)) for row in rows}
        assert len(pairs) > len(wished)
        kinds = {tuple(sorted(everybody[each][2] for each in pair)) for pair in pairs - wished}
        return kinds == {("agency", "company")}

    await wasl.ranked(follow)


async def a_delegate_changes_nothing(database: Database, rachid: Person) -> None:
    before = await said(database)
    mission = before[0]
    for data in (
        f"drul:show:{mission}:", f"drul:within:{mission}:", f"drul:drop:{mission}:{before[3]}",
        f"drul:dropped:{mission}:{before[3]}", f"drud:ask:{mission}:", f"drud:may:{mission}:0.any.0.any",
        f"drud:never:{mission}:0.any.0.any",
    ):  # fmt: skip
        await rachid.stale_press(rachid.last.id, data)
        toast = await rachid.expect_toast("Only the organisers")
        assert toast["show_alert"], data
    assert await said(database) == before


async def said(database: Database) -> tuple[int, object, bool, str, int]:
    async with database.reading() as session:
        mission = (await session.exec(select(Mission))).one()
        acts = (await session.exec(select(Audit.id).where(col(Audit.act).startswith("rule.")))).all()
        return mission.id, mission.may_meet, mission.within_delegation, rules_of(mission)[0].key, len(acts)
