"""Everyone has proposals, everyone is proposed, and it costs little."""

from collections import Counter
from dataclasses import replace

import pytest

from benchmarks.matching.fairness import compare, shares
from benchmarks.matching.synthetic import mission
from missions.matching import Caps, Index, Rules, fair_lists, may_meet, rank_all
from tests.missions.matching.alike import alike, near


@pytest.fixture(scope="module")
def index() -> Index:
    return Index(*mission(300))


def test_in_a_mission_of_nine_hundred_caps_leave_nobody_out() -> None:
    """As stored, in lists of twenty: everyone has proposals and is proposed, at 5 % of the mean score at most."""
    by_itself, fair = compare(900, 20, seed=7)
    assert (fair.without, fair.never_shown) == (0, 0)
    assert fair.score >= 0.95 * by_itself.score


def test_nobody_is_left_out_and_nobody_is_shown_to_everybody(index: Index) -> None:
    by_itself = shares(rank_all(index, Rules(), limit=10, floor=0))
    fair = shares(fair_lists(index, Rules(), limit=10))
    assert by_itself.never_shown > 0, "else there is nothing to mend"
    assert (fair.without, fair.never_shown) == (0, 0)
    assert fair.most_shown <= 30 < by_itself.most_shown
    assert fair.score >= 0.95 * by_itself.score


def test_the_mutual_score_is_symmetric_and_the_order_of_profiles_does_not_matter(index: Index) -> None:
    everyone = slice(0, len(index))
    scores = index.mutual(everyone)
    assert near(scores, scores.T)
    assert near(index.directed(everyone).T, index.sought(everyone))
    shuffled = Index(reversed([*index.profiles.values()]), index.vectors)
    assert near(shuffled.mutual(everyone), scores)


def test_caps_hold_within_each_list(index: Index) -> None:
    lists = fair_lists(index, Rules(), limit=10, caps=Caps(organisation=1, shown=1.5))
    for found in lists.values():
        houses = Counter(index.profiles[other].organisation for other, _ in found)
        assert len(found) <= 10
        assert set(houses.values()) <= {1}


def test_pairs_that_must_come_first_and_pairs_that_never_do_not(index: Index) -> None:
    one, *others = index.profiles.values()
    other = next(x for x in others if may_meet(Rules(), one, x))
    best = [x for x, _ in fair_lists(index, Rules())[one.id][:2]]
    lists = fair_lists(index, Rules(must={(other.id, one.id)}, never={(one.id, best[-1])}))
    assert lists[one.id][0][0] == other.id
    assert one.id in [x for x, _ in lists[other.id]]
    assert best[-1] not in [x for x, _ in lists[one.id]]


def test_who_fits_nobody_well_still_has_the_best_there_are(index: Index) -> None:
    lists = fair_lists(index, Rules(), floor=0.99, caps=Caps(least=2))
    assert Counter(min(len(found), 2) for found in lists.values()) == {2: len(index)}


def test_an_edited_profile_counts_at_once_and_as_if_it_had_always_been_so(index: Index) -> None:
    text = index.profiles[index.ids[9]].need
    edited = replace(index.profiles[index.ids[4]], need=text, need_tags=["customs"])
    at_once = index.edited(edited, {})
    anew = Index(at_once.profiles.values(), index.vectors)
    assert index.profiles[edited.id].need != text
    ranked = [rank_all(each, Rules(), limit=5)[edited.id] for each in (at_once, anew)]
    assert alike(*ranked)
