"""Sheets as people hand them in: what a person would understand is understood, what is doubtful is asked."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from missions.loading.plan.values import DelegatePlan
from missions.sheets import delegates, firms, hours, rows, sides
from missions.sheets.choices import LEFT_OUT, NEW, OTHER, SAME
from missions.sheets.existing import There, ThereDelegate
from missions.sheets.files import Grid, OpenedFile
from missions.sheets.plan import understand
from missions.sheets.understood import Understood
from storage.tables import OrganisationKind
from tests.missions.sheets.making import FRAME, THERE, read

HEAD: list[Any] = ["Délégation", "Nom", "Prénom", "Société", "Tél", "E-mail", "Langues"]


def row(*cells: object) -> list[Any]:
    return ["Maroc", *cells]


def names(found: Understood) -> list[str]:
    return [each.name for each in found.plan.delegates]


def said(found: Understood) -> list[tuple[int, str, str]]:
    return [(each.row + 1, each.heading, each.said.msgid) for each in found.findings]


def there_with(*plans: DelegatePlan) -> There:
    made = [ThereDelegate(n, replace(each, known_as=each.file_key), {}, True) for n, each in enumerate(plans, start=1)]
    return replace(THERE, delegates=made, firms={each.organisation: "company" for each in plans})


def plan(name: str, firm: str, email: str = "", phone: str = "", *, delegation: str = "morocco") -> DelegatePlan:
    return DelegatePlan(delegation, name, firm, OrganisationKind.COMPANY, "fr", ("fr",), email=email, phone=phone)


def test_empty_rows_totals_and_headings_again_are_passed_over() -> None:
    found = read(
        [
            ["LISTE DES PARTICIPANTS"],
            [],
            HEAD,
            row("Benali", "Rachid", "Boréal", "0661234567", "", "FR/AR"),
            ["", "\u00a0", ""],
            HEAD,
            row("Tazi", "Hind", "Souss Agro", 662345678, "", "oui, français"),
            ["Total", "", 2],
        ]
    )
    assert names(found) == ["Rachid Benali", "Hind Tazi"]
    assert not found.wrong
    assert (8, "", rows.TOTAL) in said(found)


def test_notes_and_totals_of_any_kind_are_named_and_left_out() -> None:
    note = "NB : les suivants sont à confirmer"
    found = read(
        [
            ["N°", "Nom complet", "Raison sociale", "Contacts", "Contacts"],
            ["", "", "", "GSM", "Mail"],
            [1, "Hind Tazi", "Total Maroc", "0662345678", ""],
            [note] * 5,
            ["Source : la chambre"],
            ["N°", "Nom complet", "Raison sociale", "", ""],
            ["", "", "", "GSM", "Mail"],
            [2, "Omar Rifi", "Boréal", "0661234567", ""],
            ["", "Total général", "812", "45600,0"],
            ["TOTAL PARTICIPANTS : 2"] * 5,
            ["العدد الإجمالي", "", "", 2],
        ],
        answers={"side:0": "morocco"},
    )
    assert names(found) == ["Hind Tazi", "Omar Rifi"]
    assert not found.wrong
    assert [(at, msgid) for at, _heading, msgid in said(found)] == [
        *((at, rows.NOTE) for at in (4, 5)),
        *((at, rows.TOTAL) for at in (9, 10, 11)),
    ]


def test_a_sheet_of_the_office_is_left_out() -> None:
    sheet = [["Nom", "Société"], ["Salma Tazi", "Boréal"]]
    [question] = read(sheet).questions
    assert question.options[-1].value == LEFT_OUT
    found = read(sheet, answers={"side:0": LEFT_OUT})
    assert (names(found), found.questions) == ([], [])


def test_each_error_has_its_row_and_column() -> None:
    found = read([HEAD, row("Benali", "Rachid", "", "12", "rachid@", "klingon"), row("", "", "Boréal", "", "", "")])
    assert [(at, heading) for at, heading, _said in said(found)] == [
        (2, "Société"),
        (2, "Tél"),
        (2, "E-mail"),
        (2, "Langues"),
        (3, "Nom"),
    ]
    assert len(found.wrong) == 5


def test_a_sheet_without_delegations_is_asked_about() -> None:
    sheet = [["Nom", "Société"], ["Salma Tazi", "Boréal"]]
    found = read(sheet)
    assert [each.id for each in found.questions] == ["side:0"]
    found = read(sheet, answers={"side:0": "andalusia"})
    assert [each.delegation for each in found.plan.delegates] == ["andalusia"]


def test_a_country_says_the_delegation_and_a_new_one_is_asked_about() -> None:
    found = read([["Nom", "Société", "Pays"], ["Salma Tazi", "Boréal", "المغرب"], ["Lucía Vega", "Ronda", "Spain"]])
    assert [each.delegation for each in found.plan.delegates] == ["morocco", "andalusia"]
    sheet = [["Nom", "Société", "Délégation"], ["Awa Koné", "Ivoire Tech", "Côte d’Ivoire"]]
    [question] = read(sheet).questions
    assert question.said.msgid == sides.WHICH_IS
    found = read(sheet, answers={question.id: f"{NEW}Côte d’Ivoire"})
    [new] = found.plan.delegations
    assert (new.key, new.country) == ("cote-d-ivoire", "CI")
    assert [each.delegation for each in found.plan.delegates] == ["cote-d-ivoire"]


def test_the_same_firm_is_one_and_the_same_person_is_there_once() -> None:
    found = read(
        [
            HEAD,
            row("Benali", "Rachid", "Boréal SARL", "", "r@boreal.example", ""),
            row("BENALI", "Rachid", "Boréal S.A.R.L.", "0661234567", "r@boreal.example", "fr"),
            row("Tazi", "Hind", "Boréal", "", "", ""),
        ]
    )
    assert [(each.name, each.organisation) for each in found.plan.delegates] == [
        ("Rachid Benali", "Boréal SARL"),
        ("Hind Tazi", "Boréal SARL"),
    ]
    assert found.plan.delegates[0].phone.replace(" ", "") == "+212661234567"
    assert (3, "", delegates.TWICE) in said(found)


def test_what_is_doubtful_is_asked_with_both_shown() -> None:
    known = there_with(plan("Rachid Benali", "Boréal", "", ""))
    sheet = [HEAD, row("Benali", "R.", "Boréal", "", "", "")]
    found = read(sheet, there=known)
    [question] = found.questions
    assert question.said.msgid == delegates.ONE_PERSON
    assert [each[0] for each in question.about] == ["R. Benali", "Rachid Benali"]
    assert len(read(sheet, there=known, answers={question.id: SAME}).tally("delegate").added) == 0
    assert len(read(sheet, there=known, answers={question.id: OTHER}).tally("delegate").added) == 1


@pytest.mark.parametrize(
    ("written", "there"),
    [
        (
            ("Benali", "Rachid", "Autre nom", "", "r@boreal.example", ""),
            plan("Rachid Benali", "Boréal", "r@boreal.example"),
        ),
        (("بنعلي", "رشيد", "Boréal", "0661234567", "", ""), plan("Rachid Benali", "Boréal", phone="+212 661 23 45 67")),
        (("Rachid", "BENALI", "Boréal SA", "", "", ""), plan("Rachid Benali", "Boréal")),
    ],
)
def test_who_is_there_is_known_again(written: tuple[object, ...], there: DelegatePlan) -> None:
    found = read([HEAD, row(*written)], there=there_with(there))
    assert not found.questions
    assert not found.tally("delegate").added
    assert [each.file_key for each in found.plan.delegates] == [there.file_key]


@pytest.mark.parametrize(
    ("head", "written", "wanted"),
    [
        (["Nom complet", "Nom (arabe)"], ["Rachid Benali", "رشيد بنعلي"], ("Rachid Benali", "رشيد بنعلي")),
        (["الاسم الكامل", "الاسم بالحروف اللاتينية"], ["رشيد بنعلي", "Rachid Benali"], ("رشيد بنعلي", "Rachid Benali")),
        (["Nom en lettres latines", "Nom en arabe"], ["Rachid Benali", "رشيد بنعلي"], ("Rachid Benali", "رشيد بنعلي")),
        (["Full name", "Name in Arabic"], ["", "رشيد بنعلي"], ("رشيد بنعلي", "")),
        (["Full name", "Name in Arabic"], ["رشيد بنعلي", "رشيد بنعلي"], ("رشيد بنعلي", "")),
    ],
)
def test_a_name_in_the_other_script_has_a_column(head: list[str], written: list[str], wanted: tuple[str, str]) -> None:
    found = read([["Délégation", *head, "Société", "Langues"], row(*written, "Boréal", "FR")])
    assert [(each.name, each.other_name) for each in found.plan.delegates] == [wanted]
    assert not found.wrong


def test_either_script_of_two_names_knows_a_person_again() -> None:
    was = replace(plan("Rachid Benali", "Boréal"), other_name="رشيد بنعلي")
    head = ["Délégation", "Nom complet", "Nom en lettres latines", "Société"]
    found = read([head, row("رشيد بنعلي", "Rachid Benali", "Boréal")], there=there_with(was))
    assert [(each.name, each.other_name) for each in found.plan.delegates] == [("Rachid Benali", "رشيد بنعلي")]
    assert not found.questions


def test_what_a_sheet_leaves_out_stays() -> None:
    known = replace(plan("Rachid Benali", "Boréal", "r@boreal.example", "+212 661 23 45 67"), offer="Logiciels")
    found = read([HEAD, row("Benali", "Rachid", "Boréal", "", "", "FR/AR")], there=there_with(known))
    [made] = found.plan.delegates
    assert (made.offer, made.phone, made.languages) == ("Logiciels", "+212 661 23 45 67", ("fr", "ar"))
    assert found.tally("delegate").changed == ["Rachid Benali · Boréal"]


def test_two_sheets_of_two_chambers_are_one_mission() -> None:
    one = [["Nom", "Société", "Mail"], ["Salma Tazi", "Boréal SARL", "s@b.example"], ["Ali Fassi", "Zellige", ""]]
    other = [
        ["الاسم الكامل", "الشركة", "البريد الإلكتروني"],
        ["سلمى التازي", "Boréal", "s@b.example"],
        ["Awa Koné", "Ivoire", ""],
    ]
    found = read(one, other, answers={"side:0": "morocco", "side:1": "morocco"})
    assert names(found) == ["Salma Tazi", "Ali Fassi", "Awa Koné"]


def test_hidden_rows_are_asked_about() -> None:
    lines = [["Nom", "Société", "Délégation"], ["Salma Tazi", "Boréal", "Maroc"], ["Ali Fassi", "Zellige", "Maroc"]]
    opened = OpenedFile([Grid("A", lines, hidden=frozenset({2}))])
    from missions.sheets.choices import Choices  # noqa: PLC0415 - for one test

    assert [each.id for each in understand(opened, THERE, Choices()).questions] == ["hidden:0"]
    with_them = understand(opened, THERE, Choices(answers={"hidden:0": "yes"}))
    without = understand(opened, THERE, Choices(answers={"hidden:0": "no"}))
    assert (len(with_them.plan.delegates), len(without.plan.delegates)) == (2, 1)


def test_a_frame_comes_from_sheets() -> None:
    found = read(
        [["Salle", "Adresse", "Nombre de tables"], ["Atlas", "1 rue X", 3], ["Rif", "", ""]],
        [["Date", "Horaire", "Durée (min)", "Salle"], ["12/07/2027", "9h-10h", 30, "Atlas"]],
        [["Titre", "Type", "Date", "De", "À", "Lieu"], ["Ouverture", "Plénière", "12/07/2027", "8h", "9h", "rif"]],
        [["Interprète", "Langues", "Tél"], ["Leïla Testard", "FR/AR/ES", "0661234567"]],
    )
    assert not found.wrong
    assert [(each.key, each.tables) for each in found.plan.venues] == [("atlas", ("1", "2", "3")), ("rif", ())]
    assert [each.venue for each in found.plan.slots] == ["atlas", "atlas"]
    assert [(each.key, each.kind, each.venue) for each in found.plan.sessions] == [("ouverture", "plenary", "rif")]
    assert [each.languages for each in found.plan.interpreters] == [("fr", "ar", "es")]


def test_what_is_wrong_with_hours_is_named() -> None:
    found = read(
        [
            ["Date", "De", "À", "Durée", "Salle"],
            ["12/07/2027", "9h", "10h", 30, ""],
            ["12/07/2027", "9h30", "11h", 30, ""],
            ["13/07/2027", "11h", "9h", 30, ""],
            ["13/07/2027", "9h", "10h", 90, ""],
            ["14/07/2027", "9h", "10h", 30, "Nulle part"],
        ]
    )
    assert [(at, msgid) for at, _heading, msgid in said(found)] == [
        (3, hours.OVERLAPS),
        (4, hours.BACKWARDS),
        (5, hours.NO_SLOT),
        (6, hours.NO_VENUE),
    ]


def test_pairs_name_people_of_the_file() -> None:
    people = [HEAD, row("Benali", "Rachid", "Boréal", "", "", ""), row("Tazi", "Hind", "Agro", "", "", "")]
    found = read(people, [["Personne 1", "Personne 2", "Souhait"], ["Rachid Benali", "tazi hind", "✓"]])
    assert [(each.wish, each.one, each.other) for each in found.plan.pairs] == [
        ("must", "hind tazi / agro", "rachid benali / boreal")
    ]


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Université de Málaga", "university"),
        ("CCI de Tanger", "chamber"),
        ("غرفة التجارة", "chamber"),
        ("Boréal", "company"),
    ],
)
def test_the_kind_of_a_firm_by_its_name(name: str, kind: str) -> None:
    assert firms.kind_by_name(name) == kind
    assert FRAME.default_language == "fr"
