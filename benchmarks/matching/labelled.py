"""Three groups of profiles as sheets of a mission bring them, labelled before any tuning: README.md says how.

The method may be tuned on the first half; the other half, by a hash of the seeker's id, gives only the final figure.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256

from benchmarks.matching.methods import encoder, glossary, ours, tags_alone, texts_to_measure
from benchmarks.matching.quality import HERE, Judged, Quality, Scores, measure
from missions.matching import Vectors, encode_new
from missions.matching.encoder import Encoder

GROUPS = ("sentences", "sheets", "dialect")
HALVES = ("tuning", "held out")
METHODS: Mapping[str, Callable[[Judged, Vectors], Scores]] = {
    "glossary of four languages": glossary,
    "encoder alone": encoder,
    "ours without encoder": tags_alone,
    "ours": ours,
}


# "Ours" at 826ea180, when the labels were made and nothing was tuned: nDCG@5, recall@10, across languages.
BEFORE: Mapping[str, tuple[float, float, float]] = {
    "sentences, tuning": (0.60, 0.87, 0.88),
    "sentences, held out": (0.76, 0.86, 0.86),
    "sheets, tuning": (0.54, 0.78, 0.73),
    "sheets, held out": (0.49, 0.67, 0.61),
    "dialect, tuning": (0.30, 0.53, 0.40),
    "dialect, held out": (0.35, 0.41, 0.33),
    "mission": (0.72, 0.85, 0.84),
    "digital": (0.77, 0.92, 0.90),
}


def half_of(group: str, seeker: str) -> str:
    """`tuning` or `held out`: the same for a seeker whatever is added to its group."""
    return HALVES[sha256(f"{group}:{seeker}".encode()).digest()[-1] % 2]


@dataclass(frozen=True)
class Group:
    """A group, and the kinds of error that each seeker tries."""

    name: str
    judged: Judged
    tries: Mapping[str, frozenset[str]]

    @classmethod
    def load(cls, name: str) -> Group:
        entries = json.loads((HERE / f"{name}-profiles.json").read_text(encoding="utf-8"))
        return cls(name, Judged.load(name), {x["id"]: frozenset(x["tries"]) for x in entries})

    def only(self, half: str, kind: str = "") -> Judged:
        """All profiles, and the labels of one half's seekers: of one kind, if it is named."""
        kept = {
            seeker: grades
            for seeker, grades in self.judged.grades.items()
            if half_of(self.name, seeker) == half and (not kind or kind in self.tries[seeker])
        }
        return replace(self.judged, grades=kept)


def table(sentences: Encoder) -> None:
    groups = [Group.load(name) for name in GROUPS]
    columns = [(group, half) for group in groups for half in HALVES]
    vectors = {x.name: encode_new(sentences, texts_to_measure(x.judged)) for x in groups}
    print("the same on three groups labelled before any tuning, by half (number of seekers)")
    heads = (f"{f'{x.name}, {half} ({len(x.only(half).grades)})':>28}" for x, half in columns)
    print(f"  {'':<28}" + "".join(heads))
    for method, score in METHODS.items():
        scores = {x.name: score(x.judged, vectors[x.name]) for x in groups}
        found = (_figures(measure(x.only(half), scores[x.name])) for x, half in columns)
        print(f"  {method:<28}" + "".join(f"{x:>28}" for x in found))
    before = (Quality(*BEFORE[f"{x.name}, {half}"]) for x, half in columns)
    print(f"  {'ours, before any tuning':<28}" + "".join(f"{_figures(x):>28}" for x in before))
    print()
    _by_kind(groups, {x.name: ours(x.judged, vectors[x.name]) for x in groups})


def _by_kind(groups: list[Group], scores: Mapping[str, Scores]) -> None:
    """The tuning half alone: what the held-out half gets wrong is not looked at."""
    print("ours on the tuning half, by kind of error that a seeker tries (number of seekers)")
    print(f"  {'':<14}" + "".join(f"{group.name:>28}" for group in groups))
    for kind in sorted({kind for group in groups for kinds in group.tries.values() for kind in kinds}):
        print(f"  {kind:<14}", end="")
        for group in groups:
            some = group.only("tuning", kind)
            found = f"({len(some.grades)}) {_figures(measure(some, scores[group.name]))}" if some.grades else ""
            print(f"{found:>28}", end="")
        print()
    print()


def _figures(found: Quality) -> str:
    return f"{found.ndcg:.2f} {found.recall:.2f} {found.across:.2f}"
