"""The tags of a mission: the taxonomy's and its own; and which of them a text speaks of."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache

from sqlalchemy import delete
from sqlmodel import col, select

from missions.matching import Taxonomy, extended, standard, suggest_tags
from missions.matching.keys import ENCODER, text_key
from missions.matching.meant import meant
from missions.matching.phrases import gist, phrases
from storage.database import UnitSession
from storage.tables import Mission, TextVector
from storage.upsert import insert_missing

MOST_READ = 4
"""Tags read from one text at most: more would be no help to confirm."""


def taxonomy_of(mission: Mission) -> Taxonomy:
    """The taxonomy with the mission's own tags."""
    return _extended(json.dumps(mission.tags, sort_keys=True)) if mission.tags else standard()


@lru_cache(maxsize=64)
def _extended(tags: str) -> Taxonomy:
    return extended(json.loads(tags))


def label(mission: Mission, concept_id: str) -> Mapping[str, str] | None:
    """The label of a tag or sector, per language; None if the taxonomy no longer has it."""
    concept = taxonomy_of(mission).concepts.get(concept_id)
    return concept.label if concept else None


async def prepare(session: UnitSession, text: str) -> None:
    """Queue a text of a registration under way for the encoder, which reads it before the delegate confirms tags."""
    values = {"key": key_of(text), "waiting": text, "tags": [], "used_at": session.now}
    await insert_missing(session, TextVector, values)


async def read_from(session: UnitSession, mission: Mission, text: str) -> dict[str, bool]:
    """Tags of a text, the likeliest first, each with whether it is sure.

    Sure are tags that the text names, misspellings included; tags that the encoder found near are not.
    """
    if not text:
        return {}
    taxonomy = taxonomy_of(mission)
    named = suggest_tags(text, taxonomy=taxonomy)
    found = (await session.exec(select(TextVector.tags).where(col(TextVector.key) == key_of(text)))).first() or []
    tags = dict.fromkeys((*named, *(tag for tag in found if tag in taxonomy.concepts)))
    return {tag: tag in named for tag in list(tags)[:MOST_READ]}


def tags_of(mission: Mission, sector: str) -> list[str]:
    """The tags of a sector in a mission, in the order in which to show them."""
    taxonomy = taxonomy_of(mission)
    return [tag for tag in taxonomy.tags if taxonomy.sector_of(tag) == sector]


async def forget(session: UnitSession, *texts: str) -> None:
    """Erase the vectors of these texts, and all texts that wait for the encoder."""
    keys = [key_of(part) for text in texts for part in encoded_of(text)]
    await session.exec(delete(TextVector).where(col(TextVector.key).in_(keys) | col(TextVector.waiting).is_not(None)))


def encoded_of(text: str) -> set[str]:
    """Every text that is encoded for one that a delegate wrote, in whatever language they read the bot."""
    said = [meant(text, language) for language in (None, "ar")]
    meanings = {text, *(x.text for x in said)}
    return {*meanings, *map(gist, meanings), *phrases(text), *(phrase for x in said for phrase in x.phrases)}


def key_of(text: str) -> str:
    """The key of a text's vector."""
    return text_key(ENCODER, text)
