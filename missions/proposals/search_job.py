"""Answers searches in the directory, by meaning and by words."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from sqlmodel import col, select

from missions.matching import Index, Profile, suggest_tags
from missions.matching.encoder import Vector
from missions.names import begins_word, fold
from missions.people.spelt import holds_spelt
from missions.proposals import ranking_inputs, text_vectors
from missions.proposals.workbench import Workbench, index_of
from storage import quarantine
from storage.database import Database
from storage.tables import Delegate, Organisation, Search

NEAR = 0.5
"""The cosine from which a phrase of a profile matches the words of a search."""

NAME, WORDS, TAGS = 3.0, 1.0, 0.25
"""Scores added to the cosine: the name has all words; the profile has; a tag of the words is a tag of the profile."""

MOST = 300
AT_ONCE = 50


class FoldedProfile(NamedTuple):
    """What the directory shows of a delegate, folded."""

    name: str
    text: str
    name_keys: str
    firm_keys: str


NOTHING = FoldedProfile("", "", "", "")


async def answer(database: Database, bench: Workbench) -> int:
    """Answer all waiting searches; the number of them."""
    async with database.reading() as session:
        asked = select(Search).where(col(Search.told_at).is_(None), col(Search.answered_at).is_(None)).limit(AT_ONCE)
        waiting = await quarantine.rows(session, Search, asked)
    for mission_id in sorted({each.mission_id for each in waiting}):
        mine = [each for each in waiting if each.mission_id == mission_id]
        with quarantine.blaming(Search, mine[0].id):
            async with database.reading() as session:
                read = await ranking_inputs.read(session, mission_id)
                said = await _said(database, mission_id)
            index = await index_of(database, bench, read)
        for search in mine:
            with quarantine.blaming(Search, search.id):
                await _answer(database, search, await _find(database, bench, index, said, search.words))
    return len(waiting)


async def _answer(database: Database, search: Search, found: list[int]) -> None:
    async with database.unit() as session:
        row = await session.get(Search, search.id)
        if row is not None and row.answered_at is None:
            row.found, row.answered_at = found, session.now


async def _said(database: Database, mission_id: int) -> dict[str, FoldedProfile]:
    """The name of each delegate, the texts that the directory shows of them, and the keys of names, folded."""
    async with database.reading() as session:
        people = select(Delegate, Organisation).join(Organisation).where(Delegate.mission_id == mission_id)
        found = await session.exec(people)
        return {str(each.id): _folded(each, firm) for each, firm in found}


def _folded(delegate: Delegate, firm: Organisation) -> FoldedProfile:
    text = f"{delegate.words_key} {firm.name_key}"
    return FoldedProfile(delegate.name_key, text, delegate.name_keys, firm.name_keys)


async def _find(
    database: Database, bench: Workbench, index: Index, said: dict[str, FoldedProfile], words: str
) -> list[int]:
    near: dict[str, float] = {}
    if bench.encoder is not None:
        await text_vectors.of(database, bench.encoder, [words], bench.vectors)
        near = _near(index, bench.vectors[words])
    scores = {each: near.get(each, 0.0) if near.get(each, 0.0) >= NEAR else 0.0 for each in index.ids}
    tags = set(suggest_tags(words, vectors=bench.vectors, taxonomy=index.taxonomy))
    folded = fold(words).split()
    for each in index.ids:
        said_of = said.get(each, NOTHING)
        if holds_spelt(words, said_of.text, f"{said_of.name_keys} {said_of.firm_keys}"):
            scores[each] += WORDS
        by_name = folded and all(begins_word(said_of.name, word) for word in folded)
        if by_name or holds_spelt(words, "", said_of.name_keys):
            scores[each] += NAME
        if tags & _tags(index, index.profiles[each]):
            scores[each] = max(scores[each], near.get(each, 0.0)) + TAGS
    best = sorted((each for each in index.ids if scores[each] > 0), key=lambda each: (-scores[each], each))
    return [int(each) for each in best[:MOST]]


def _tags(index: Index, profile: Profile) -> set[str]:
    return {*index.offer_tags(profile.id), *index.need_tags(profile.id)}


def _near(index: Index, words: Vector) -> dict[str, float]:
    """The cosine of each profile's nearest phrase."""
    owners, rows = [], []
    for each in index.ids:
        for part in (index.offer(each), index.need(each)):
            for phrase in part.phrases:
                if phrase in index.vectors:
                    owners.append(each)
                    rows.append(index.vectors[phrase])
    if not rows:
        return {}
    near: dict[str, float] = {}
    for owner, likeness in zip(owners, (np.stack(rows) @ words).tolist(), strict=True):
        near[owner] = max(near.get(owner, 0.0), likeness)
    return near
