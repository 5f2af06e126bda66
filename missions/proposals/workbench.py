"""The workbench of the proposal worker: vectors, indexes and inputs kept in memory between two rounds."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from missions.matching import Encoder, Index, texts_of
from missions.matching.encoder import Vector
from missions.proposals import text_vectors
from missions.proposals.ranking_inputs import Inputs
from missions.proposals.topics import taxonomy_of
from storage.database import Database


@dataclass(slots=True)
class Workbench:
    """Caches of one worker process; empty after a restart, and filled again from the tables."""

    encoder: Encoder | None
    vectors: dict[str, Vector] = field(default_factory=dict)
    indexes: dict[int, Index] = field(default_factory=dict)
    inputs: dict[int, tuple[Inputs, datetime | None]] = field(default_factory=dict)
    """By mission: what its lists were last made from, and when everybody's were made, as far as this worker knows."""


async def index_of(database: Database, bench: Workbench, read: Inputs) -> Index:
    """The delegates of a mission, ready to be ranked."""
    taxonomy = taxonomy_of(read.mission)
    previous = bench.indexes.get(read.mission.id)
    if bench.encoder is not None:
        known = previous.profiles if previous is not None and previous.taxonomy is taxonomy else {}
        new = [profile for profile in read.profiles if known.get(profile.id) != profile]
        await text_vectors.of(database, bench.encoder, texts_of(new, taxonomy), bench.vectors)
    index = Index(read.profiles, bench.vectors, taxonomy=taxonomy, previous=previous)
    bench.indexes[read.mission.id] = index
    return index
