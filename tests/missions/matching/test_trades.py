"""The trades that a text names, and what they do to a ranking. Without the encoder: what is tested is in the words."""

import pytest

from missions.matching import Index, Profile, Rules, rank
from missions.matching.trades import ROLE, field_of, lexicon, lines, named
from missions.matching.words import words


def trades(text: str) -> set[str]:
    return {x.trade for x in named(words(text)) if field_of(x.trade) != ROLE}


def first(need: str, *offers: str, own: str = "", aim: str = "mutual") -> str:
    """The offer that is proposed first to this need."""
    others = [Profile(str(n), "south", offer=offer) for n, offer in enumerate(offers)]
    index = Index([Profile("me", "north", offer=own, need=need), *others])
    found = rank(index, Rules(), "me", floor=0, aim="needs" if aim == "needs" else "mutual")
    return offers[int(found[0].counterpart)] if found else ""


def test_each_term_names_its_trade() -> None:
    for trade, terms in lines("trades.txt"):
        assert trade.count(".") == 1, trade
        for term in terms:
            assert trade in {x.trade for x in named(words(term))}, (trade, term)
    assert len(set(lexicon().trades)) == len(lexicon().trades)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("entreprise de BTP", "building contractor"),
        ("3PL", "opérateur d'entrepôt"),
        ("negocio HORECA", "fournisseur CHR"),
        ("GMS", "hypermarchés"),
        ("HVAC", "génie climatique, CVC"),
        ("EPI", "PPE and helmets"),
        ("BET", "مكتب الدراسات"),
        ("ESN", "IT consulting"),
        ("O&M", "EPC"),
        ("IAA", "industria alimentaria"),
        ("colmenas", "عسل"),
        ("invernaderos", "greenhouse"),
    ],
)
def test_a_trade_is_one_in_any_language_and_by_its_abbreviation(one: str, other: str) -> None:
    assert trades(one) & trades(other)


def test_a_word_within_a_longer_term_is_not_read_by_itself() -> None:
    assert trades("huile moteur") == {"auto.lubricants"}
    assert "auto.battery" not in trades("batterie de cuisine")
    assert trades("machine à coudre") == {"text.sewing_machine"}


@pytest.mark.parametrize("word", ["apicuteur", "apicullteur", "échaffaudage", "inmobiliarria"])
def test_a_slip_in_a_long_word_is_mended(word: str) -> None:
    assert trades(word)


@pytest.mark.parametrize("word", ["exportación", "parking", "tracking", "maquette", "traiter"])
def test_another_word_is_not_taken_for_a_slip(word: str) -> None:
    assert trades(word) == set()


def test_abbreviations_of_two_letters_count_in_capitals_only() -> None:
    assert "cons.franchise" not in trades("to be")
    assert "med.devices" in trades("distributeur DM")
    assert "med.devices" not in trades("dm")


def test_the_same_trade_comes_before_the_others_across_languages() -> None:
    offers = ("خلايا نحل وعسل", "Clínica veterinaria", "Sewing machines")
    assert first("Nous cherchons un apiculteur", *offers) == offers[0]


def test_a_need_that_names_no_trade_means_that_of_its_writer() -> None:
    """A lawyer's correspondent is a lawyer."""
    offers = ("Fleurs coupées", "Despacho de abogados", "Guest house")
    assert first("un correspondant à Madrid", *offers, own="Cabinet d'avocats") == offers[1]
    assert first("un apiculteur", "Miel", "Law firm", own="Cabinet d'avocats") == "Miel"


def test_a_longer_need_without_a_known_trade_says_something_of_its_own() -> None:
    law, honey = Profile("law", "south", offer="Law firm"), Profile("honey", "south", offer="Miel")
    for need, found in (("un correspondant", ["law"]), ("des zythologues pour brassins houblonnés saisonniers", [])):
        mine = Profile("me", "north", offer="Cabinet d'avocats", need=need)
        assert [x.counterpart for x in rank(Index([mine, law, honey]), Rules(), "me")] == found


def test_who_asks_for_what_one_sells_answers_a_need_for_buyers() -> None:
    maker = Profile("me", "north", offer="échafaudages", need="clients, distributeurs")
    asks = Profile("asks", "south", offer="gardening", need="scaffolding")
    idle = Profile("idle", "south", offer="gardening", need="flowers")
    found = rank(Index([maker, idle, asks]), Rules(), "me", aim="needs")
    assert [x.counterpart for x in found] == ["asks"]
    assert found[0].reasons[0].words == ("scaffolding",)


def test_what_raises_a_score_is_quoted() -> None:
    mine = Profile("a", "x", need="Nous cherchons un apiculteur, et un hôtel")
    theirs = Profile("b", "y", offer="Fleurs, colmenas y miel")
    (found,) = rank(Index([mine, theirs]), Rules(), "a", floor=0)
    assert [x.words for x in found.reasons] == [("colmenas",)]


def test_an_edited_profile_is_as_if_it_had_always_been_so() -> None:
    people = [
        Profile(str(n), f"d{n}", offer=x, need=y)
        for n, (x, y) in enumerate([("miel", "hôtel"), ("hotel", "honey"), ("", "")])
    ]
    edited = Profile("2", "d2", offer="colmenas", need="law firm, not dental")
    for before in (people, people[:2]):
        after = [*people[:2], edited]
        again, fresh = Index(after, previous=Index(before)), Index(after)
        assert (again.mutual(slice(0, 3)) == fresh.mutual(slice(0, 3))).all()
        assert (again.answering(slice(0, 3)) == fresh.answering(slice(0, 3))).all()
