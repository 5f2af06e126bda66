"""An owner begins a mission in the chat of an installation that has none: five questions, and what follows."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlmodel import col, select

from missions.loading import apply, parse
from storage.database import Database
from storage.tables import Audit, Delegation, MeetingTable, Mission, Slot, Venue
from tests.engines import new_database
from tests.handlers.desk.kit import label, speak
from tests.in_turn import in_turn
from tests.missions.beginning.as_file import toml_of
from tests.people import Sandbox
from tests.wasl import Wasl

OWNER, STRANGER = 1001, 1002
TITLES = {"fr": "Mission à Malaga", "ar": "بعثة مالقة", "en": "Mission to Málaga"}
DAYS = {"fr": "du 14 au 17 juin 2027", "ar": "من 14 إلى 17 يونيو 2027", "en": "14–17 June 2027"}
PLACES = {"fr": "Malaga, Espagne", "ar": "مالقة، إسبانيا", "en": "Málaga, Spain"}
SIDES = {"fr": "Maroc\nAndalousie (Espagne)", "ar": "المغرب\nالأندلس (إسبانيا)", "en": "Morocco\nAndalusia (Spain)"}


@pytest.mark.parametrize("language", in_turn("beginning", [*TITLES]))
async def test_an_owner_begins_the_first_mission(language: str, tmp_path: Path) -> None:
    says = label(language)
    async with (
        new_database("sqlite", tmp_path) as url,
        Sandbox() as sandbox,
        Wasl(sandbox, url, owner_ids=(OWNER,)),
    ):
        database = Database(url)
        stranger = sandbox.person(STRANGER)
        await stranger.start(answered=True)
        assert not any(says("➕ New mission") == button.text for seen in stranger.screen for button in seen.buttons)
        owner = sandbox.person(OWNER)
        await owner.start(answered=True)
        await speak(database, OWNER, language)
        await owner.say("/desk")
        await owner.expect(says("There is no mission yet. You can begin one: /menu"))
        await owner.say("/menu")
        await owner.press(says("➕ New mission"))
        await owner.expect(says("✏️ What is the mission called? Type its title."))
        await owner.say("…")
        await owner.expect("200")
        await owner.say(TITLES[language])
        await owner.expect("📅")
        await owner.say("99/99/2027")
        await owner.expect("2027")
        await owner.say(DAYS[language])
        await owner.expect("📍", "4")
        await owner.say(PLACES[language])
        await owner.expect("🗺")
        await owner.share_location(36.7213, -4.4214)
        zone = await owner.expect("🕓")
        assert "UTC+2" in zone.buttons[0].text
        await owner.press_in(zone.id, zone.buttons[0])
        await owner.expect("🏳")
        await owner.say("Atlantis\nXyzzy")
        await owner.expect("Atlantis")
        await owner.say(SIDES[language])
        review = await owner.expect("🔎", TITLES[language], "09:00–13:00")
        await owner.press(says("🧩 Hours"))
        await owner.expect("🧩")
        await owner.say("9–12, 14:00–18:00")
        await owner.expect("🔎", "14:00–18:00")
        await owner.press(says("🪑 Tables"))
        await owner.expect("🪑")
        await owner.press("20")
        await owner.expect("🔎", "20")
        await owner.press(says("✅ Create the mission"))
        await owner.expect("✅", TITLES[language])
        await owner.stale_press(review.id, review.buttons[0].data or "", answered=True)
        await owner.say("/desk")
        await owner.expect("🗂", TITLES[language])
        await _is_there(database, language)
        await _equals_a_file(database)
        await database.close()


async def _is_there(database: Database, language: str) -> None:
    async with database.reading() as session:
        mission = (await session.exec(select(Mission))).one()
        assert mission.title == {language: TITLES[language]}
        assert (f"{mission.starts_on}", f"{mission.ends_on}") == ("2027-06-14", "2027-06-17")
        assert (mission.time_zone, mission.default_language) == ("Europe/Madrid", language)
        venue = (await session.exec(select(Venue))).one()
        assert venue.latitude == pytest.approx(36.7213)
        assert venue.longitude == pytest.approx(-4.4214)
        assert len((await session.exec(select(Slot))).all()) == 4 * (6 + 8)
        assert len((await session.exec(select(MeetingTable))).all()) == 20
        sides = (await session.exec(select(Delegation).order_by(col(Delegation.id)))).all()
        assert [side.country for side in sides] == ["MA", "ES"]
        assert {"mission.begin", "mission.load"} <= set(await session.exec(select(Audit.act)))


async def _equals_a_file(database: Database) -> None:
    """What it is written as loads without a change."""
    async with database.reading() as session:
        text = await toml_of(session, (await session.exec(select(Mission))).one())
    async with database.unit() as session:
        report = await apply(session, parse(text))
        assert not report.changed_anything, (report, text)
        assert not report.kept
