"""A spreadsheet of delegates with the dirt of real ones: opened, and understood up to what would change."""

from __future__ import annotations

import asyncio
import io
import random
import time
from collections.abc import Iterator
from datetime import date

from openpyxl import Workbook

from missions.loading.plan.values import MissionPlan
from missions.sheets.choices import OTHER, Choices
from missions.sheets.existing import There
from missions.sheets.files import open_file
from missions.sheets.frame import Named, SheetFrame
from missions.sheets.plan import understand

SIZES = {False: (800,), True: (800, 10_000)}
FRAME = SheetFrame(
    "Europe/Madrid",
    date(2027, 7, 12),
    date(2027, 7, 14),
    "fr",
    [Named("morocco", {"fr": "Maroc"}, "MA"), Named("andalusia", {"fr": "Andalousie"}, "ES")],
)
GIVEN = [
    "Rachid",
    "Salma",
    "Karim",
    "Hind",
    "Youssef",
    "Mohamed",
    "Nadia",
    "Imane",
    "رشيد",
    "سلمى",
    "كريم",
    "Othmane",
    "Leïla",
    "Amine",
    "Zineb",
    "Hamza",
    "Anas",
]
FAMILY = [
    "Benali",
    "Ouazzani",
    "Fassi",
    "Tazi",
    "Berrada",
    "Alaoui",
    "Bennani",
    "Chraibi",
    "Idrissi",
    "Lahlou",
    "الوزاني",
    "بنعلي",
    "Sqalli",
    "Kettani",
]
TRADE = ["Agro", "Textile", "Logistique", "Informatique", "Bâtiment", "Énergie", "Tourisme", "Export"]


async def run(*, full: bool) -> None:
    mission = MissionPlan(
        key="m",
        title={"fr": "Mission"},
        default_language="fr",
        starts_on=FRAME.starts_on,
        ends_on=FRAME.ends_on,
        time_zone=FRAME.time_zone,
    )
    for size in SIZES[full]:
        content = await asyncio.to_thread(_workbook, size)
        began, worked = time.perf_counter(), time.process_time()
        opened = open_file(content, "list.xlsx")
        answers = {"side:0": "morocco"}
        found = understand(opened, There(mission, FRAME), Choices(answers=answers))
        took, of_processor = time.perf_counter() - began, time.process_time() - worked
        asked = len(found.questions)
        answers |= {each.id: OTHER for each in found.questions}
        found = understand(opened, There(mission, FRAME), Choices(answers=answers))
        print(
            f"sheets: {size} rows opened and understood in {took:.1f} s ({of_processor:.1f} s of processor), "
            f"{asked} questions, {len(found.wrong)} errors, {len(found.tally('delegate').added)} delegates"
        )


def _workbook(size: int) -> bytes:
    made = Workbook(write_only=True)
    sheet = made.create_sheet("Liste")
    for row in _rows(size):
        sheet.append(row)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def _rows(size: int) -> Iterator[list[object]]:
    dice = random.Random(size)  # noqa: S311 - invented people
    yield ["LISTE DES PARTICIPANTS"]
    yield []
    yield [
        "N°",
        "Nom ",
        "Prénom",
        "Société",
        "Fonction",
        "Secteur",
        "Produits",
        "Tél.",
        "E-mail",
        "Langues",
        "Présence",
    ]
    for at in range(size):
        phone = dice.choice([661_000_000 + at, f"06 {61_000_000 + at}", f"+212 661-{at:06}"])
        yield [
            at + 1,
            f"{dice.choice(FAMILY)}{dice.choice(['', 'i', 'ou'])}".upper(),
            dice.choice(GIVEN),
            " ".join((dice.choice(TRADE), dice.choice(FAMILY), str(dice.randrange(size)), dice.choice(("SARL", "SA")))),
            dice.choice(["Gérant", "Directrice commerciale", "مدير"]),
            dice.choice(TRADE),
            "Produits pour l’hôtellerie",
            phone,
            f"p{at}@firme{at % 97}.example",
            dice.choice(["FR/AR", "français, arabe", "عربية وفرنسية"]),
            dice.choice(["12/07/2027", "12 et 13 juillet", date(2027, 7, 12), ""]),
        ]
    yield ["Total", size]
