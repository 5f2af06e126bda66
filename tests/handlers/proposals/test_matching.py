"""Lists made beside the chat with the real encoder: cards with their reasons, the directory, and the inline query."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from sqlmodel import col, func, select

from storage.database import Database
from storage.tables import CuratedPair, Delegate, DelegateStatus, Mission, PairWish, RankedPair, TextVector
from storage.tables import Person as PersonRow
from tests.handlers.mission import become
from tests.handlers.registration.kit import in_ten_days
from tests.people import Person, Sandbox
from tests.screen import plain
from tests.wasl import RANKED_SECONDS, Wasl

OWNER = 1001
DESKS = {
    "fr": ("Propositions", "Offres et recherches", "par thème"),
    "ar": ("الاقتراحات", "العرض والطلب", "حسب الموضوع"),
    "en": ("Suggestions", "Supply and demand", "topics"),
}


@dataclass(frozen=True)
class Words:
    """What one reads in a language."""

    code: str
    who: str
    delegate: str
    why: str
    menu: str
    looked_for: str
    found: str
    """Somebody whose profile says it in another language."""
    directory: str
    sector: str
    by_sector: str
    takes_part: str


FRENCH = Words(
    "fr",
    "Rachid",
    "Jamal Eddine",
    "Pourquoi",
    "Annuaire",
    "huile d'olive",
    "",
    "Annuaire",
    "Agri",
    "Par secteur",
    "personnes participent",
)
ARABIC = Words(
    "ar", "أمينة", "", "لماذا", "الدليل", "تكوين المهندسين", "", "الدليل", "الزراعة", "تصفح القطاعات", "يشارك"
)
ENGLISH = Words(
    "en",
    "Lucía",
    "",
    "Why",
    "Directory",
    "cybersecurity audit",
    "",
    "Directory",
    "Agri",
    "Browse by sector",
    "participants",
)


async def count(database: Database, table: type) -> int:
    async with database.reading() as session:
        return (await session.exec(select(func.count()).select_from(table))).one()


async def turns_somebody_down(phone: Person) -> None:
    """With a reason, which the organisers will see counted."""
    await phone.say("/people")
    await phone.press("Not for me")
    await phone.press("Say why")
    await phone.expect("This stays anonymous")
    await phone.press("We are competitors.")
    await phone.expect_toast("Thank you")


@pytest.mark.parametrize("engine_name", ["sqlite"])
async def test_lists_are_made_beside_the_chat_and_searched_in_any_language(
    database_url: str, database: Database
) -> None:
    async with (
        Sandbox() as sandbox,
        Wasl(sandbox, database_url, owner_ids=(OWNER,), start=False, matching="encoder") as wasl,
    ):
        await wasl.load("malaga", starting=in_ten_days())
        await wasl.start()
        await wasl.logs("event=ranked", within=RANKED_SECONDS)
        async with database.reading() as session:
            names = (
                await session.exec(select(Delegate.name).where(col(Delegate.status) == DelegateStatus.APPROVED))
            ).all()
        for number, words in enumerate((FRENCH, ARABIC, ENGLISH)):
            phone = sandbox.person(words.who)
            await become(database, int(phone.profile["id"]), words.code, names[number * 31])
            await phone.start(answered=True)
            await reads_cards(phone, words)
            await looks_people_up(phone, words)
            await asks_inline(phone, words)
        await turns_somebody_down(sandbox.person(ENGLISH.who))
        await organisers_look(database, sandbox, wasl)
        vectors = await count(database, TextVector)
        assert vectors > 500
        await a_newcomer_is_ranked_within_seconds(database, wasl)
        assert await count(database, TextVector) <= vectors + 8, "nothing is encoded twice"
        stranger = await sandbox.add_person("Stranger", id=77_000_001, language_code="en")
        assert await stranger.ask_inline("training") == []
        assert await sandbox.refused() == []


async def reads_cards(phone: Person, words: Words) -> None:
    await phone.say("/people")
    card = await phone.expect(words.why)
    assert "%" not in card.text
    assert "↔" in card.text or "•" in card.text


async def looks_people_up(phone: Person, words: Words) -> None:
    await phone.say("/directory")
    await phone.expect(words.directory, words.takes_part)
    await phone.press(words.by_sector)
    await phone.expect(words.directory)
    await phone.press(words.sector)
    listed = await phone.expect("من 1 إلى" if words.code == "ar" else "1–")
    await phone.press(plain(listed.buttons[0].text))
    shown = await phone.expect(words.why)
    assert "+212" not in shown.text
    assert "@" not in shown.text
    await phone.say(words.looked_for)
    found = await phone.expect(words.looked_for, ":")
    assert found.buttons


async def asks_inline(phone: Person, words: Words) -> None:
    results = await phone.ask_inline(words.looked_for)
    assert results
    for each in results:
        said = each["input_message_content"]["message_text"]
        assert "+212" not in said
        assert "example.org" not in said


async def a_newcomer_is_ranked_within_seconds(database: Database, wasl: Wasl) -> None:
    async with database.unit() as session:
        mission = (await session.exec(select(Mission))).one()
        like = (await session.exec(select(Delegate).where(Delegate.mission_id == mission.id))).first()
        assert like is not None
        new = Delegate(
            mission_id=mission.id,
            delegation_id=like.delegation_id,
            organisation_id=like.organisation_id,
            status=DelegateStatus.APPROVED,
            name="Newcomer",
            offer="Formation d'ingénieurs en cybersécurité",
            need="Partenaires pour des centres d'appels",
            languages=["es", "fr"],
            language="fr",
        )
        session.add(new)
        await session.flush()
        number = new.id

    async def listed() -> bool:
        async with database.reading() as session:
            has = (await session.exec(select(RankedPair).where(RankedPair.delegate_id == number))).first()
            is_in = (await session.exec(select(RankedPair).where(RankedPair.counterpart_id == number))).first()
            return bool(has and is_in)

    await wasl.ranked(listed)


async def organisers_look(database: Database, sandbox: Sandbox, wasl: Wasl) -> None:
    owner = sandbox.person(OWNER)
    await owner.start(answered=True)
    for code, (proposals, supply, caption) in DESKS.items():
        async with database.unit() as session:
            person = (await session.exec(select(PersonRow).where(PersonRow.telegram_id == OWNER))).one()
            person.language, person.language_chosen = code, True
        await owner.say("/desk")
        await owner.press("🧲")
        await owner.expect(f"🧲 {proposals}", "9", "✖️", " 1")
        await owner.press("🙋")
        await owner.expect("•", "–")
        await owner.press("‹")
        await owner.expect(f"🧲 {proposals}")
        await owner.press(supply)
        drawn = await owner.expect("📊", caption)
        picture = await sandbox.download(drawn.raw["photo"][-1]["file_id"])
        assert picture.startswith(b"\x89PNG")
    await make_a_pair(database, owner, wasl)


async def make_a_pair(database: Database, owner: Person, wasl: Wasl) -> None:
    await owner.say("/desk")
    await owner.press("👥 People")
    await owner.press("Andalusian delegation (")
    shown = await owner.expect("1–8")
    await owner.press(plain(shown.buttons[0].text))
    await owner.press("Pair or keep apart")
    await owner.expect("manual pairings")
    await owner.say("Jamal Eddine")
    await owner.expect("Must")
    await owner.press("📌 Must meet Jamal")
    await owner.expect("manual pairings", "📌 Jamal Eddine")
    async with database.reading() as session:
        [wished] = (await session.exec(select(CuratedPair).where(col(CuratedPair.made_by).is_not(None)))).all()
        assert wished.wish is PairWish.MUST
    both = {wished.one_id: wished.other_id, wished.other_id: wished.one_id}

    async def first_in_both() -> bool:
        listed = {me: await must_meet(database, me) for me in both}
        assert all([*places.values()] == [*range(len(places))] for places in listed.values())
        return all(other in listed[me] for me, other in both.items())

    await wasl.ranked(first_in_both)


async def must_meet(database: Database, me: int) -> dict[int, int]:
    """Whom the organisers wish for in a list, each with the place."""
    async with database.reading() as session:
        wished = select(RankedPair).where(RankedPair.delegate_id == me, col(RankedPair.must).is_(True))
        return {row.counterpart_id: row.place for row in await session.exec(wished.order_by(col(RankedPair.place)))}
