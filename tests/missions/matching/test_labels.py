"""The labelled profiles of the benchmark are sound: nobody measures on grades of nobody."""

from __future__ import annotations

import pytest

from benchmarks.matching.labelled import GROUPS, HALVES, Group, half_of


@pytest.mark.parametrize("name", GROUPS)
def test_grades_name_profiles_of_other_delegations(name: str) -> None:
    group = Group.load(name)
    of = {profile.id: profile.delegation for profile in group.judged.profiles}

    assert len(of) == len(group.judged.profiles)
    for seeker, grades in group.judged.grades.items():
        assert max(grades.values()) > 0, seeker
        assert set(grades.values()) <= {0, 1, 2, 3}, seeker
        assert of[seeker] not in {of[candidate] for candidate in grades}, seeker


@pytest.mark.parametrize("name", GROUPS)
def test_halves_are_halves(name: str) -> None:
    seekers = Group.load(name).judged.grades
    halves = [sum(half_of(name, seeker) == half for seeker in seekers) for half in HALVES]

    assert sum(halves) == len(seekers)
    assert min(halves) > len(seekers) * 0.4
