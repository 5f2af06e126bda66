"""Notices: plain values that say what one person must be told. Each journey's notices derive from `Notice`.

A notice with a key in `once` is posted once. Both questions that a job asks of that are here: `not_posted` within a
query, `already_posted` of a list of keys; `storage.outbox.claim_notice` settles it when the notice is posted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, String, cast, exists, literal
from sqlalchemy.orm import QueryableAttribute
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage import tables

_KEYS_AT_ONCE = 500
"""Keys of one query: far below SQLite's limit of 32,766 parameters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """Something that one person must be told."""

    to: int
    """The person's id (not Telegram's)."""
    once: str | None = None
    """The key under which it is posted once, however often it is found due: "reminder:meeting=12:…"."""
    waited: bool = False
    """Whether it was held and is due now: its key is taken."""
    erased: bool = False
    """Whether its subject was erased while it was held: its words go as soon as they are sent."""

    def hold(self, at: datetime) -> None:
        """Note that it is held from now on, where the notice has a place for it."""

    def drop(self, at: datetime) -> None:
        """The same once it was held and is not said: it is no longer true."""


def once_key(kind: str, **ids: object) -> ColumnElement[str]:
    """A key in SQL, of columns and values: once_key("digest", delegate=col(Delegate.id)) is "digest:delegate=12"."""
    key: ColumnElement[str] = literal(kind, String)
    for name, value in ids.items():
        said = (
            cast(value, String)
            if isinstance(value, ColumnElement | QueryableAttribute)
            else literal(str(value), String)
        )
        key = key + literal(f":{name}=", String) + said
    return key


def not_posted(key: ColumnElement[str]) -> ColumnElement[bool]:
    """The condition that no notice with this key has been posted."""
    return ~exists().where(col(tables.PostedNotice.key) == key)


async def already_posted(session: AsyncSession, keys: Sequence[str]) -> set[str]:
    """Those of the keys under which a notice has been posted."""
    found: set[str] = set()
    for start in range(0, len(keys), _KEYS_AT_ONCE):
        asked = select(tables.PostedNotice.key).where(
            col(tables.PostedNotice.key).in_(keys[start : start + _KEYS_AT_ONCE])
        )
        found.update((await session.exec(asked)).all())
    return found
