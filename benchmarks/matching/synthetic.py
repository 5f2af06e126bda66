"""Synthetic missions of any size: many want what few offer, and some offer what no profile seeks."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from missions.matching import Profile, Taxonomy, standard
from missions.matching.encoder import WIDTH
from missions.matching.phrases import gist
from missions.matching.taxonomy import terms_of

Vectors = dict[str, NDArray[np.float32]]
LANGUAGES = ("fr", "ar", "en", "es")
SKEW = 0.9
"""Of the law after which trades are wanted: the first one as often as the next two together."""


def mission(count: int, seed: int = 7) -> tuple[list[Profile], Vectors]:
    """`count` profiles of four delegations, and vectors as an encoder might have given them.

    The vector of a text lies near those of the trades that it names, whatever its language, and a little apart from all
    others of its trade: the encoder's own work is measured elsewhere.
    """
    chance, taxonomy = np.random.default_rng(seed), standard()
    vectors = _of_terms(chance, taxonomy)
    tags = list(taxonomy.tags)
    offered, wanted = _popularity(chance, len(tags)), _popularity(chance, len(tags))
    profiles = []
    for n in range(count):
        language = LANGUAGES[n % 4]
        offer = _text(chance, taxonomy, language, vectors, chance.choice(tags, chance.integers(1, 4), p=offered))
        need = _text(chance, taxonomy, language, vectors, chance.choice(tags, chance.integers(1, 4), p=wanted))
        profiles.append(
            Profile(
                id=f"{n:05}",
                delegation=("rabat", "malaga", "abidjan", "cairo")[int(chance.choice(4, p=(0.4, 0.3, 0.2, 0.1)))],
                organisation=f"house {int(chance.integers(count * 2 // 3 + 1))}",
                kind="company",
                languages=(language,) if n % 3 else (language, "en"),
                language=language,
                offer=offer,
                need=need,
            )
        )
    return profiles, vectors


def _of_terms(chance: np.random.Generator, taxonomy: Taxonomy) -> Vectors:
    """Terms of a tag around the tag, tags around their sector, all languages alike."""
    middle = unit(chance.standard_normal(WIDTH))
    sector = {x: chance.standard_normal(WIDTH) for x in taxonomy.sectors}
    vectors: Vectors = {}
    for tag in taxonomy.tags:
        there = unit(chance.standard_normal(WIDTH)) + 0.5 * unit(sector[taxonomy.concepts[tag].sector]) + 0.3 * middle
        for term in (*(taxonomy.label(tag, x) for x in LANGUAGES), *sum(taxonomy.concepts[tag].terms.values(), ())):
            vectors.setdefault(term, unit(there + 0.7 * unit(chance.standard_normal(WIDTH))))
    assert all(term in vectors for term in terms_of(taxonomy))  # noqa: S101 - or nothing of this measures anything
    return vectors


def unit(row: NDArray[np.float64]) -> NDArray[np.float32]:
    return np.asarray(row / np.linalg.norm(row), np.float32)


def _popularity(chance: np.random.Generator, many: int) -> NDArray[np.float64]:
    weights = chance.permutation(1 / np.arange(1, many + 1) ** SKEW)
    return np.asarray(weights / weights.sum())


def _text(
    chance: np.random.Generator, taxonomy: Taxonomy, language: str, vectors: Vectors, tags: NDArray[np.str_]
) -> str:
    terms = [str(chance.choice(taxonomy.concepts[tag].terms[language])) for tag in dict.fromkeys(tags.tolist())]
    text = f"{', '.join(terms)} {chance.integers(10**9)}"
    vectors[text] = unit(np.sum([vectors[term] for term in terms], axis=0) + 0.8 * unit(chance.standard_normal(WIDTH)))
    vectors[gist(text)] = vectors[text]
    return text
