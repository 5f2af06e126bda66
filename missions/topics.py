"""The tags of a mission: the taxonomy's and its own; and which of them a text speaks of."""

from __future__ import annotations

from collections.abc import Mapping

from missions.matching import tags_in
from missions.matching.taxonomy import concepts
from storage.database import UnitSession
from storage.tables import Mission

MOST_READ = 4
"""Tags read from one text at most: more would be no help to confirm."""


def label(mission: Mission, tag: str) -> Mapping[str, str] | None:
    """What to call a tag or a sector, per language; None for one that is known no more."""
    for own in mission.tags:
        if own["id"] == tag:
            return dict(own["label"])
    concept = concepts().get(tag)
    return concept.label if concept else None


async def read_from(session: UnitSession, mission: Mission, text: str) -> list[str]:  # noqa: ARG001
    """Tags that a text speaks of, the likeliest first."""
    return [*tags_in(text)][:MOST_READ]
