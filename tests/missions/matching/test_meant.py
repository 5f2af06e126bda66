"""What a text means: without what it denies, dialect in French, and quoted as it was written."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from missions.matching import Index, Profile, Rules, rank, standard, texts_of
from missions.matching.denial import denied
from missions.matching.meant import meant, quote
from missions.proposals.topics import encoded_of

WORDS = st.sampled_from(
    [
        "bghina",
        "3sel",
        "dyal",
        "machi",
        "zit",
        "pas",
        "de",
        "no",
        "not",
        "NON",
        "miel",
        "hôtel",
        "L'eau",
        ",",
        ".",
        "12",
        "عسل",
        "ماشي",
        "ديال",
        "بغينا",
        "،",
        ";",
    ]
)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("des hôtels, pas de riads", "des hôtels"),
        ("hotels, not hostels", "hotels"),
        ("hoteles, no hostales", "hoteles"),
        ("nous ne cherchons pas de banques, mais des assureurs", "des assureurs"),
        ("فنادق، ماشي رياضات", "فنادق"),
        ("tous les bureaux sauf les banques", "tous les bureaux"),
        ("vin NON, miel", "miel"),
    ],
)
def test_what_is_denied_is_left_out(text: str, left: str) -> None:
    assert meant(text).text.strip(" ,").removeprefix("mais ") == left
    assert meant(text).denied


@pytest.mark.parametrize(
    "text",
    [
        "pas cher",
        "not only hotels",
        "no sólo hoteles",
        "pas seulement des riads",
        "sans gluten",
        "sin azúcar",
        "Norway",
        "بدون سكر",
    ],
)
def test_other_words_deny_nothing(text: str) -> None:
    assert denied(text) == ()
    assert meant(text).text == text


def test_a_text_that_denies_all_it_says_is_left_as_it_is() -> None:
    assert meant("pas de banques").text == "pas de banques"


def test_what_is_denied_is_proposed_after_the_others() -> None:
    mine = Profile("me", "x", need="assureurs, pas de banques")
    people = [mine, Profile("bank", "y", offer="Banque et assurance"), Profile("other", "y", offer="Insurance")]
    assert rank(Index(people), Rules(), "me", floor=0)[0].counterpart == "other"


@pytest.mark.parametrize(
    ("text", "french"),
    [
        ("kanbi3o la3sel w ttmer b jjomla", "vendre miel et dattes en gros"),
        ("bghit chi moul l7anout", "nous cherchons un commerçant"),
        ("khassni mo7ami f Sbanya", "nous cherchons avocat à Espagne"),
        ("n9el lkhodra b lkamyo", "transport légumes en camions"),
        ("كنبيعو الدجاج واللحم", "vendre poulet واللحم"),
        ("ghir 3adnan", "ghir 3adnan"),
    ],
)
def test_dialect_is_read_in_french(text: str, french: str) -> None:
    assert meant(text).text == french


@pytest.mark.parametrize("text", ["zit zitoun", "zzit zzitoun", "zeit zeitoun", "zit ziton"])
def test_spellings_of_one_sound_mean_one_thing(text: str) -> None:
    assert meant(text, "ar").text == "huile d'olive"


@pytest.mark.parametrize(
    "text",
    [
        "Fournisseur d'huile d'olive pour hôtels",
        "We are ISO9001 certified, mp3 players, h264 cameras",
        "3magasins, cadeaux",
        "B2B web3",
        "Almazara de Jaén, aceite y miel",
        "شركة نقل دولي في كندا",
    ],
)
def test_what_is_no_dialect_stays_as_it_is(text: str) -> None:
    assert meant(text, "fr").text == meant(text).text == text


def test_french_of_who_writes_arabic_is_no_dialect() -> None:
    assert not meant("Nous vendons du miel et des dattes", "ar").glossed


def test_the_quote_of_dialect_is_what_was_written() -> None:
    mine = Profile("me", "x", need="un apiculteur")
    theirs = Profile("other", "y", offer="fakia, w l3sel dyal jbel", language="ar")
    (found,) = rank(Index([mine, theirs]), Rules(), "me")
    assert [(x.words, x.language) for x in found.reasons] == [(("l3sel dyal jbel",), "ar")]


@settings(max_examples=60)
@given(st.lists(WORDS, min_size=1, max_size=9).map(" ".join), st.sampled_from([None, "ar", "fr", "es", "en"]))
def test_all_that_is_encoded_of_a_text_is_found_again_when_it_is_erased(text: str, language: str | None) -> None:
    profile = Profile("a", "x", offer=text, language=language)
    assert {*texts_of([profile], standard())} - {*texts_of([], standard())} <= encoded_of(text)


@settings(max_examples=60)
@given(st.lists(WORDS, max_size=9).map(" ".join), st.sampled_from([None, "ar", "fr"]))
def test_every_quote_stands_in_the_text(text: str, language: str | None) -> None:
    said = meant(text, language)
    assert len(said.quotes) == len(said.phrases)
    assert all(x in text for x in said.quotes)
    assert "".join(x.said for x in said.pieces) == said.text
    assert quote(text, said.pieces, 0, len(said.text)) in text
