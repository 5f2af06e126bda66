"""What a voice says, in the three languages that Wasl brings."""

import html
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from locales import Catalogues, Texts, catalogues
from locales.bidi import embed

START = datetime(2006, 7, 10, 8, 0, tzinfo=UTC)
END = datetime(2006, 7, 10, 8, 30, tzinfo=UTC)
MALAGA = ZoneInfo("Europe/Madrid")


@dataclass(frozen=True)
class Refusal:
    """Something the domain says."""

    msgid: str
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class CountedRefusal(Refusal):
    """Something the domain counts."""

    plural: str = ""
    n: int = 0


def texts(code: str) -> Texts:
    return catalogues().texts(code)


@given(st.sampled_from(["ar", "en", "fr"]), st.text())
def test_a_value_is_text_and_never_markup(code: str, value: str) -> None:
    body = texts(code)("<b>{value}</b>", value=value)

    inside = body.removeprefix("<b>").removesuffix("</b>")
    assert isinstance(body, Markup)
    assert not set(inside) & set("<>\"'")
    assert html.unescape(inside) == embed(value, right_to_left=code == "ar")


@given(st.sampled_from(["ar", "en", "fr"]), st.text())
def test_without_html_a_value_is_what_it_is(code: str, value: str) -> None:
    assert texts(code).plain("[{value}]", value=value) == f"[{embed(value, right_to_left=code == 'ar')}]"


@pytest.mark.parametrize(("code", "day"), [("en", "Wed 25 Nov"), ("fr", "mer. 25 nov."), ("ar", "الأربعاء 25 نونبر")])
def test_a_day_where_there_is_little_room(code: str, day: str) -> None:
    assert texts(code).brief_day(date(2026, 11, 25)) == day


def test_a_command_in_an_arabic_sentence_keeps_its_slash_in_front() -> None:
    sentence = "<b>متى؟</b> /menu، https://t.me/wasl {kind}/{kind}"
    told = "<b>متى؟</b> \u2068/menu\u2069، https://t.me/wasl \u2068a/b\u2069/\u2068a/b\u2069"
    assert texts("ar")(sentence, kind="a/b") == told
    assert texts("ar").plain("/menu") == "\u2068/menu\u2069"
    assert texts("fr")("Voir /menu") == "Voir /menu"


@given(st.sampled_from(["ar", "en"]), st.text())
def test_what_a_voice_said_is_a_value_as_it_is(code: str, value: str) -> None:
    _ = texts(code)
    inner = _.plain("({value})", value=value)

    assert _.plain("{inner}", inner=inner) == inner
    assert html.unescape(_("{inner}", inner=inner)) == inner
    assert _("{inner}", inner=_("<i>{value}</i>", value=value)) == _("<i>{value}</i>", value=value)


def test_a_foreign_name_is_isolated_where_directions_mix() -> None:
    assert texts("ar").plain("{name}", name="Atlas\u202e Data") == "\u2068Atlas Data\u2069"
    assert texts("en").plain("{name}", name="أطلس") == "\u2068أطلس\u2069"
    assert texts("en").plain("{name}", name="Atlas\u2069") == "Atlas"


def test_html_becomes_plain_without_its_tags() -> None:
    assert texts("en").plain("{who}", who=texts("en")("<b>{name}</b>", name="A < B & C")) == "A < B & C"


def test_a_value_that_is_not_given_is_an_error_and_one_too_many_is_none() -> None:
    with pytest.raises(KeyError, match="name"):
        texts("en")("Hello {name}")

    assert texts("en")("Hello", name="Rachid", at=START) == "Hello"


def test_a_text_per_language_is_shown_in_the_readers_or_the_nearest() -> None:
    title = {"fr": "Mission à Málaga", "en": "Mission to Málaga", "es": "Misión a Málaga"}

    assert texts("fr").plain("{title}", title=title) == "Mission à Málaga"
    assert texts("ar").plain("{title}", title=title) == "\u2068Mission à Málaga\u2069"
    assert texts("en").plain("{title}", title={"fr": "", "es": "Misión"}) == "Misión"
    assert texts("en").choose({}) == ""


def test_dates_are_those_of_the_language_with_moroccan_months() -> None:
    day = date(2006, 7, 10)

    assert [texts(code).date(day) for code in ("en", "fr", "ar")] == [
        "10 July 2006",
        "10 juillet 2006",
        "10 يوليوز 2006",
    ]
    assert [texts(code).day(START, MALAGA) for code in ("en", "fr", "ar")] == [
        "Monday 10 July",
        "lundi 10 juillet",
        "الاثنين 10 يوليوز",
    ]
    assert texts("en").day(day) == "Monday 10 July"
    assert texts("en").plain("On {day}", day=day) == "On 10 July 2006"


@pytest.mark.parametrize("code", ["ar", "en", "fr"])
def test_the_first_of_a_month_is_an_ordinal_in_french_alone(code: str) -> None:
    _, day = texts(code), date(2026, 12, 1)
    said = [_.date(day), _.day(day), _.brief_day(day), _.plain("{day}", day=day)]

    assert [each.count("1ᵉʳ") for each in said] == [1 if code == "fr" else 0] * 4
    assert texts("fr").day(day) == "mardi 1ᵉʳ décembre"
    assert texts("fr").date(date(2026, 12, 11)) == "11 décembre 2026"


@pytest.mark.parametrize(
    ("first", "last", "english", "french", "arabic"),
    [
        ((2026, 12, 1), (2026, 12, 5), "1 to 5 December 2026", "du 1ᵉʳ au 5 décembre 2026", "من 1 إلى 5 دجنبر 2026"),
        (
            (2026, 11, 30),
            (2026, 12, 1),
            "30 November to 1 December 2026",
            "du 30 novembre au 1ᵉʳ décembre 2026",
            "من 30 نونبر إلى 1 دجنبر 2026",
        ),
        (
            (2026, 12, 31),
            (2027, 1, 2),
            "31 December 2026 to 2 January 2027",
            "du 31 décembre 2026 au 2 janvier 2027",
            "من 31 دجنبر 2026 إلى 2 يناير 2027",
        ),
        ((2026, 12, 1), (2026, 12, 1), "1 December 2026", "1ᵉʳ décembre 2026", "1 دجنبر 2026"),
    ],
)
def test_days_that_follow_each_other_say_once_what_they_share(
    first: tuple[int, int, int], last: tuple[int, int, int], english: str, french: str, arabic: str
) -> None:
    said = [texts(code).days(date(*first), date(*last)) for code in ("en", "fr", "ar")]

    assert said == [english, french, arabic]


def test_hours_are_told_in_the_zone_of_the_mission() -> None:
    assert texts("fr").time(START, MALAGA) == "10:00"
    assert texts("fr").time(START, "Africa/Abidjan") == "08:00"
    assert texts("fr").period(START, END, MALAGA) == "10:00–10:30"
    assert texts("ar").time(START, MALAGA) == "\u206810:00\u2069"
    period = "من \u206810:00\u2069 إلى \u206810:30\u2069"
    assert texts("ar").period(START, END, MALAGA) == period
    assert texts("ar").plain("{when}", when=texts("ar").period(START, END, MALAGA)) == period


def test_the_day_is_that_of_the_zone() -> None:
    late = datetime(2006, 7, 10, 22, 30, tzinfo=UTC)

    assert texts("en").day(late, MALAGA) == "Tuesday 11 July"


@pytest.mark.parametrize("moment", [START, START.replace(tzinfo=None)])
def test_a_moment_without_a_zone_is_refused(moment: datetime) -> None:
    with pytest.raises(TypeError, match="zone"):
        texts("en").day(moment, None if moment.tzinfo else MALAGA)
    with pytest.raises(TypeError, match="zone"):
        texts("en")("At {moment}", moment=moment)


def test_numbers_and_lists_are_those_of_the_language() -> None:
    assert [texts(code).number(1500) for code in ("en", "fr", "ar")] == ["1,500", "1\u202f500", "\u20681.500\u2069"]
    assert texts("fr").list(["IT", "R&D", "santé"]) == "IT, R&D et santé"
    assert texts("fr")("<i>{sectors}</i>", sectors=texts("fr").list(["IT", "R&D"])) == "<i>IT et R&amp;D</i>"
    assert texts("ar").list(["IT", "أطلس"]) == "\u2068IT\u2069 و\u2068أطلس\u2069"


def test_a_list_with_html_in_it_is_html() -> None:
    listed = texts("en").list([Markup("<b>A</b>"), "B & C"])

    assert listed == Markup("<b>A</b> and B &amp; C")
    assert isinstance(listed, Markup)


def test_the_domain_is_said_with_its_values() -> None:
    refusal = Refusal("Table {table} of <b>{mission}</b>", {"table": "A&B", "mission": {"en": "Málaga", "fr": "M."}})

    assert texts("en").message(refusal) == "Table A&amp;B of <b>Málaga</b>"
    assert texts("fr").plain_message(refusal) == "Table A&B of <b>M.</b>"


def test_the_caller_says_when() -> None:
    refusal = Refusal("Not at {start}", {"start": START})

    assert texts("en").message(refusal, start=texts("en").time(START, MALAGA)) == "Not at 10:00"
    with pytest.raises(TypeError, match="zone"):
        texts("en").message(refusal)


def test_the_domain_counts() -> None:
    refusal = CountedRefusal("{n} request", {}, plural="{n} requests", n=1200)

    assert texts("en").message(refusal) == "1,200 requests"
    assert texts("en").plain_message(CountedRefusal("{n} request", {}, plural="{n} requests", n=1)) == "1 request"


def test_telegrams_language_leads_to_ours() -> None:
    spoken = catalogues()

    assert {"ar", "en", "fr"} <= set(spoken.codes)
    assert spoken.pick("fr-CA", "en") == "fr"
    assert spoken.pick("AR_ma", "en") == "ar"
    for unknown in ("ary", "tlh", "", None, "-", "f"):
        assert spoken.pick(unknown, "fr") == "fr"


def test_the_languages_name_themselves() -> None:
    assert [language.name for language in catalogues().languages] == ["العربية", "English", "Français"]
    assert [language.code for language in catalogues().languages if language.rtl] == ["ar"]


def test_a_language_more_is_a_folder_more(house: Path) -> None:
    folder = house / "locales" / "es"
    folder.mkdir()
    settings = 'name = "Español"\nlocale = "es"\ndirection = "ltr"\nplural = "nplurals=2; plural=(n != 1);"\n'
    (folder / "language.toml").write_text(settings, encoding="utf-8")
    (folder / "one.po").write_text('msgctxt "verb"\nmsgid "Open"\nmsgstr "Abrir"\n', encoding="utf-8")
    (folder / "two.po").write_text('msgid "Close"\nmsgstr "Cerrar"\n', encoding="utf-8")

    spoken = Catalogues.load(house / "locales")

    assert spoken.codes == ("ar", "en", "es", "fr")
    assert spoken.texts("es").pgettext("verb", "Open") == "Abrir"
    assert spoken.texts("es").plain_pgettext("verb", "Open") == "Abrir"
    assert spoken.texts("es")("Close") == "Cerrar"
    assert spoken.pick("es-MX", "en") == "es"


def test_of_two_files_the_one_that_is_translated_speaks(house: Path) -> None:
    (house / "locales" / "fr" / "a.po").write_text('msgctxt "verb"\nmsgid "Open"\nmsgstr ""\n', encoding="utf-8")

    assert Catalogues.load(house / "locales").texts("fr").pgettext("verb", "Open") == "Ouvrir"


def test_a_fuzzy_translation_is_not_said(house: Path) -> None:
    catalogue = '#, fuzzy\nmsgid "Close"\nmsgstr "Clore"\n'
    (house / "locales" / "fr" / "a.po").write_text(catalogue, encoding="utf-8")

    assert Catalogues.load(house / "locales").texts("fr")("Close") == "Close"
