"""Headings are found below titles, in one row or two, and recognised by meaning in four languages."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest

from missions.sheets.columns import KINDS, LANGUAGES, SheetLayout
from missions.sheets.files import Grid
from missions.sheets.headings import Headed, recognise
from missions.sheets.ticks import with_ticks
from tests.missions.sheets.making import FRAME


def headed(*rows: Sequence[Any]) -> Headed:
    found = recognise(Grid("Feuil1", rows))
    assert found is not None
    return found


def keys(found: Headed) -> dict[str, str]:
    return {each.text: each.key for each in found.headings}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("layout", KINDS, ids=lambda each: each.key)
def test_what_a_template_is_headed_with_is_recognised(layout: SheetLayout, language: str) -> None:
    columns = [each for each in layout.columns if each.exported]
    found = headed([each.label(language) for each in reversed(columns)], ["x"] * len(columns))
    assert found.layout is layout
    assert [each.key for each in found.headings] == [each.key for each in reversed(columns)]


@pytest.mark.parametrize(
    ("row", "wanted"),
    [
        (["NOM ", "Prénoms", "Sté", "Tél\u00a0:"], ["last_name", "first_name", "organisation", "phone"]),
        (["Nom", "Entreprise", "E-mail"], ["name", "organisation", "email"]),
        (["Apellidos", "Nombre", "Empresa", "Móvil"], ["last_name", "first_name", "organisation", "phone"]),
        (["Nombre", "Empresa", "Correo"], ["name", "organisation", "email"]),
        (["الإسم الكامل", "إسم الشركة", "رقم الهاتف"], ["name", "organisation", "phone"]),
        (["Full name / الاسم الكامل", "Company (legal name)", "Loisirs"], ["name", "organisation", ""]),
        (["Nom", "Société", "Téléphone de l'hôtel", "Téléphone"], ["name", "organisation", "", "phone"]),
        (["Nom et prénom du participant", "Raison sociale *", "Telephonne"], ["name", "organisation", "phone"]),
        (["Nom", "Société", "Je propose", "Nous cherchons"], ["name", "organisation", "offer", "need"]),
        (["الاسم الكامل", "المؤسسة", "نعرض", "نبحث عن"], ["name", "organisation", "offer", "need"]),
    ],
)
def test_headings_are_known_by_meaning(row: list[Any], wanted: list[str]) -> None:
    assert [each.key for each in headed(row, ["a", "b", "c", "d"]).headings] == wanted


def test_titles_are_above_and_two_rows_are_one_heading() -> None:
    found = headed(
        ["Mission à Málaga", "Mission à Málaga"],
        [],
        ["Participant", "Société", "Coordonnées", "Coordonnées", "Divers"],
        ["", "", "Tél", "E-mail", ""],
        ["Rachid Benali", "Boréal", "0661234567", "r@example.org", "VIP"],
    )
    assert found.first == 4
    assert keys(found) == {
        "Participant": "name",
        "Société": "organisation",
        "Tél": "phone",
        "E-mail": "email",
        "Divers": "",
    }


def test_titles_are_there_in_several_languages() -> None:
    found = headed(["Titre (fr)", "العنوان بالعربية", "Title in English", "Date", "De", "À"], ["x"] * 6)
    assert [(each.key, each.language) for each in found.headings[:3]] == [
        ("title", each) for each in ("fr", "ar", "en")
    ]


def test_ticks_below_days_and_languages() -> None:
    rows: list[list[Any]] = [
        ["Nom", "Société", date(2027, 7, 12), "Mardi 13 juillet", "Français", "العربية", "Anglais"],
        ["Salma", "Boréal", "x", "✓", "oui", "", "parle bien"],
    ]
    found = with_ticks(headed(*rows), FRAME)
    assert [(each.key, each.ticked) for each in found.headings[2:]] == [
        ("days", "2027-07-12"),
        ("days", "2027-07-13"),
        ("languages", "fr"),
        ("languages", "ar"),
        ("", ""),
    ]


def test_what_is_no_sheet_of_a_mission_is_passed_over() -> None:
    assert recognise(Grid("Notes", [["à faire", "qui"], ["réserver la salle", "Hind"]])) is None
    assert recognise(Grid("Vide", [])) is None
