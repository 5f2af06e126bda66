"""What a session says, and for whom it is, edited at the desk over the wire."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from sqlmodel import select

from missions import loading
from storage.tables import Delegate, Mission, Organisation, ProgrammeSession
from tests.handlers.desk.kit import organiser
from tests.handlers.programme.conftest import LANGUAGES
from tests.handlers.programme.kit import Hall, hall, words
from tests.handlers.programme.test_desk import signed_up
from tests.handlers.registration.kit import House
from tests.in_turn import each_in_turn
from tests.people import Person

pytestmark = pytest.mark.asyncio(loop_scope="session")

EDIT = "✏️ Edit the texts and the invitation"
ROOT = Path(__file__).parents[3]
OF_FILE = """
[[sessions]]
key = "of-file"
kind = "course"
title = {{ fr = "{title}" }}
description = {{ fr = "<Bring your own>" }}
date = 2027-07-12
from = 08:00:00
to = 09:00:00
venue = "pta"
capacity = 1
{invited}

[[delegates]]
delegation = "andalusia"
name = "{name}"
organisation = "{firm}"
kind = "{kind}"
languages = ["es"]
"""
UNSAVED = "🔎 <b>Not saved yet</b>"


@each_in_turn(("language", "other"), LANGUAGES)
async def test_an_edit_is_on_the_cards_and_who_loses_the_right_reads_so(
    programme_home: House, language: str, other: str
) -> None:
    room = await hall(programme_home, language, other)
    owner, says = await signed_up(room, language), words(language)
    await owner.press(says(EDIT))
    await owner.expect(says("✏️ <b>What do you want to change?</b>"), says("✉️ Open to everyone"))
    await wrong_and_right_texts(owner, language, room.title)
    await owner.press(says("🌐 Languages"))
    await owner.expect("🌐")
    await owner.press(says("{mark} {value}", mark="▫️", value=spoken(language)))
    await owner.press(says("‹ Done"))
    await owner.expect(says(UNSAVED), "Salma <Bennani>", spoken(language))
    await invite(owner, language, room.other.side.name)
    await owner.expect(says(UNSAVED), "⚠️", room.one.side.name)
    await owner.press(says("✅ Save"))
    await owner.expect("🎤 Salma <Bennani>")

    mine = room.one
    await mine.phone.expect(mine.says("⚠️ <b>Your place</b>"), room.title, mine.says("✉️ This session is by invitation."))
    await room.other.phone.expect(room.other.says("🎟 <b>A place is free</b>"), "Salma <Bennani>")
    assert await room.states() == ["left", "offered"]


async def wrong_and_right_texts(owner: Person, language: str, title: str) -> None:
    says = words(language)
    await owner.press(says("✏️ Title"))
    await owner.expect("✏️", title)
    await owner.say("fr: " + "x" * 201)
    await owner.expect(says("Please type a title of at most 200 characters in each language."))
    await owner.say(f"fr: {title} bis\nar: {title} مكرر")
    await owner.expect(says(UNSAVED), f"{title} bis", f"{title} مكرر")
    await owner.press(says("📝 Description"))
    await owner.expect("📝", "Bring your own")
    await owner.say("en: <Bring your own>\nand a *pen*\nfr: <Bring your own> : un stylo")
    await owner.expect(says(UNSAVED), "and a *pen*", "un stylo")
    await owner.press(says("🎤 Speakers"))
    await owner.expect("🎤")
    await owner.say("Salma <Bennani>")
    await owner.expect(says(UNSAVED), "Salma <Bennani>")


async def invite(owner: Person, language: str, name: str) -> None:
    """This person alone, found by name; and a kind that is taken back."""
    says = words(language)
    await owner.press(says("✉️ Who may sign up"))
    await owner.expect("✉️")
    university = says("University")
    await owner.press(says("{mark} {value}", mark="▫️", value=university))
    await owner.press(says("{mark} {value}", mark="☑️", value=university))
    await owner.press(says("➕ Invite a person"))
    await owner.expect(says("👤 Type a name or an organisation."))
    await owner.say("Nemo Nusquam")
    await owner.expect(says("No one found. Try another word of the name or the organisation."))
    await owner.say(name)
    await owner.expect("👤")
    await owner.press(name)
    await owner.expect("✉️")
    await owner.press(says("‹ Done"))


def spoken(language: str) -> str:
    return {"fr": "français", "ar": "الفرنسية", "en": "French"}[language]


async def test_who_is_not_invited_by_the_file_any_more_reads_so(in_english: Hall) -> None:
    room = await in_the_file(in_english)
    await signed_up(room, "en")
    await load(room, f'invited = [{{ delegate = "{room.other.side.name}" }}]')
    await room.one.phone.expect("Your place", room.title, "This session is by invitation.")
    await room.other.phone.expect("A place is free", room.title)
    assert await room.states() == ["left", "offered"]


async def in_the_file(hall: Hall) -> Hall:
    """The same two, at a session of the mission file."""
    room = replace(hall, title=f"{hall.title} F")
    await load(room)
    async with hall.house.database.reading() as session:
        row = (await session.exec(select(ProgrammeSession).where(ProgrammeSession.key == "of-file"))).one()
    return replace(room, session_id=row.id)


async def load(hall: Hall, invited: str = "") -> None:
    """Load the mission's file, with the session and the second of the two in it."""
    async with hall.house.database.unit() as session:
        mission = (await session.exec(select(Mission))).one()
        guest = await session.get_one(Delegate, hall.other.side.delegate_id)
        firm = await session.get_one(Organisation, guest.organisation_id)
        text = OF_FILE.format(title=hall.title, invited=invited, name=guest.name, firm=firm.name, kind=firm.kind.value)
        plan = loading.parse((ROOT / "examples" / "malaga.toml").read_text(encoding="utf-8") + text)
        await loading.apply(session, loading.shift(plan, mission.starts_on))


async def test_fewer_places_than_people_say_first_who_has_to_wait(in_english: Hall) -> None:
    other = in_english.other
    owner = await signed_up(in_english, "en")
    await owner.press("👥 Change the number of places")
    await owner.expect("How many places?")
    await owner.say("2")
    await owner.expect("2 places")
    await other.phone.expect("A place is free")
    await other.phone.press("✅ Take the place")
    await other.phone.expect("You are signed up.")
    await owner.press("👥 Change the number of places")
    await owner.expect("How many places?")
    await owner.say("1")
    await owner.expect("1 person goes to the waiting list", other.side.name)
    assert await in_english.states() == ["signed_up", "signed_up"]
    await owner.press("✅ Confirm and notify")
    await owner.expect("1 person on the waiting list")
    await other.phone.expect("Your place", "reduce the number of places", "You are on the waiting list")
    assert await in_english.states() == ["signed_up", "waiting"]


async def test_a_session_is_added_by_invitation(programme_home: House) -> None:
    owner, says = await organiser(programme_home, "fr"), words("fr")
    await owner.say("/desk")
    await owner.expect("🗂")
    await owner.press(says("📋 Programme"))
    await owner.expect("📋")
    await owner.press(says("➕ Add a session"))
    await owner.expect("➕")
    await owner.press(says("Seminar"))
    await owner.expect("✏️")
    await owner.say("Séminaire des ports")
    await owner.expect("🕓")
    await owner.say("18:00-19:00")
    await owner.expect("🏛")
    await owner.press(says("Not known yet"))
    await owner.expect("👥")
    await owner.press(says("No limit"))
    await owner.expect(says("🔎 <b>Not in the programme yet</b>"), "Séminaire des ports")
    await owner.press(says("✉️ Who may sign up"))
    await owner.expect("✉️")
    await owner.press(says("{mark} {value}", mark="▫️", value=says("University")))
    await owner.press(says("‹ Done"))
    await owner.expect(says("🔎 <b>Not in the programme yet</b>"), says("University"))
    await owner.press(says("✅ Add it"))
    await owner.expect("Séminaire des ports")
    await programme_home.sandbox.acknowledged()
    async with programme_home.database.reading() as session:
        rows = (await session.exec(select(ProgrammeSession))).all()
    (row,) = [each for each in rows if each.title == {"fr": "Séminaire des ports"}]
    assert row.invited == [{"delegation": "", "kind": "university"}]
