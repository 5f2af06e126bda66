"""Whether answers teach something: each is shown a few, says what the expert would, and is shown some more.

What the next ones hold is compared with and without learning. Two ways were tried, both of which could be told to the
delegate: to move a need's tags towards those of whom they were interested in (Rocchio, with what was refused taken
off), and the same with the meaning of whole texts. Neither holds on both sets: nothing is learnt but who was answered.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from benchmarks.matching.methods import encoder, glossary, ours, texts_to_measure
from benchmarks.matching.quality import NAMES, RELEVANT, Judged, Scores
from missions.matching import SentenceEncoder, encode_new

Alike = NDArray[np.float64]
ROUNDS = ((2, 3), (3, 3), (3, 5), (4, 5), (5, 5))
"""Proposals shown first, and after the answers to them."""


@dataclass(frozen=True)
class Lesson:
    """What a profile gains for its likeness to liked ones, and loses for its likeness to refused ones, in log odds."""

    name: str
    tags: float = 0
    meaning: float = 0
    refused: float = 0


LESSONS = (
    Lesson("nothing learnt"),
    Lesson("tags of those liked", tags=1),
    Lesson("and of those refused", tags=1, refused=0.5),
    Lesson("meaning of those liked", meaning=1),
    Lesson("all of it", tags=1, meaning=1, refused=0.5),
)


def table() -> None:
    print("pairs graded 2 or 3 among the next ones shown, after answers (replayed), of all that were left")
    sentences = SentenceEncoder()
    sets = {name: Judged.load(name) for name in NAMES}
    found = {name: _replayed(judged, sentences) for name, judged in sets.items()}
    for lesson in LESSONS:
        cells = (found[name][lesson.name] for name in NAMES)
        print(f"  {lesson.name:<28}" + "".join(f"{hits:>14} of {left}" for hits, left in cells))
    print()


def _replayed(judged: Judged, sentences: SentenceEncoder) -> dict[str, tuple[int, int]]:
    vectors = encode_new(sentences, texts_to_measure(judged))
    scores = np.clip(ours(judged, vectors), 1e-6, 1 - 1e-6)
    odds = np.log(scores / (1 - scores))
    offers = Judged([replace(x, need=x.offer) for x in judged.profiles], judged.grades)
    alike = glossary(offers, vectors), encoder(offers, vectors)
    found = {}
    for lesson in LESSONS:
        counted = [_round(judged, odds, alike, lesson, many) for many in ROUNDS]
        found[lesson.name] = sum(hits for hits, _ in counted), sum(left for _, left in counted)
    return found


def _round(
    judged: Judged, odds: Scores, alike: tuple[Alike, Alike], lesson: Lesson, many: tuple[int, int]
) -> tuple[int, int]:
    ids = [profile.id for profile in judged.profiles]
    shown, more = many
    hits = left = 0
    for need, grades in judged.grades.items():
        me = ids.index(need)
        own = np.array([profile.delegation == judged.profiles[me].delegation for profile in judged.profiles])
        row = np.where(own, -np.inf, odds[me])
        first = np.argsort(-row)[:shown]
        for sign, some in (
            (1.0, [n for n in first if grades.get(ids[n], 0) >= RELEVANT]),
            (-lesson.refused, [n for n in first if ids[n] not in grades]),
        ):
            if some:
                row = row + sign * (lesson.tags * alike[0][some].mean(0) + lesson.meaning * alike[1][some].mean(0))
        row[first] = -np.inf
        wanted = {n for n, x in enumerate(ids) if grades.get(x, 0) >= RELEVANT} - set(first.tolist())
        hits += len(wanted & set(np.argsort(-row)[:more].tolist()))
        left += len(wanted)
    return hits, left
