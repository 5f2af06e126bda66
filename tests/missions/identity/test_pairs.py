"""Labelled pairs of people and firms: what is taken without asking is one, and what is one is at least asked about."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from missions.identity import firms, people
from missions.identity.blocking import among, between, grouped
from missions.identity.contacts import phone_key
from missions.identity.people import KnownPerson
from missions.identity.sameness import Sameness

HERE = Path(__file__).parent
Row = tuple[str, str, str]
"""The label ("=", "#", "?"), and the two as the file writes them."""
Compare = Callable[[str, str], Sameness]


def rows(name: str) -> list[Row]:
    lines = [line for line in (HERE / name).read_text(encoding="utf-8").splitlines()[1:] if line.strip()]
    return [(line[0], *_sides(line[1:])) for line in lines]


def _sides(text: str) -> tuple[str, str]:
    one, other = text.split("||", 1)
    return one.strip(" |"), other.split("||")[0].strip(" |")


def known(text: str) -> KnownPerson:
    names, organisation, email, phone, *_rest = [*(field.strip() for field in text.split("|")), "", "", ""]
    region = "CI" if phone.startswith("07") or ".ci" in email else "ES" if phone.startswith("6") else "MA"
    return KnownPerson(tuple(each.strip() for each in names.split("/")), organisation, email, phone, region)


def person_verdict(one: str, other: str) -> Sameness:
    return people.compare(known(one), known(other))


def firm_verdict(one: str, other: str) -> Sameness:
    return firms.compare(one, other)


def wrong(found: Sequence[Row], compare: Compare, label: str, *verdicts: Sameness) -> list[str]:
    return [f"{one}  ||  {other}" for kind, one, other in found if kind == label and compare(one, other) in verdicts]


PEOPLE, FIRMS = rows("people.txt"), rows("firms.txt")


@pytest.mark.parametrize(
    ("found", "compare"), [(PEOPLE, person_verdict), (FIRMS, firm_verdict)], ids=["people", "firms"]
)
def test_what_is_taken_without_asking_is_one(found: Sequence[Row], compare: Compare) -> None:
    assert wrong(found, compare, "#", Sameness.CERTAIN) == []
    assert wrong(found, compare, "?", Sameness.CERTAIN, Sameness.DIFFERENT) == []


@pytest.mark.parametrize(
    ("found", "compare"), [(PEOPLE, person_verdict), (FIRMS, firm_verdict)], ids=["people", "firms"]
)
def test_what_is_one_is_taken_or_at_least_asked_about(found: Sequence[Row], compare: Compare) -> None:
    same = sum(kind == "=" for kind, _one, _other in found)
    different = sum(kind == "#" for kind, _one, _other in found)

    assert len(found) >= 200
    assert len(wrong(found, compare, "=", Sameness.DIFFERENT)) <= same // 100 + 1
    assert len(wrong(found, compare, "=", Sameness.DOUBTFUL)) <= same // 20
    assert len(wrong(found, compare, "#", Sameness.DOUBTFUL)) <= different // 10


@pytest.mark.parametrize(
    ("found", "compare"), [(PEOPLE, person_verdict), (FIRMS, firm_verdict)], ids=["people", "firms"]
)
def test_a_comparison_has_no_direction(found: Sequence[Row], compare: Compare) -> None:
    assert [pair for pair in found if compare(pair[1], pair[2]) is not compare(pair[2], pair[1])] == []


def test_many_are_compared_by_keys_and_none_is_missed() -> None:
    firm_pairs = [(one, other) for _kind, one, other in FIRMS if firm_verdict(one, other)]
    person_pairs = [(known(one), known(other)) for _kind, one, other in PEOPLE if person_verdict(one, other)]

    assert [pair for pair in firm_pairs if firms.keys(pair[0]).isdisjoint(firms.keys(pair[1]))] == []
    assert [pair for pair in person_pairs if pair[0].keys.isdisjoint(pair[1].keys)] == []


def test_two_lists_are_paired_the_surest_first() -> None:
    lists = [known("Rachid Ouazzani | Atlas Data"), known("Mohamed Alaoui | Rif")]
    others = [known("محمد العلوي | Souss"), known("رشيد الوزاني | Atlas Data"), known("R. Ouazzani | Atlas Data")]

    found = [
        (pair.one.names, pair.other.names, pair.verdict) for pair in between(lists, others, by_keys, people.compare)
    ]

    assert found == [
        (("Rachid Ouazzani",), ("رشيد الوزاني",), Sameness.CERTAIN),
        (("Rachid Ouazzani",), ("R. Ouazzani",), Sameness.DOUBTFUL),
        (("Mohamed Alaoui",), ("محمد العلوي",), Sameness.DOUBTFUL),
    ]


def test_alike_ones_of_one_list_are_grouped() -> None:
    names = ["Boréal SARL", "Rif", "Boréal S.A.R.L.", "Boréal"]
    pairs = among(names, firms.keys, firms.compare)

    assert grouped([(pair.one, pair.other) for pair in pairs]) == [["Boréal SARL", "Boréal S.A.R.L.", "Boréal"]]


@pytest.mark.parametrize(
    ("typed", "region", "number"),
    [
        ("0661 23 45 67", "MA", "+212661234567"),
        ("00212 661-234567", "", "+212661234567"),
        ("661234567", "MA", "+212661234567"),
        ("07 07 12 34 56", "CI", "+2250707123456"),
        ("٠٦٦١٢٣٤٥٦٧", "MA", "+212661234567"),
        ("n/a", "MA", ""),
    ],
)
def test_numbers_are_one_however_they_are_written(typed: str, region: str, number: str) -> None:
    assert phone_key(typed, region) == number


def by_keys(person: KnownPerson) -> frozenset[str]:
    return person.keys
