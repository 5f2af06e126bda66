"""No name of the region is drawn as a box: the fonts have each of its signs, in regular and in bold."""

from __future__ import annotations

import contextlib
import re
import zlib
from itertools import islice, product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.documents import typesetting
from handlers.documents.glyphs import breakable, drawable, drawn_signs, signs_of

FRENCH = (
    "Aïssatou Anaïs Chloé Françoise Gaëlle Gwenaëlle Joël Loïc Maëlys Noémie Raphaël Zoé",
    "Bœuf Château Crèvecœur Dæninckx Guérin L’Hôpital Lefèvre Müller Pÿ Saint-Exupéry Ÿvetot",
)
MOROCCAN = (
    "Abdelhaq Aïcha Bouchra El-Houssaine Ghizlane Hind Khadija Lahcen Mohcine Naïma Rachid Zakaria",
    "Aït-Benhaddou Benâbdeljalil Berrada Cherkaoui El‑Idrissi Ez-Zahraoui Lʿarbi Oulḥaj Ṭāhirī",
)
IVORIAN = (
    "Adjoua Akissi Affoué Awa Kouadio Kouamé Mariam N’Dri N’Guessan Sékou Yao Ya",
    "Aké-Béda Bamba Bédié Coulibaly Gbagbo Kacou Koné N’Zi Ouattara Tiémoko Yacé Zadi",
)
SPANISH = (
    "Begoña Concepción Íñigo Iñaki Jesús Lucía María Nuria Ramón Úrsula Xoán Zoraida",
    "Abellán Güemes Ibáñez Muñoz Núñez Peña Pérez-Galdós Sánchez Ximénez Yáñez Agüero Coll·la",
)
ARABIC = (
    "أحمد إدريس آمنة عبد_الحق فاطمة_الزهراء رُقيّة مُحمَّد هدى ياسين نُهى لؤي بثينة",
    "الإدريسي بنجلون بوطالب العلوي ٱلفاسي گنون الڭراوي پارس ڤيلالي السَّبْتِيّ ملّاك ءايت",
)
TAMAZIGHT = (
    "Ɛisa Faḍma Ɣita Ḥmed Tiẓiri Yuba ⵉⴷⵉⵔ ⵜⵉⵥⵉⵔⵉ ⵎⵓⵃⵎⵎⴰⴷ ⴼⴰⵟⵉⵎⴰ ⵢⵓⴱⴰ ⵎⴰⵙⵙⵉⵏ",
    "Aɛli Ameẓyan Uɣanim Ižẓa Aǧellid Čiwan ⴰⵢⵜ_ⵃⵎⴷ ⵓⵄⵍⵉ ⴰⵎⵖⴰⵔ ⴰⵣⴻⴳⵣⴰⵡ ⵓⴳⵯⵎⴰⵢ ⴰⵖⵓⵍⵉⴷ",
)


def names() -> list[str]:
    """Fifty of each of the six."""
    found = []
    for firsts, lasts in (FRENCH, MOROCCAN, IVORIAN, SPANISH, ARABIC, TAMAZIGHT):
        pairs = product(firsts.split(), lasts.split())
        step = max(1, len(firsts.split()) * len(lasts.split()) // 50)
        found += [" ".join(each).replace("_", " ") for each in islice(pairs, 0, 50 * step, step)]
    return found


def test_three_hundred_names_of_the_region_have_every_glyph() -> None:
    assert len(set(names())) == 300
    assert [each for each in names() if drawable(each) != each] == []


@pytest.mark.parametrize("bold", ["NotoSans-Bold.ttf", "NotoSansArabic-Bold.ttf"])
def test_bold_has_what_regular_has(bold: str) -> None:
    """Tifinagh has no bold: the regular one stands in."""
    regular = typesetting.FONTS / bold.replace("Bold", "Regular")
    missing = set(signs_of(regular)) - set(signs_of(typesetting.FONTS / bold))
    assert not missing & {ord(sign) for name in names() for sign in name}


@pytest.mark.parametrize("template", sorted(typesetting.HERE.glob("*.typ")), ids=lambda path: path.stem)
def test_a_template_writes_no_sign_of_its_own_that_fonts_lack(template: Path) -> None:
    """An arrow of Typst's own fonts would be missing where those are."""
    texts = re.findall(r'"([^"]*)"', template.read_text(encoding="utf-8"))
    assert {sign for text in texts for sign in text if ord(sign) not in drawn_signs()} == set()


@given(st.text(max_size=80))
def test_what_has_no_glyph_is_never_drawn(text: str) -> None:
    shown = breakable(text)
    assert all(ord(sign) in drawn_signs() or not sign.isprintable() for sign in shown)
    assert max(map(len, re.split("[\u200b ]", shown))) <= 80


def test_letters_that_are_not_there_are_seen_to_be_missing() -> None:
    assert drawable("Salma 🚀 Bennani") == "Salma Bennani"
    assert drawable("王 Wang") == "? Wang"
    assert drawable("Be\u0301die\u0301") == "Bédié"


def fonts_in(pdf: bytes) -> set[bytes]:
    """The fonts that a PDF has, without the tags of their parts."""
    parts = [pdf]
    for stream in re.findall(rb"stream\r?\n(.*?)endstream", pdf, re.DOTALL):
        with contextlib.suppress(zlib.error):
            parts.append(zlib.decompress(stream))
    return {name.rpartition(b"+")[2] for part in parts for name in re.findall(rb"/BaseFont ?/([\w+-]+)", part)}


def test_the_names_are_drawn_with_our_fonts_alone() -> None:
    """Typst has fonts of its own, to which it turns for what ours lack."""
    cells = [{"names": [name, name], "kind": "new", "interpreter": name} for name in names()]
    rows = [{"name": cell["names"][0], "cells": [cell]} for cell in cells]
    common = {"language": "ar", "rtl": True, "kind": "paper", "title": "ⵣ", "legend": []}
    data = {**common, "parts": [{"columns": ["09:00"], "rows": rows}]}
    (pdf,) = typesetting.typeset("timetable.typ", data, typesetting.DrawnAs.PAPER)
    fonts = fonts_in(pdf)
    assert {font.partition(b"-")[0] for font in fonts} == {b"NotoSans", b"NotoSansArabic", b"NotoSansTifinagh"}
