"""What holds for any profiles and any rules."""

from collections import Counter
from dataclasses import replace
from functools import cache
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from missions.matching import (
    Caps,
    Index,
    Profile,
    Rules,
    Suggestion,
    fair_lists,
    may_meet,
    rank,
    rank_all,
    sectors_in,
    standard,
    tag_label,
    tags,
    tags_in,
    texts_of,
)
from missions.matching.caps import main_sector
from missions.matching.encoder import WIDTH
from missions.matching.ranking import FLOOR
from tests.examples import examples
from tests.missions.matching.alike import A_LITTLE, alike, near, scored

# The first example reads the taxonomy, and the machine may be busy: how long one takes proves nothing.
unhurried = settings(max_examples=examples(25))

IDS = tuple("abcdef")
PHRASES = (
    *(tag_label(tag, language) for tag in tags()[::9] for language in ("en", "fr", "ar", "es")),
    "nous recherchons un partenaire",
    "نبحث عن",
    "argan bio",
    "saffron",
)
FEW_TAGS = st.lists(st.sampled_from(tags()[::9]), max_size=3)
TEXTS = st.lists(st.sampled_from(PHRASES), max_size=3).map(", ".join)
PAIRS = st.frozensets(st.tuples(st.sampled_from(IDS), st.sampled_from(IDS)), max_size=4)
PEOPLE = st.fixed_dictionaries(
    {
        x: st.builds(
            Profile,
            id=st.just(x),
            delegation=st.sampled_from(["north", "south"]),
            organisation=st.sampled_from(["", "Argan", "ARGAN ", "Safran"]),
            kind=st.sampled_from(["company", "chamber"]),
            offer=TEXTS,
            need=TEXTS,
            tags=st.lists(st.sampled_from(["fintech", "agrifood"]), max_size=1),
            offer_tags=FEW_TAGS,
            need_tags=FEW_TAGS,
        )
        for x in IDS
    }
)
CROWDS = st.lists(PEOPLE, min_size=2, max_size=4).map(
    lambda crowds: {
        f"{n}{x}" if n else x: replace(who, id=f"{n}{x}" if n else x)
        for n, crowd in enumerate(crowds)
        for x, who in crowd.items()
    }
)
RULES = st.builds(
    Rules,
    within_delegation=st.booleans(),
    kinds=st.sampled_from([None, [("company", "company")], [("company", "chamber")]]),
    must=PAIRS,
    never=PAIRS,
    settled=PAIRS,
    answered=PAIRS,
)


def ranked(people: dict[str, Profile], rules: Rules) -> dict[str, list[Suggestion]]:
    index = Index(people.values())
    return {x: rank(index, rules, x) for x in people}


@unhurried
@given(PEOPLE, RULES)
def test_what_is_forbidden_is_never_proposed(people: dict[str, Profile], rules: Rules) -> None:
    for one, suggestions in ranked(people, rules).items():
        for x in suggestions:
            me, other = people[one], people[x.counterpart]
            assert one != x.counterpart
            assert rules.within_delegation or me.delegation != other.delegation
            assert not me.organisation or me.organisation.lower().strip() != other.organisation.lower().strip()
            assert not {(me.id, other.id), (other.id, me.id)} & {*rules.never, *rules.settled}
            assert (me.id, other.id) not in rules.answered
            assert x.must or rules.kinds is None or {me.kind, other.kind} in [set(x) for x in rules.kinds]
            assert may_meet(rules, me, other)


@unhurried
@given(PEOPLE, RULES)
def test_lists_for_all_hold_the_same_rules(people: dict[str, Profile], rules: Rules) -> None:
    index = Index(people.values())
    together = rank_all(index, rules)
    for one, suggestions in ranked(people, rules).items():
        assert alike(together[one], scored(suggestions))
    for one, found in fair_lists(index, rules).items():
        assert all(may_meet(rules, people[one], people[other]) for other, _ in found)
        assert len({other for other, _ in found}) == len(found)


@unhurried
@given(CROWDS, RULES, st.integers(1, 3), st.integers(1, 3), st.integers(1, 12))
def test_caps_hold_in_every_list_however_long_but_for_whom_the_organisers_wish(
    people: dict[str, Profile], rules: Rules, houses: int, fields: int, limit: int
) -> None:
    index, caps = Index(people.values()), Caps(organisation=houses, sector=fields)
    fair = fair_lists(index, rules, limit=limit, caps=caps)
    alone = {x: scored(rank(index, rules, x, limit=limit, caps=caps)) for x in people}
    for lists in (fair, alone):
        for one, found in lists.items():
            wished = {x for pair in rules.must if one in pair for x in pair}
            others = [people[other] for other, _ in found if other not in wished]
            assert len(found) <= limit
            assert max(Counter(main_sector(index, x.id) for x in others).values(), default=0) <= fields
            known = Counter(x.organisation.lower().strip() for x in others if x.organisation)
            assert max(known.values(), default=0) <= houses
            assert [other for other, _ in found if other in wished] == [other for other, _ in found][
                : len(found) - len(others)
            ]


@settings(max_examples=examples(10))
@given(PEOPLE, PEOPLE, st.frozensets(st.sampled_from(IDS)), st.frozensets(st.sampled_from(IDS)))
def test_taking_over_what_is_as_it_was_is_as_good_as_reading_it_all(
    before: dict[str, Profile], after: dict[str, Profile], gone: frozenset[str], come: frozenset[str]
) -> None:
    """Some are edited, some have left, some are new: with what was read before, and without, it is the same."""
    vectors = {text: _vector(text) for text in texts_of((*before.values(), *after.values()), standard())}
    first = Index([x for x in before.values() if x.id not in come], vectors)
    now = [(after if x in gone ^ come else before)[x] for x in IDS if x not in gone - come]
    again, anew = Index(now, vectors, previous=first), Index(now, vectors)
    everyone = slice(0, len(now))
    assert again.ids == anew.ids
    assert near(again.directed(everyone), anew.directed(everyone))
    assert near(again.sought(everyone), anew.sought(everyone))
    assert again.parts.keys() == anew.parts.keys()
    one, other = (fair_lists(each, Rules(interpreters=False)) for each in (again, anew))
    assert all(alike(one[each.id], other[each.id]) for each in now)
    if now:
        edited = replace(now[0], need=after["a"].need, languages=("ar",), offer_tags=after["b"].offer_tags)
        at_once = anew.edited(edited, {})
        assert near(at_once.directed(everyone), Index([edited, *now[1:]], vectors).directed(everyone))


@cache
def _vector(text: str) -> NDArray[np.float32]:
    """Any direction, always the same for a text."""
    row = np.random.default_rng([*text.encode()]).standard_normal(WIDTH).astype(np.float32)
    return np.asarray(row / np.linalg.norm(row), np.float32)


@unhurried
@given(PEOPLE, RULES)
def test_must_comes_first_then_the_best(people: dict[str, Profile], rules: Rules) -> None:
    for one, suggestions in ranked(people, rules).items():
        order = [(not x.must, -x.score, x.counterpart) for x in suggestions]
        assert order == sorted(order)
        wanted = {other for pair in rules.must if one in pair for other in pair}
        assert {x.counterpart for x in suggestions if x.must} == wanted & {x.counterpart for x in suggestions}


@unhurried
@given(PEOPLE)
def test_both_ends_are_told_the_same(people: dict[str, Profile]) -> None:
    all_ranked = ranked(people, Rules())
    seen = {(one, x.counterpart): x for one, suggestions in all_ranked.items() for x in suggestions}
    for (one, other), x in seen.items():
        back = seen.get((other, one))
        assert x.score - (back.score if back else FLOOR) == pytest.approx(0, abs=A_LITTLE)
        if back is None:
            continue
        assert (x.mutual, x.sectors) == (back.mutual, back.sectors)
        assert {y.tags for y in x.reasons} == {y.tags for y in back.reasons}


@unhurried
@given(PEOPLE)
def test_no_reason_is_invented(people: dict[str, Profile]) -> None:
    for one, suggestions in ranked(people, Rules()).items():
        for x in suggestions:
            me, other = people[one], people[x.counterpart]
            assert x.mutual == (len(x.reasons) == 2)
            assert len(x.reasons) != 1 or x.fit != "each_other", "one reason alone says so of one side"
            for reason in x.reasons:
                seeks = reason.direction == "they_seek_what_i_offer"
                mine, theirs = (me.offer, other.need) if seeks else (me.need, other.offer)
                my_tags, their_tags = (me.offer_tags, other.need_tags) if seeks else (me.need_tags, other.offer_tags)
                assert reason.tags or reason.words
                assert set(reason.tags) <= {*tags_in(mine), *my_tags} & {*tags_in(theirs), *their_tags}
                assert all(word and word in theirs for word in reason.words)
                assert bool(reason.words) == (reason.language is not None)


@unhurried
@given(PEOPLE, st.randoms(use_true_random=False), RULES)
def test_the_order_of_the_input_does_not_matter(people: dict[str, Profile], chance: Random, rules: Rules) -> None:
    shuffled = list(people.values())
    chance.shuffle(shuffled)
    one, other = rank_all(shuffled, rules), rank_all(people.values(), rules)
    assert all(alike(one[x], other[x]) for x in people)


@unhurried
@given(PEOPLE, st.sampled_from(tags()[::9]))
def test_a_shared_tag_more_never_lowers_the_score(people: dict[str, Profile], tag: str) -> None:
    one, other = replace(people["a"], delegation="north"), replace(people["b"], delegation="south")
    others = [people[x] for x in IDS[2:]]
    seeker = replace(one, need_tags=[*one.need_tags, tag])
    finder = replace(other, offer_tags=[*other.offer_tags, tag])
    rules = Rules(must=[("a", "b")])
    organisations = {"organisation": ""}
    before = rank([replace(one, **organisations), replace(other, **organisations), *others], rules, "a")[0]
    after = rank([replace(seeker, **organisations), replace(finder, **organisations), *others], rules, "a")[0]
    assert before.counterpart == after.counterpart == "b"
    assert after.score >= before.score - A_LITTLE


@unhurried
@given(st.text(), st.text(), st.text())
def test_any_text_can_be_read_and_matched(one: str, other: str, name: str) -> None:
    tags_in(one)
    sectors_in(other)
    mine = Profile("a", "x", organisation=name, offer=one, need=other, language=name, tags=[name])
    theirs = Profile("b", "y", offer=other, need=one)
    for x in rank([mine, theirs], Rules(), "a"):
        assert 0 < x.score <= 1
        assert all(word in one + other for reason in x.reasons for word in reason.words)
