"""Notices as JSON and back: those that wait, and those that could not be turned into messages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from functools import lru_cache
from typing import Any, cast, get_type_hints

from pydantic import TypeAdapter
from sqlmodel import SQLModel

from missions.notices import Notice
from storage.database import UnitSession


def written(notice: Notice) -> dict[str, Any]:
    """Its fields as JSON; of a row of a table the id."""
    hints = _hints(cast(Any, type(notice)))
    return {field.name: _plain(getattr(notice, field.name), hints[field.name]) for field in fields(notice)}


async def read(session: UnitSession, kind: type[Notice], values: Mapping[str, Any]) -> Notice:
    """The notice again.

    Raises:
        NoResultFound: a row that it carries is gone.
    """
    hints = _hints(cast(Any, kind))
    found: dict[str, Any] = {}
    for name, hint in hints.items():
        if name not in values:
            continue
        value = values[name]
        if isinstance(hint, type) and issubclass(hint, SQLModel):
            found[name] = await session.get_one(hint, value)
        else:
            found[name] = _adapter(hint).validate_python(value)
    return kind(**found)


def _plain(value: object, hint: Any) -> Any:  # noqa: ANN401 - a type, and JSON
    if isinstance(value, SQLModel):
        return value.id  # type: ignore[attr-defined] # every table that a notice carries has one
    return _adapter(hint).dump_python(value, mode="json")


@lru_cache
def _hints(kind: Any) -> dict[str, Any]:  # noqa: ANN401 - mypy finds no hash of a class of dataclasses
    return get_type_hints(kind)


@lru_cache
def _adapter(hint: Any) -> TypeAdapter[Any]:  # noqa: ANN401
    return TypeAdapter(hint)
