"""The plural forms: the header of each language against the rules of CLDR."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from locales import Catalogues, Language, catalogues
from locales.__main__ import ROOT
from locales.languages import find
from locales.upkeep.plurals import PluralError, numbers_of
from tests.locales.conftest import head

LANGUAGES = find(ROOT / "locales")
# The order in which gettext numbers what CLDR names, in each language we bring.
CATEGORIES = {
    "ar": ["zero", "one", "two", "few", "many", "other"],
    "en": ["one", "other"],
    "fr": ["one", "other"],
}


@pytest.mark.parametrize("code", CATEGORIES)
def test_each_number_gets_the_form_of_its_category(code: str, house: Path) -> None:
    forms = "".join(f'msgstr[{index}] "{name}"\n' for index, name in enumerate(CATEGORIES[code]))
    catalogue = f'{head(code)}msgid "a"\nmsgid_plural "b"\n{forms}'
    (house / "locales" / code / "messages.po").write_text(catalogue, encoding="utf-8")
    _ = Catalogues.load(house / "locales").texts(code)

    said = [_.plain_ngettext("a", "b", number) for number in range(201)]

    assert said == [LANGUAGES[code].locale.plural_form(number) for number in range(201)]


def test_the_header_of_the_folder_counts_whatever_a_file_says(house: Path) -> None:
    catalogue = (house / "locales" / "ar" / "messages.po").read_text(encoding="utf-8")
    swapped = catalogue.replace(
        "n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4", "n%100>=3 && n%100<=10 ? 4 : n%100>=11 ? 3"
    )
    assert swapped != catalogue
    (house / "locales" / "ar" / "messages.po").write_text(swapped, encoding="utf-8")

    _ = Catalogues.load(house / "locales").texts("ar")

    plain = _.plain_ngettext("One meeting at {place}.", "{n} meetings at {place}.", 3, place="فندق")
    assert plain == "\u20683\u2069 لقاءات في \u2068فندق\u2069."


@given(st.integers(min_value=0, max_value=200), st.sampled_from(sorted(CATEGORIES)))
def test_a_text_without_translation_is_counted_as_its_language_counts_the_msgids(number: int, code: str) -> None:
    said = catalogues().texts(code).plain_ngettext("One cup", "{n} cups", number)

    assert said == "One cup" if number == 1 else said.endswith(" cups")


def test_the_forms_know_their_numbers() -> None:
    arabic = numbers_of(LANGUAGES["ar"])

    assert arabic[:3] == [{0}, {1}, {2}]
    assert arabic[5] == {100, 101, 102, 200}
    assert numbers_of(LANGUAGES["fr"])[0] == {0, 1}


@pytest.mark.parametrize(
    ("plural", "reason"),
    [
        ("nplurals=2; plural=(n != 1);", "other numbers apart"),
        ("nplurals=3; plural=(n > 1);", "nplurals says 3"),
        ("nplurals=2; plural=(n >);", "plural"),
        ("two", "is written as"),
    ],
)
def test_a_wrong_header_is_told(plural: str, reason: str) -> None:
    french: Language = replace(LANGUAGES["fr"], plural=plural)

    with pytest.raises(PluralError, match=reason):
        numbers_of(french)
