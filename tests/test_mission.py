"""A whole mission over the wire, from an empty database to the last cancellation, in three languages."""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlmodel import select

from handlers.announcements.message import framed
from handlers.core.message_text import as_read
from storage.database import Database
from storage.tables import (
    Change,
    ChangeReceipt,
    Delegate,
    DelegateStatus,
    Meeting,
    MeetingState,
    Mission,
    RankedPair,
)
from tests.mission_kit import Frame, Someone, check_tables, tables_naming
from tests.people import Sandbox
from tests.screen import Json
from tests.wasl import Wasl

OWNER = 1001
MOST_ACTS = 12
"""Messages and taps that registering may cost."""

STEPS = ("name", "organisation", "kind", "position", "offer", "need", "languages")
POSITION = "💼 What is your position there?"
OFFER = "🎁 What do you offer? One or two concrete sentences, in your own language."
NEED = "🔎 And what do you look for? Partners are proposed to you by these words."
LANGUAGES = "🗣 Which languages do you speak? Tick them, then continue."
TEXTS = ((POSITION, "position"), (OFFER, "offer"), (NEED, "need"))


@dataclass(frozen=True)
class Profile:
    """What someone answers."""

    name: str
    organisation: str
    position: str
    offer: str
    need: str


RACHID = Profile(
    "Rachid Ouazzani",
    "Numeris Rabat",
    "Gérant",
    "Logiciels de gestion pour PME et hôtels, installés en trois semaines",
    "Un hébergeur de centres de données et de services cloud en Andalousie",
)
AMINA = Profile(
    "أمينة الإدريسي",
    "مدى لمراكز النداء",
    "مديرة",
    "مركز نداء بالعربية والفرنسية والإسبانية",
    "شركات برمجيات وحوسبة سحابية تحتاج إلى دعم زبنائها",
)
LUCIA = Profile(
    "Lucía Romero Vega",
    "Malagueta Software",
    "CEO",
    "Cloud hosting in our own data centre in Málaga",
    "Management software for hotels, and a call centre for our customers in Morocco",
)


@dataclass
class Cast:
    """Everybody, and what they are in."""

    frame: Frame
    sandbox: Sandbox
    wasl: Wasl
    database: Database
    salma: Someone
    rachid: Someone
    amina: Someone
    lucia: Someone


@pytest.mark.parametrize("engine_name", ["sqlite", "postgresql"])
async def test_a_mission_from_its_file_to_its_last_meeting(
    database_url: str, database: Database, tmp_path: Path
) -> None:
    async with Sandbox() as sandbox, Wasl(sandbox, database_url, owner_ids=(OWNER,), start=False) as wasl:
        frame = Frame.soon()
        file = tmp_path / "detroit.toml"
        file.write_text(frame.file, encoding="utf-8")
        code, output, errors = await wasl.command("mission", "load", str(file))
        assert (code, errors) == (0, ""), errors
        assert "3 venues" in output
        await wasl.start()
        people = {"fr": 2001, "ar": 2002, "en": 3001}
        fr, ar, en = (Someone.speaking(code, sandbox.person(number)) for code, number in people.items())
        salma = Someone.speaking("fr", sandbox.person(OWNER))
        cast = Cast(frame, sandbox, wasl, database, salma, fr, ar, en)

        moroccans, andalusians = await invites(salma)
        await registers_across_a_crash(cast, moroccans)
        await registers_after_a_question(cast, moroccans)
        await registers_after_a_refusal(cast, andalusians)
        assert await statuses(database) == {DelegateStatus.APPROVED: 3}

        await have_lists(cast, 3)
        await agree_after_another_time(cast)
        await agree_at_once(cast)
        await look_at_their_day(cast)
        await moves_the_venue(cast)
        if database.is_sqlite:  # a shorter walk on the other engine
            await announces(cast)
        await are_reminded(cast)
        await cancels(cast)
        await takes_the_data_and_goes(cast)

        await sandbox.acknowledged()
        assert await wasl.stop() == 0
        await check_tables(database)
        calls = await sandbox.calls("answerCallbackQuery")
        answered = {call["params"]["callback_query_id"] for call in calls if call["ok"]}
        assert [call for call in await sandbox.refused() if not repeated(call, answered)] == []


def repeated(call: Json, answered: set[str]) -> bool:
    """After the kill, what was in flight may be said again: an edit then changes nothing, a press has its answer."""
    if call["method"] == "answerCallbackQuery":
        return call["params"]["callback_query_id"] in answered
    return "message is not modified" in str(call["description"]) and call["params"]["chat_id"] == 2001


async def invites(salma: Someone) -> tuple[str, str]:
    """A link for each delegation, made in the chat."""
    await salma.person.start()
    await salma.write("/desk")
    await salma.reads("👥 Registered in the chat: {n}", n=0)
    links = []
    for delegation in ("Délégation marocaine", "Délégation andalouse"):
        await salma.tap("✉️ Invitations")
        await salma.tap("➕ New link")
        await salma.tap("Delegates: {delegation}", delegation=delegation)
        await salma.tap("10")
        await salma.tap("Until the mission ends")
        shown = await salma.person.expect("Mission du Détroit", "?start=")
        assert "photo" in shown.raw
        found = re.search(r"start=([\w-]{22,})", shown.text)
        assert found is not None
        links.append(found[1])
        await salma.tap("‹ Invitations")
        await salma.tap("‹ Desk")
    return links[0], links[1]


async def begins(someone: Someone, link: str, profile: Profile) -> None:
    """From the link to the question after the position."""
    await someone.open(link)
    await someone.reads("👋 I am Wasl. In this chat you register, find whom to meet, and agree on when and where.")
    await someone.tap("✅ I agree")
    await someone.reads("👤 What is your name, as on a badge? Tap it, or write it.", "1/9")
    await someone.write(profile.name)
    await someone.reads("🏢 Which organisation do you speak for?", "2/9")
    await someone.write(profile.organisation)
    await someone.reads("🏷 What kind of organisation is it?", "3/9")
    await someone.tap("Company")
    await someone.reads(POSITION, "4/9")
    await someone.write(profile.position)
    await someone.reads(OFFER, "5/9")


async def ends(someone: Someone, profile: Profile, *, speaks: str = "") -> None:
    """From the question of what is sought to the contact card, and off it goes."""
    await someone.reads(NEED, "6/9")
    await someone.write(profile.need)
    await someone.reads(LANGUAGES, "7/9")
    if speaks:
        await someone.ticks(speaks)
    await someone.tap("Continue")
    await someone.tap("📱 Share my number")
    await someone.reads("<b>{place}/{total}</b> · This is your profile. Is it right?", profile.need, place=9, total=9)


async def sends(cast: Cast, someone: Someone, profile: Profile) -> None:
    await someone.tap("📨 Send to the organisers")
    await someone.reads(
        "📨 Sent. The organisers look at it, and you are told here. Until then you can still change it: /profile"
    )
    assert someone.acts <= MOST_ACTS, f"{someone.person}: {someone.acts}"
    await cast.salma.has_read("Nouvelle inscription", profile.name, profile.organisation)


async def registers_across_a_crash(cast: Cast, link: str) -> None:
    rachid = cast.rachid
    await begins(rachid, link, RACHID)
    await cast.wasl.kill()
    await rachid.person.say(RACHID.offer)
    rachid.acts += 1
    await cast.wasl.start()
    await ends(rachid, RACHID)
    await sends(cast, rachid, RACHID)
    await cast.salma.tap("✅ Approve")
    await cast.salma.reads("✅ <b>{name}</b> is approved and has been told.", name=RACHID.name)
    await rachid.has_read("Votre inscription est validée : Mission du Détroit")


async def registers_after_a_question(cast: Cast, link: str) -> None:
    amina, salma = cast.amina, cast.salma
    await begins(amina, link, AMINA)
    await amina.write(AMINA.offer)
    await amina.reads(NEED, "6/9")
    await amina.write(AMINA.need)
    await amina.reads(LANGUAGES, "7/9")
    await goes_back_and_on_again(amina)
    await amina.ticks("الإنجليزية")
    await amina.tap("Continue")
    await amina.tap("📱 Share my number")
    await sends(cast, amina, AMINA)

    await salma.tap("❔ Ask for more")
    await salma.reads(
        "What should <b>{name}</b> add? Write your question: they will read it. /cancel stops.", name=AMINA.name
    )
    await salma.write("Combien de postes avez-vous ?")
    await amina.has_read("يسأل", "Combien de postes avez-vous ?")
    await amina.tap("👤 Open my profile")
    await amina.tap("What I offer")
    await amina.write(f"{AMINA.offer}، 120 مقعدًا")
    await amina.reads("❔ The organisers ask: <i>{reason}</i>", "120 مقعدًا", reason="Combien de postes avez-vous ?")
    await amina.tap("📨 Send it to the organisers again")
    await salma.has_read("Inscription complétée", AMINA.name, "120 مقعدًا")
    await salma.tap("✅ Approve")
    await amina.has_read("بعثة المضيق", "✅")


async def goes_back_and_on_again(someone: Someone) -> None:
    """Back from the languages to the very greeting, and forward again: what was answered is kept."""
    counted = someone.acts
    for question in (NEED, OFFER, POSITION, "🏷 What kind of organisation is it?"):
        await someone.tap("‹ Back")
        await someone.reads(question)
    await someone.tap("‹ Back")
    await someone.reads("🏢 Which organisation do you speak for?", AMINA.organisation)
    await someone.tap("‹ Back")
    await someone.reads("👤 What is your name, as on a badge? Tap it, or write it.", AMINA.name)
    await someone.tap("Keep it")
    await someone.reads("🏢 Which organisation do you speak for?")
    await someone.tap("Keep it")
    await someone.tap("Company")
    for question, answer in TEXTS:
        await someone.reads(question, str(getattr(AMINA, answer)))
        await someone.tap("Keep it")
    await someone.reads(LANGUAGES)
    someone.acts = counted


async def registers_after_a_refusal(cast: Cast, link: str) -> None:
    lucia, salma = cast.lucia, cast.salma
    await begins(lucia, link, LUCIA)
    await lucia.write(LUCIA.offer)
    await ends(lucia, LUCIA, speaks="French")
    await sends(cast, lucia, LUCIA)
    await salma.tap("🚫 Refuse…")
    await salma.write("Complet pour cette année")
    await lucia.has_read("did not accept your registration", "Complet pour cette année")
    await lucia.write("/people")
    await lucia.person.expect("was not accepted")
    await salma.write("/desk")
    await salma.tap("👥 People")
    await salma.tap("Délégation andalouse")
    await salma.tap(LUCIA.name)
    await salma.reads("Told them: {reason}", reason="Complet pour cette année")
    await salma.tap("✅ Approve")
    await lucia.has_read("You take part in Mission of the Strait")


async def statuses(database: Database) -> dict[str, int]:
    async with database.reading() as session:
        return dict(Counter((await session.exec(select(Delegate.status))).all()))


async def have_lists(cast: Cast, people: int) -> None:
    """Lists are made beside the chat: wait until so many people have one."""

    async def have() -> bool:
        async with cast.database.reading() as session:
            return len(set(await session.exec(select(RankedPair.delegate_id)))) >= people

    await cast.wasl.ranked(have)


async def agree_after_another_time(cast: Cast) -> None:
    """A card with its reasons, a request with a note, another time, and both have table, pin and contact."""
    rachid, lucia, frame = cast.rachid, cast.lucia, cast.frame
    await rachid.write("/people")
    await rachid.has_read(LUCIA.name, "Pourquoi", "Vous cherchez", "ils proposent", "Vous proposez")
    await rachid.tap("🤝 Ask for a meeting")
    await rachid.tap(frame.hour(rachid._, 2))
    await rachid.write("Parlons de <vos> serveurs & du cloud")
    await rachid.reads("📨 <b>Your request is sent.</b> You will be told here as soon as there is an answer.")
    request = await lucia.has_read(RACHID.name, "Parlons de <vos> serveurs & du cloud")
    assert "Why" in request.text
    await lucia.tap("🕓 Another time")
    await lucia.tap(frame.hour(lucia._, 0))
    await rachid.has_read(LUCIA.name, frame.hour(rachid._, 0))
    await rachid.tap("✅ Confirm")
    await rachid.has_read("Grande halle, table H1", LUCIA.name)
    await rachid.has_read("Grande halle", "Paseo de los Ensayos 1")
    await rachid.has_read("+34600000301", LUCIA.name)
    await lucia.has_read(RACHID.name, "Great hall, table H1")
    await lucia.has_read("Great hall", "Paseo de los Ensayos 1")
    await lucia.has_read("+212600000201", RACHID.name)


async def agree_at_once(cast: Cast) -> None:
    amina, lucia, frame = cast.amina, cast.lucia, cast.frame
    await amina.write("/people")
    await amina.has_read(LUCIA.name, as_read(amina._("<b>Why</b>\n{why}", why="")))
    await amina.tap("🤝 Ask for a meeting")
    await amina.tap(frame.hour(amina._, 1))
    await amina.tap("📨 Send without a note")
    await lucia.has_read(AMINA.name, frame.hour(lucia._, 1))
    await lucia.tap("✅ Confirm")
    await lucia.has_read("Technology park, table P1", AMINA.name)
    await amina.has_read("الحديقة التكنولوجية", "P1", LUCIA.name)
    await amina.has_read("+34600000301")


async def look_at_their_day(cast: Cast) -> None:
    frame = cast.frame
    await cast.rachid.write("/agenda")
    await cast.rachid.person.expect("📅", frame.hour(cast.rachid._, 0), LUCIA.name, "Grande halle, table H1")
    await cast.amina.write("/agenda")
    await cast.amina.person.expect("📅", frame.hour(cast.amina._, 1), LUCIA.name, "الحديقة التكنولوجية")
    await cast.lucia.write("/agenda")
    await cast.lucia.person.expect("📅", RACHID.name, AMINA.name, "table H1", "table P1")


async def moves_the_venue(cast: Cast) -> None:
    """The two who meet there are told before and after, and nobody else; the organiser sees who has seen it."""
    salma, rachid, lucia = cast.salma, cast.rachid, cast.lucia
    await salma.write("/changes")
    await salma.tap("🏛 A whole venue")
    await salma.tap("Grande halle")
    await salma.tap("🏛 All of it goes to another venue")
    await salma.tap("Annexe du port")
    await salma.reads("🔎 <b>Preview: nothing has changed yet</b>", "Grande halle → Annexe du port")
    await salma.tap("✅ Confirm, and tell them")
    await salma.reads("👁 <b>Seen by {seen} of {total}</b>", RACHID.name, LUCIA.name, seen=0, total=2)
    told = await rachid.has_read(
        "Changement de lieu", LUCIA.name, "Grande halle, table H1", "→ Annexe du port, table H1"
    )
    assert told.button("J’ai vu")
    await rachid.has_read("Annexe du port", "Muelle Ejemplo 3")
    await lucia.has_read("Change of place", RACHID.name, "Great hall, table H1", "→ Harbour annex, table H1")
    await rachid.person.press("J’ai vu", answered=True)
    await salma.tap("🔄 Refresh")
    await salma.reads("👁 <b>Seen by {seen} of {total}</b>", LUCIA.name, seen=1, total=2)
    await lucia.person.press("✓ Seen", answered=True)
    await salma.tap("🔄 Refresh")
    await salma.reads("👁 <b>Seen by {seen} of {total}</b>", seen=2, total=2)
    async with cast.database.reading() as session:
        touched = (await session.exec(select(Delegate.name).join(ChangeReceipt))).all()
    assert sorted(touched) == sorted([RACHID.name, LUCIA.name])
    assert not [seen for seen in cast.amina.person.screen if "تغيير" in seen.text]


async def announces(cast: Cast) -> None:
    """Two texts, and the readers of the third language get one of them since the organiser says so."""
    salma = cast.salma
    french, arabic = "Le dîner est à 20 h <au port> & à pied.", "العشاء على الساعة الثامنة مساءً في الميناء."
    await salma.write("/desk")
    await salma.tap("📣 Announce")
    await salma.tap("➕ New announcement")
    await salma.tap("✏️ Next: the text")
    for language, words in (("français", french), ("arabe", arabic)):
        await salma.tap("✏️ {language}: write", language=language)
        await salma.person.expect(language, "500")
        await salma.write(words)
        await salma.reads("✅ {language} ({n}): written", language=language, n=1)
    await salma.tap("↪️ For {others}: the text in {language}", others="anglais", language="français")
    await salma.tap("👁 Next: check and send")
    await salma.person.press(salma._.plain_ngettext("📤 Send now to {n} person", "📤 Send now to {n} people", 3))
    async with cast.database.reading() as session:
        mission = (await session.exec(select(Mission))).one()
    for reader, words in ((cast.rachid, french), (cast.amina, arabic), (cast.lucia, french)):
        await reader.has_read(as_read(framed(words, mission, reader._)))
    await salma.has_read(salma._.plain("📬 Delivered: {n}", n=3))
    await cast.amina.person.press("اطّلعت", answered=True)
    await salma.tap("🔄 Refresh")
    await salma.has_read(salma._.plain("✓ Seen: {n}", n=1))


async def are_reminded(cast: Cast) -> None:
    """Each in their language: of what is near already, and again when the next lead time comes."""
    await cast.amina.has_read("لقاؤكم يبدأ بعد", LUCIA.name, "الحديقة التكنولوجية")
    await cast.lucia.has_read("Your meeting begins in", AMINA.name, "Technology park, table P1")
    async with cast.database.reading() as session:
        moved_at = (await session.exec(select(Change.made_at))).one()
    # On a machine so slow that the moment had passed, it came when the meeting was agreed on.
    in_time = moved_at < cast.frame.nearest_lead
    french = ("commence dans 5 minutes", "Annexe du port, table H1") if in_time else ("commence dans",)
    english = ("begins in 5 minutes", "Harbour annex, table H1") if in_time else ("begins in",)
    await cast.rachid.has_read(*french, LUCIA.name, timeout=60)
    await cast.lucia.has_read(*english, RACHID.name)


async def cancels(cast: Cast) -> None:
    amina, lucia = cast.amina, cast.lucia
    await amina.write("/agenda")
    await amina.tap(LUCIA.name)
    await amina.tap("✖️ Cancel")
    await amina.tap("I cannot come at that time.")
    await amina.reads("This meeting was cancelled.")
    await lucia.has_read("cancelled your meeting", AMINA.name, "I cannot come at that time.")
    async with cast.database.reading() as session:
        states = Counter((await session.exec(select(Meeting.state))).all())
    assert states == {MeetingState.CONFIRMED: 1, MeetingState.CANCELLED: 1}


async def takes_the_data_and_goes(cast: Cast) -> None:
    rachid = cast.rachid
    await rachid.write("/privacy")
    await rachid.tap("📄 Export my data")
    file = await rachid.person.expect("wasl-my-data.json")
    kept = json.loads(await rachid.person.file_bytes(file))
    said = json.dumps(kept, ensure_ascii=False)
    assert RACHID.offer in said
    assert "+212600000201" in said
    await rachid.tap("🗑 Erase me")
    await rachid.tap("🗑 Yes, erase everything")
    await rachid.reads("Done: everything about you has been erased. Delete this chat to remove it from your phone too.")
    await cast.lucia.has_read("cancelled your meeting", RACHID.name)
    # What Lucía was just told of it stays for some days, as everything that was sent.
    assert set(await tables_naming(cast.database, RACHID.name, RACHID.offer, "212600000201")) <= {"outbox"}
