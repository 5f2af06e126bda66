"""An owner begins a mission in the chat of an installation that has none: five questions, and what follows."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from openpyxl import load_workbook
from sqlmodel import col, select

from locales import catalogues
from missions.loading import apply, parse
from missions.registration import invitations
from missions.sheets.columns import kind_of
from missions.sheets.exported import REPORTED
from storage.database import Database
from storage.tables import Audit, Delegate, Delegation, MeetingTable, Mission, Slot, Venue
from tests.engines import new_database
from tests.handlers.desk.kit import speak
from tests.handlers.programme.kit import words
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
    says = words(language)
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
        review = await owner.expect("🔎", TITLES[language], "09:00–13:00")
        await owner.press(says("🏳 Delegations"))
        await owner.expect("🏳")
        await owner.say("Atlantis\nXyzzy")
        await owner.expect("Atlantis")
        await owner.say(SIDES[language])
        await owner.expect("🔎", TITLES[language])
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


@pytest.mark.parametrize("language", in_turn("from a template", [*TITLES]))
async def test_a_mission_is_made_from_its_template(language: str, tmp_path: Path) -> None:
    """New mission → template → filled in → loaded → exported → a person claims."""
    says = words(language)
    async with (
        new_database("sqlite", tmp_path) as url,
        Sandbox() as sandbox,
        Wasl(sandbox, url, owner_ids=(OWNER,), matching="off"),
    ):
        database, owner = Database(url), sandbox.person(OWNER)
        await owner.start(answered=True)
        await speak(database, OWNER, language)
        await owner.say("/menu")
        await owner.press(says("➕ New mission"))
        for prompt, answer in (("✏️", TITLES), ("📅", DAYS), ("📍", PLACES)):
            await owner.expect(prompt)
            await owner.say(answer[language])
        await owner.expect("🗺")
        await owner.press(says("Continue without a map"))
        zone = await owner.expect("🕓")
        await owner.press_in(zone.id, zone.buttons[0])
        await owner.expect("🔎", says("🏳 Delegations: as your spreadsheet names them"))
        await owner.press(says("✅ Create the mission"))
        await owner.expect("✅", TITLES[language])
        await owner.press(says("📄 Spreadsheets"))
        name = catalogues().texts(language).language.name
        await owner.press(says("📄 Template: {language}", language=name))
        sent = await owner.expect("📄", says("📄 Fill in the sheets that you need, and send the file back here.")[2:])
        filled = _filled(await owner.file_bytes(sent), language)
        await owner.send_file("people.xlsx", filled, XLSX)
        await owner.expect(says("🔎 <b>Are these columns right?</b>"))
        await owner.press(says("✅ They are right"))
        for side in _SIDES[language]:
            asked = await owner.expect("❔", side)
            await owner.press_in(asked.id, next(each for each in asked.buttons if each.text.startswith("➕")))
        await owner.expect(says("🔎 <b>Preview: nothing has changed yet</b>"), "Rachid Nouveau")
        await owner.press(says("✅ Load it"))
        await owner.expect(says("✅ <b>Loaded: {name}</b>", name="people.xlsx"))
        await owner.say("/desk")
        await owner.press(says("📄 Spreadsheets"))
        await owner.press(says("📤 Export as .xlsx"))
        exported = load_workbook(io.BytesIO(await owner.file_bytes(await owner.expect("📤", "."))))
        people = list(exported.worksheets[0].iter_rows(values_only=True))
        assert [row[1] for row in people[1:]] == ["Rachid Nouveau", "Lucía Nueva"]
        assert str(people[1][people[0].index(_PHONE[language])]).replace(" ", "") == "+212612345678"
        assert exported.worksheets[0].sheet_view.rightToLeft is (language == "ar")
        assert exported.sheetnames[7:] == [layout.name(language) for layout in REPORTED]
        async with database.unit() as session:
            row = (await session.exec(select(Delegate).where(Delegate.name == "Rachid Nouveau"))).one()
            link = await invitations.create(session, row.mission_id, delegate_id=row.id)
            assert "mission.export" in set(await session.exec(select(Audit.act)))
        stranger = sandbox.person(STRANGER)
        await stranger.start(link.token)
        greeting = await stranger.expect("🔒")
        await stranger.press_in(greeting.id, greeting.buttons[0])
        await stranger.expect("Rachid Nouveau")
        await database.close()


_SIDES = {"fr": ("Maroc", "Andalousie"), "ar": ("المغرب", "الأندلس"), "en": ("Morocco", "Andalusia")}
_PHONE = {"fr": "Téléphone", "ar": "الهاتف", "en": "Phone"}
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _filled(template: bytes, language: str) -> bytes:
    """The template with two delegates of two delegations that the mission has not yet."""
    workbook = load_workbook(io.BytesIO(template))
    sheet = workbook.worksheets[0]
    one, other = _SIDES[language]
    heading = [cell.value for cell in sheet[1]]
    columns = [
        heading.index(kind_of("delegates").column(key).label(language)) + 1
        for key in ("delegation", "name", "organisation", "phone")
    ]
    people = ((one, "Rachid Nouveau", "Exemple SARL", "+212 612 345 678"), (other, "Lucía Nueva", "Ejemplo SL", None))
    for row, values in enumerate(people, start=2):
        for column, value in zip(columns, values, strict=True):
            sheet.cell(row, column).value = value
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()
