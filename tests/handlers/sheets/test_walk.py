"""A spreadsheet sent to the desk: its columns, then what it would change, then it is written; or it is sent back."""

from __future__ import annotations

import io

import pytest
from openpyxl import load_workbook
from sqlmodel import col, select

from storage.tables import Delegate, DeskJob
from tests.handlers.desk.kit import organiser
from tests.handlers.programme.kit import words
from tests.handlers.registration.kit import House
from tests.in_turn import each_in_turn
from tests.missions.sheets.making import workbook

pytestmark = pytest.mark.asyncio(loop_scope="session")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
HEADINGS = {
    "fr": ("Nom", "Prénom", "Société", "Tél.", "Mail", "Remarques"),
    "ar": ("الاسم العائلي", "الاسم الشخصي", "الشركة", "الهاتف", "البريد الإلكتروني", "ملاحظات"),
    "en": ("Surname", "First name", "Company", "Mobile", "E-mail address", "Remarks"),
}
PEOPLE = {
    "fr": (("Ouazzani", "Salma", "0661234567"), ("Tazi", "Karim", "0662345678")),
    "ar": (("الفيلالي", "هدى", "0663456789"), ("بوزيان", "طارق", "0664567890")),
    "en": (("Berrada", "Meryem", "0665678901"), ("Skalli", "Adil", "0666789012")),
}


async def delegates(house: House, firm: str) -> list[Delegate]:
    async with house.database.reading() as session:
        found = select(Delegate).where(col(Delegate.file_key).contains(firm)).order_by(col(Delegate.id))
        return list((await session.exec(found)).all())


@each_in_turn("language", ["fr", "ar", "en"])
async def test_people_come_from_a_sheet_and_are_not_there_twice(sheets_home: House, language: str) -> None:
    owner, says = await organiser(sheets_home, language), words(language)
    firm = f"Zellige {language}"
    (family, given, phone), (family_too, given_too, phone_too) = PEOPLE[language]
    people = [
        (family, given, firm, phone, f"one@{language}.example.org", "VIP"),
        (family_too, given_too, firm, "12", f"two@{language}.example.org", ""),
    ]
    await owner.send_file("list.xlsx", workbook(Feuil1=[HEADINGS[language], *people]), XLSX)
    await owner.expect(says("🔎 <b>Are these columns right?</b>"), HEADINGS[language][5])
    await owner.press(says("✅ They are right"))
    side = (await owner.expect("❔", "Feuil1")).labels[1][0]
    await owner.press(side)
    # Of two rows one is wrong: nothing is written, and the file comes back.
    await owner.expect(says("❌ <b>{name}: nothing was loaded.</b>", name="list.xlsx"), "3", HEADINGS[language][3])
    assert await delegates(sheets_home, f"zellige {language}") == []
    seen = await owner.expect(says("📥 Your file, with what is to be corrected in the last column"))
    back = load_workbook(io.BytesIO(await owner.file_bytes(seen))).active
    assert back is not None
    assert "12" in str(back.cell(3, 7).value)
    assert back.cell(2, 1).value == family

    people[1] = (*people[1][:3], phone_too, *people[1][4:])
    for expected in (2, 2):
        await owner.send_file("list.xlsx", workbook(Feuil1=[HEADINGS[language], *people]), XLSX)
        await owner.expect(says("🔎 <b>Are these columns right?</b>"))
        await owner.press(says("✅ They are right"))
        await owner.expect("❔", "Feuil1")
        await owner.press(side)
        if await delegates(sheets_home, f"zellige {language}"):
            await owner.expect(says("📥 {name}: nothing changes.", name="list.xlsx"))
        else:
            await owner.expect(says("🔎 <b>Preview: nothing has changed yet</b>"), f"{given} {family}")
            await owner.press(says("✅ Load it"))
            await owner.expect(says("✅ <b>Loaded: {name}</b>", name="list.xlsx"))
        rows = await delegates(sheets_home, f"zellige {language}")
        assert len(rows) == expected
    assert [row.name for row in rows] == [f"{given} {family}", f"{given_too} {family_too}"]
    assert rows[0].phone.replace(" ", "").endswith(phone[1:])
    async with sheets_home.database.reading() as session:
        assert (await session.exec(select(DeskJob))).all() == []
