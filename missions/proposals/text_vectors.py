"""Vectors of texts, cached in the database."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from typing import TypeVar

from sqlalchemy import delete, type_coerce, update
from sqlalchemy.types import NullType
from sqlmodel import col, select

from missions.matching import Encoder, encode_new, from_bytes, suggest_tags, text_key, texts_to_suggest, to_bytes
from missions.matching.encoder import Vector
from storage.database import Database
from storage.tables import TextVector
from storage.tables.base import utc_now
from storage.upsert import upsert

ASKED, WRITTEN, ENCODED = 500, 200, 256
"""Keys of one query, rows of one transaction, texts encoded between two writes."""

USED = timedelta(days=7)
"""Precision of used_at: it is not written on every use."""

T = TypeVar("T")


async def of(database: Database, encoder: Encoder, texts: Iterable[str], known: dict[str, Vector]) -> None:
    """Add vectors of texts to `known`: from the database, or encoded now and cached there."""
    missing = {text_key(encoder.name, text): text for text in texts if text not in known}
    for keys in _parts(list(missing), ASKED):
        for key, vector in (await _kept(database, keys)).items():
            known[missing.pop(key)] = vector
    for keys in _parts(list(missing), ENCODED):
        new = encode_new(encoder, [missing[key] for key in keys])
        known.update(new)
        await _keep(database, {key: new[missing[key]] for key in keys})


async def _kept(database: Database, keys: Sequence[str]) -> dict[str, Vector]:
    there = col(TextVector.key).in_(keys), col(TextVector.vector).is_not(None)
    async with database.reading() as session:
        # As bytes or whatever else SQLite was given: what is none is encoded once more.
        found = await session.exec(select(TextVector.key, type_coerce(TextVector.vector, NullType())).where(*there))
        rows = found.all()
        unused = col(TextVector.used_at) < utc_now() - USED
        old = (await session.exec(select(TextVector.key).where(*there, unused))).all()
    if old:
        async with database.unit() as session:
            await session.exec(update(TextVector).where(col(TextVector.key).in_(old)).values(used_at=session.now))
    return {key: from_bytes(vector) for key, vector in _sound(rows)}


def _sound(rows: Sequence[tuple[str, object]]) -> list[tuple[str, bytes]]:
    """Those of one encoder's length: the others, too, are encoded once more."""
    found = [(key, vector) for key, vector in rows if isinstance(vector, bytes) and len(vector) % 2 == 0]
    length = Counter(len(vector) for _key, vector in found).most_common(1)
    return [(key, vector) for key, vector in found if len(vector) == length[0][0]]


async def _keep(database: Database, vectors: dict[str, Vector]) -> None:
    for keys in _parts(list(vectors), WRITTEN):
        async with database.unit() as session:
            rows = [{"key": key, "vector": to_bytes(vectors[key]), "tags": [], "used_at": session.now} for key in keys]
            await upsert(session, TextVector, rows, key="key", update=["vector", "used_at"])


async def read_waiting(database: Database, encoder: Encoder, known: dict[str, Vector]) -> int:
    """Find the tags of texts of registrations under way; the number of texts."""
    async with database.reading() as session:
        waiting = select(TextVector.key, TextVector.waiting).where(col(TextVector.waiting).is_not(None))
        rows = (await session.exec(waiting.limit(ASKED))).all()
    for key, said in rows:
        text = said or ""
        await of(database, encoder, texts_to_suggest(text), known)
        await of(database, encoder, [text], known)
        tags = list(suggest_tags(text, vectors=known))
        async with database.unit() as session:
            await session.exec(
                update(TextVector)
                .where(col(TextVector.key) == key)
                .values(waiting=None, vector=to_bytes(known[text]), tags=tags)
            )
    return len(rows)


async def forget_waiting(database: Database) -> None:
    """Delete waiting texts: without an encoder they would stay."""
    async with database.unit() as session:
        await session.exec(delete(TextVector).where(col(TextVector.waiting).is_not(None)))


def _parts(whole: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    return (whole[first : first + size] for first in range(0, len(whole), size))
