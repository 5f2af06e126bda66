"""Ways of matching needs with offers, from the plainest to ours: each gives (needs, offers) scores."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping

import numpy as np

from benchmarks.matching.quality import Judged, Scores
from missions.matching import Index, Vectors, standard, texts_of
from missions.matching.encoder import unit
from missions.matching.reading import read
from missions.matching.words import is_common, words

Method = Callable[[Judged, Vectors], Scores]


def keywords(judged: Judged, _: Vectors) -> Scores:
    """Words in common, as written, by what part of both they are."""
    bags = [[{w.key for w in words(x) if not is_common(w)} for x in (p.need, p.offer)] for p in judged.profiles]
    return np.array([[len(a & b) / max(1, len(a | b)) for _, b in bags] for a, _ in bags], np.float64)


def characters(judged: Judged, _: Vectors) -> Scores:
    """Runs of three to five characters, weighted by how rare they are."""
    needs = [_runs(profile.need) for profile in judged.profiles]
    offers = [_runs(profile.offer) for profile in judged.profiles]
    having = Counter(run for runs in (*needs, *offers) for run in runs)
    column = {run: n for n, run in enumerate(having)}

    def weighed(texts: list[Counter[str]]) -> Scores:
        found = np.zeros((len(texts), len(column)), np.float32)
        for row, runs in zip(found, texts, strict=True):
            for run, many in runs.items():
                row[column[run]] = (1 + np.log(many)) * np.log((1 + 2 * len(texts)) / (1 + having[run]))
        return np.asarray(unit(found), np.float64)

    return np.asarray(weighed(needs) @ weighed(offers).T)


def _runs(text: str) -> Counter[str]:
    padded = f" {text.casefold()} "
    return Counter(padded[n : n + size] for size in (3, 4, 5) for n in range(len(padded) - size + 1))


def glossary(judged: Judged, _: Vectors) -> Scores:
    """Our terms in four languages: the tags that both texts name."""
    named = [[set(read(x, p.language).tags) for x in (p.need, p.offer)] for p in judged.profiles]
    return np.array([[len(a & b) / max(1, len(a) * len(b)) ** 0.5 for _, b in named] for a, _ in named], np.float64)


def encoder(judged: Judged, vectors: Vectors) -> Scores:
    """The cosine of the two texts as written."""
    needs = np.stack([vectors[profile.need] for profile in judged.profiles])
    offers = np.stack([vectors[profile.offer] for profile in judged.profiles])
    return np.asarray(needs @ offers.T, np.float64)


def three_parts(judged: Judged, vectors: Vectors) -> Scores:
    """The recipe that we began with: the encoder, projection on tags, tags; 1 / 0.5 / 0.5, each need by itself."""
    index = Index(judged.profiles, vectors)
    ids = [profile.id for profile in judged.profiles]
    themes = [np.stack([_best(side(x).themes, 9) for x in ids]) for side in (index.need, index.offer)]
    near = np.asarray(themes[0] @ themes[1].T, np.float64)
    return (
        _standardised(encoder(judged, vectors))
        + 0.5 * _standardised(near)
        + 0.5 * _standardised(glossary(judged, vectors))
    )


def _best(row: np.ndarray[tuple[int], np.dtype[np.float32]], many: int) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
    return unit(np.where(row >= np.sort(row)[-many], row, 0))


def _standardised(scores: Scores) -> Scores:
    return np.asarray((scores - scores.mean(1, keepdims=True)) / (scores.std(1, keepdims=True) + 1e-6))


def texts_to_measure(judged: Judged) -> Iterator[str]:
    """The texts whose vectors the methods ask for: those of ours, and as written."""
    yield from texts_of(judged.profiles, standard())
    yield from (text for profile in judged.profiles for text in (profile.offer, profile.need))


def tags_alone(judged: Judged, _: Vectors) -> Scores:
    """Ours without the encoder."""
    return _answering(judged, {})


def offers_alone(judged: Judged, vectors: Vectors) -> Scores:
    """Ours, from what others offer alone: what both directions of a mutual score are made of."""
    return _placed(judged, Index(judged.profiles, vectors), "directed")


def ours(judged: Judged, vectors: Vectors) -> Scores:
    """`wasl match --direction needs`."""
    return _answering(judged, vectors)


def _answering(judged: Judged, vectors: Vectors) -> Scores:
    return _placed(judged, Index(judged.profiles, vectors), "answering")


def _placed(judged: Judged, index: Index, how: str) -> Scores:
    order = np.array([index.place[profile.id] for profile in judged.profiles])
    scores = getattr(index, how)(slice(0, len(index)))
    return np.asarray(scores[order][:, order], np.float64)


METHODS: Mapping[str, Method] = {
    "keyword overlap": keywords,
    "character TF-IDF": characters,
    "glossary of four languages": glossary,
    "ours without encoder": tags_alone,
    "encoder alone": encoder,
    "three parts, as sketched": three_parts,
    "ours, by offers alone": offers_alone,
    "ours": ours,
}
