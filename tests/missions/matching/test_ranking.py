"""Who is proposed to whom, and what is said of it."""

import pytest

from missions.matching import Index, MatchReason, Profile, Rules, rank, tag_label, tags
from tests.missions.matching.alike import A_LITTLE, alike, scored

NADIA = Profile(
    id="nadia",
    delegation="morocco",
    organisation="وصل الرقمية",
    kind="company",
    languages=["ar", "fr"],
    offer="تطوير المواقع والمتاجر: متجر إلكتروني بالعربية",
    need="نبحث عن شريك في الدفع الإلكتروني والأمن السيبراني",
)
RACHID = Profile(
    id="rachid",
    delegation="morocco",
    organisation="Atlas Saisie",
    kind="company",
    languages=["fr"],
    offer="Saisie de données et traitement de bases de données à distance",
    need="Un distributeur en Andalousie",
)
LUCIE = Profile(
    id="lucie",
    delegation="france",
    organisation="PaySud",
    kind="company",
    languages=["fr", "en"],
    offer="Solutions de paiement électronique pour commerçants",
    need="Un prestataire pour une boutique en ligne en arabe",
)
CARMEN = Profile(
    id="carmen",
    delegation="andalusia",
    organisation="Archivo Málaga",
    kind="public agency",
    languages=["es", "en"],
    offer="Alumbrado público y aparcamiento: plataforma de ciudad inteligente",
    need="Buscamos socio para grabación de datos y back office",
)
ALL = [NADIA, RACHID, LUCIE, CARMEN]


def counterparts(for_id: str, rules: Rules | None = None, profiles: list[Profile] | None = None) -> list[str]:
    return [x.counterpart for x in rank(profiles or ALL, rules or Rules(), for_id)]


def test_an_arabic_need_finds_a_french_offer_and_says_why_both_ways() -> None:
    first = rank(ALL, Rules(), "nadia")[0]
    assert first.counterpart == "lucie"
    assert first.mutual
    assert first.reasons == (
        MatchReason(
            "they_offer_what_i_seek",
            ("mobile_payments",),
            ("Solutions de paiement électronique pour commerçants",),
            "fr",
        ),
        MatchReason(
            "they_seek_what_i_offer", ("ecommerce",), ("Un prestataire pour une boutique en ligne en arabe",), "fr"
        ),
    )
    assert first.languages == ("fr",)
    assert tag_label(first.reasons[0].tags[0], "ar") == "الدفع الإلكتروني"


def test_a_one_sided_match_says_so_from_both_ends() -> None:
    (of_rachid,) = [x for x in rank(ALL, Rules(), "rachid") if x.counterpart == "carmen"]
    (of_carmen,) = [x for x in rank(ALL, Rules(), "carmen") if x.counterpart == "rachid"]
    assert not of_rachid.mutual
    assert not of_carmen.mutual
    assert of_rachid.score == pytest.approx(of_carmen.score, abs=A_LITTLE)
    assert [x.direction for x in of_rachid.reasons] == ["they_seek_what_i_offer"]
    assert [x.direction for x in of_carmen.reasons] == ["they_offer_what_i_seek"]
    assert of_carmen.reasons[0].words == ("Saisie de données",)
    assert of_carmen.languages == ()
    assert (of_rachid.fit, of_carmen.fit) == ("they_seek", "they_offer")


def test_two_of_one_field_are_proposed_last_and_without_a_reason() -> None:
    mine = Profile("a", "x", tags=["fintech"], need="assurance, microcrédit")
    same = Profile("b", "y", tags=["fintech"], offer="KYC")
    fit = Profile("c", "y", tags=["industry"], offer="insurance")
    first, last = rank([mine, same, fit], Rules(), "a", floor=0)
    assert (first.counterpart, last.counterpart) == ("c", "b")
    assert last.reasons == ()
    assert last.sectors == ("fintech",)


def test_nothing_in_common_is_not_proposed() -> None:
    olives = Profile("a", "x", offer="Huile d'olive", need="Emballage")
    games = Profile("b", "y", offer="Video games", need="Translation")
    assert rank([olives, games], Rules(), "a") == []


def test_courtesies_and_places_are_no_reason() -> None:
    one = Profile("a", "x", offer="Société marocaine", need="Nous recherchons un partenaire en Espagne")
    two = Profile("b", "y", offer="Partenaire en Espagne", need="Société marocaine, partenaire")
    assert rank([one, two], Rules(), "a") == []


def test_own_delegation_only_where_the_mission_allows_it() -> None:
    colleague = Profile("e", "morocco", offer="Paiement mobile")
    assert "e" not in counterparts("nadia", profiles=[*ALL, colleague])
    assert "e" in counterparts("nadia", Rules(within_delegation=True), [*ALL, colleague])


def test_own_organisation_is_never_proposed_however_it_is_written() -> None:
    colleague = Profile("e", "spain", organisation=" ATLAS  saisie ", need="Saisie de données")
    assert "e" not in counterparts("rachid", Rules(must=[("e", "rachid")]), [*ALL, colleague])


def test_the_organisers_rules_hold_in_either_order() -> None:
    assert "lucie" not in counterparts("nadia", Rules(never={("lucie", "nadia")}))
    assert "nadia" not in counterparts("lucie", Rules(settled={("lucie", "nadia")}))
    assert counterparts("carmen", Rules(kinds=[("company", "company")])) == []
    assert counterparts("carmen", Rules(kinds=[("company", "public agency")])) == ["rachid"]


def test_must_comes_first_even_with_nothing_in_common() -> None:
    first = rank(ALL, Rules(must=[("carmen", "nadia")], kinds=[("company", "company")]), "nadia")[0]
    assert (first.counterpart, first.must, first.reasons) == ("carmen", True, ())


def test_needs_alone_can_be_ranked() -> None:
    assert [x.counterpart for x in rank(ALL, Rules(), "carmen", aim="needs")] == ["rachid"]
    (found,) = rank(ALL, Rules(), "rachid", aim="needs")
    assert (found.counterpart, found.fit) == ("carmen", "they_seek"), "nobody distributes; she asks for what he sells"


def test_a_shorter_list_is_the_beginning_of_the_longer() -> None:
    everyone = crowd(60)
    assert alike(scored(rank(everyone, Rules(), "00000", limit=3)), scored(rank(everyone, Rules(), "00000")[:3]))


def test_confirmed_tags_count_as_written_ones() -> None:
    seeker = Profile("a", "x", need="On verra sur place", need_tags=["drones?", "customs"])
    broker = Profile("b", "y", offer="Nous aidons", offer_tags=["customs"])
    assert rank([seeker, broker], Rules(), "a")[0].reasons == (MatchReason("they_offer_what_i_seek", ("customs",), ()),)


def test_unknown_and_doubled_ids_are_refused() -> None:
    with pytest.raises(KeyError):
        rank(ALL, Rules(), "nobody")
    with pytest.raises(ValueError, match="same id"):
        Index([NADIA, NADIA])


def test_an_index_takes_over_what_was_read_before() -> None:
    before = Index(ALL)
    after = Index([*ALL, Profile("e", "spain", need="Saisie de données")], previous=before)
    key = (NADIA.offer, NADIA.language)
    assert after.parts[key] is before.parts[key]
    again, first = (rank(index, Rules(), "nadia") for index in (Index(ALL, previous=after), before))
    assert alike(scored(again), scored(first))
    assert {x.counterpart: x.reasons for x in again} == {x.counterpart: x.reasons for x in first}


def crowd(many: int) -> list[Profile]:
    """Invented profiles of two sides, each with a few trades in one of four languages."""
    names, languages = tags(), ("en", "fr", "ar", "es")

    def trades(start: int, language: str) -> str:
        return ", ".join(tag_label(names[(start + step) % len(names)], language) for step in (0, 17, 60))

    return [
        Profile(
            id=f"{n:05}",
            delegation="one" if n % 2 else "two",
            offer=trades(n * 7, languages[n % 4]),
            need=trades(n * 11 + 3, languages[n % 4]),
        )
        for n in range(many)
    ]
