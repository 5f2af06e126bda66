"""How well methods find what an expert organiser would sign, on two sets of profiles that were graded by hand.

`mission-*.json`: 108 profiles of five delegations in French, Arabic (also as spoken in Morocco and Egypt, and in Latin
letters), English and Spanish; from a line typed in a hurry to a full sentence, digital trades and many others.
`digital-*.json`: 56 of four other delegations in French, Arabic and English, in full sentences, digital trades and
their neighbours. The first was looked at while the method was made; the second only said whether a change holds
elsewhere.

`sentences-*.json`, `sheets-*.json`, `dialect-*.json`: README.md, and labelled.py which reads them.

Pairs are need → offer: 3 is what the need asks for, 2 answers a good part of it, 1 is worth a talk; all others are 0.
A 0 that is written marks a candidate that misleads.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from missions.matching import Profile

Grades = Mapping[str, Mapping[str, int]]
Scores = NDArray[np.float64]
"""(needs, offers): the higher the better."""

HERE = Path(__file__).parent
NAMES = ("mission", "digital")
RELEVANT = 2


@dataclass(frozen=True)
class Judged:
    """A set of profiles and what an expert said of them."""

    profiles: list[Profile]
    grades: Grades

    @classmethod
    def load(cls, name: str) -> Judged:
        entries = json.loads((HERE / f"{name}-profiles.json").read_text(encoding="utf-8"))
        profiles = [
            Profile(
                id=x["id"],
                delegation=x["delegation"],
                organisation=x["organisation"],
                languages=tuple(x["languages"]),
                language=x["lang"],
                offer=x["offers"],
                need=x["needs"],
            )
            for x in entries
        ]
        return cls(profiles, json.loads((HERE / f"{name}-pairs.json").read_text(encoding="utf-8")))


@dataclass(frozen=True)
class Quality:
    """`ndcg`: of the first five; `recall`: the part of those graded 2 and 3 among the first ten, by need; `across`: the
    part of all such pairs across languages that are among the first ten."""

    ndcg: float
    recall: float
    across: float


def measure(judged: Judged, scores: Scores) -> Quality:
    place = {profile.id: n for n, profile in enumerate(judged.profiles)}
    delegation = np.array([profile.delegation for profile in judged.profiles])
    ndcg, recall, across = [], [], []
    for need, grades in judged.grades.items():
        row = np.where(delegation == delegation[place[need]], -np.inf, scores[place[need]])
        order = [judged.profiles[n].id for n in np.argsort(-row, kind="stable")]
        ndcg.append(_gain([grades.get(x, 0) for x in order[:5]]) / _gain(sorted(grades.values(), reverse=True)[:5]))
        wanted = [x for x, grade in grades.items() if grade >= RELEVANT]
        if wanted:
            recall.append(sum(x in order[:10] for x in wanted) / len(wanted))
        language = judged.profiles[place[need]].language
        across += [x in order[:10] for x in wanted if judged.profiles[place[x]].language != language]
    return Quality(_mean(ndcg), _mean(recall), _mean(across))


def _mean(found: Sequence[float]) -> float:
    return float(np.mean(found)) if found else float("nan")


def _gain(grades: list[int]) -> float:
    return float(sum((2**grade - 1) / np.log2(rank + 2) for rank, grade in enumerate(grades)))
