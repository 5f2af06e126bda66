"""One way to fold names: the table of equal and different spellings that lists, searches and keys are held to."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from missions.identity.firm_names import firm_key
from missions.names import entry_fold, fold, sort_key

SAME = [
    ("أمينة الإدريسي", "امينه الادريسي"),
    ("مُصطفى", "مصطفي"),
    ("مـحـمّـد", "محمد"),
    ("آسية", "اسيه"),
    ("عائشة", "عايشه"),
    ("رؤى", "روي"),
    ("هدى بناني", "هدي  بناني"),
    ("کریم", "كريم"),
    ("لطيفة ٢٠٢٦", "لطيفه 2026"),
    ("بناء", "بنا"),
    ("Élodie", "elodie"),
    ("ÁNGEL", "angel"),
    ("École d\u2019ingénieurs", "ecole d'ingenieurs"),
    ("Œuvre", "oeuvre"),
    ("Søren Łukasz", "soren lukasz"),
    ("El-Ouazzani", "El Ouazzani"),
    ("Al\u200cAmine", "alamine"),
    ("ﻷمينة", "لامينه"),
    ("Straße", "strasse"),
]
DIFFERENT = [("Amina", "Amine"), ("رشيد", "راشد"), ("Núñez", "Nunes"), ("Bahia Data", "Bahía Datos"), ("نور", "نورة")]
SAME_FIRM = [
    ("Boréal SARL", "Boréal S.A.R.L."),
    ("Boréal", "BOREAL s.a.r.l"),
    ("Ronda & Fils", "Ronda et Fils"),
    ("Ronda y Hijos, S.L.", "Ronda & Hijos"),
    ("شركة مدى", "شركه مدي"),
    ("شركة مدى ش.م.م", "مدى"),
    ("Atlas Ltd.", "Atlas Limited"),
    ("Plan B S.A.", "Plan B"),
    ("مخبزة عبد الله", "مخبزة عبدالله"),
    ("Data Souss", "DataSouss SARL"),
]
OTHER_FIRM = [("Boréal Conseil", "Boréal"), ("SA", "SARL"), ("Atlas Maroc", "Atlas España"), ("Plan A", "Plan B")]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_spellings_of_one_name_fold_alike(one: str, other: str) -> None:
    assert fold(one) == fold(other) != ""


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_other_names_stay_apart(one: str, other: str) -> None:
    assert fold(one) != fold(other)


@pytest.mark.parametrize(("one", "other"), SAME_FIRM)
def test_legal_forms_and_ampersands_do_not_make_another_firm(one: str, other: str) -> None:
    assert firm_key(one) == firm_key(other) != ""


@pytest.mark.parametrize(("one", "other"), OTHER_FIRM)
def test_other_firms_stay_apart(one: str, other: str) -> None:
    assert firm_key(one) != firm_key(other)


@given(st.text(max_size=60))
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert bool(fold(text)) == bool(firm_key(text))


@given(st.text(max_size=60))
def test_composition_and_case_make_no_difference(text: str) -> None:
    assert fold(unicodedata.normalize("NFD", text)) == fold(unicodedata.normalize("NFC", text))


def test_names_are_sorted_as_they_are_read() -> None:
    names = ["Zineb", "Élodie", "Ángel", "Bahia", "amina", "Édouard"]

    assert sorted(names, key=sort_key) == ["amina", "Ángel", "Bahia", "Édouard", "Élodie", "Zineb"]


def test_entries_of_a_mission_file_keep_the_keys_they_were_loaded_with() -> None:
    assert entry_fold("Chambre de  Commerce, Tanger") == "chambre de commerce tanger"
    assert entry_fold("أمينة") == "امينة"
