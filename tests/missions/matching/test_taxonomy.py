"""The data of the taxonomy holds together."""

import pytest

from missions.matching import (
    Index,
    Profile,
    Rules,
    extended,
    rank,
    sector_label,
    sector_of,
    sectors,
    suggest_tags,
    tag_label,
    tags,
    tags_in,
)
from missions.matching.taxonomy import LANGUAGES, concepts


def test_there_are_twelve_sectors_and_their_tags() -> None:
    assert len(sectors()) == 12
    assert len(tags()) == 111
    assert len(concepts()) == 12 + 111, "an id is used twice"


def test_every_tag_is_of_a_sector_that_exists_and_every_sector_has_tags() -> None:
    assert {sector_of(tag) for tag in tags()} == set(sectors())


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_has_a_label_of_its_own_in_every_language(language: str) -> None:
    for labels in ([sector_label(x, language) for x in sectors()], [tag_label(x, language) for x in tags()]):
        assert all(label.strip() == label and label for label in labels)
        assert len({label.casefold() for label in labels}) == len(labels)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_tag_is_read_from_its_own_label_and_synonyms(language: str) -> None:
    for tag in tags():
        for term in concepts()[tag].terms[language]:
            assert tag in tags_in(term), term


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sector_has_terms_that_people_use(language: str) -> None:
    assert all(concepts()[sector].terms[language] for sector in sectors())


def test_a_language_without_labels_is_given_the_english_ones() -> None:
    assert sector_label("fintech", "de") == sector_label("fintech", "en")
    assert tag_label("iot", "ar") == "إنترنت الأشياء"


def test_an_unknown_id_is_told_from_a_known_one() -> None:
    assert sector_of("astrology") is None
    for label, wrong in ((sector_label, "astrology"), (sector_label, "iot"), (tag_label, "fintech")):
        with pytest.raises(KeyError):
            label(wrong, "en")


ARGAN = {"id": "argan", "sector": "agrifood", "label": {"fr": "huile d’argan"}, "synonyms": {"ar": ["أركان"]}}


def test_a_mission_adds_tags_of_its_own() -> None:
    own = extended([ARGAN])
    assert own.tags == (*tags(), "argan")
    assert (own.label("argan", "fr"), own.label("argan", "es")) == ("huile d’argan", "huile d’argan")
    assert suggest_tags("huile d'argan bio", taxonomy=own) == ("argan",)
    maker, seeker = Profile("a", "x", offer="زيت أركان"), Profile("b", "y", need="Huile d’argan")
    (found,) = rank(Index([maker, seeker], taxonomy=own), Rules(), "b")
    assert found.reasons[0].tags == ("argan",)
    (plain,) = rank(Index([maker, seeker]), Rules(), "b")
    assert plain.reasons[0].tags == ()
    assert plain.score < found.score


def test_a_tag_that_cannot_be_is_named() -> None:
    with pytest.raises(ValueError, match="'argan' has no label"):
        extended([{**ARGAN, "label": {}}])
    with pytest.raises(ValueError, match="'argan' is of the sector 'oils'"):
        extended([{**ARGAN, "sector": "oils"}])
