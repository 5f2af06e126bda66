"""Kinds of settings: what a value of the mission file may be, whatever it is read from.

`setting` declares one as a field of a section's model (`MissionSettings`). The reader of a file asks the model for its
settings and their bounds, and the tables take each value into the column of the same name.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import MISSING, dataclass, field, fields
from typing import Any


@dataclass(frozen=True, slots=True)
class Key:
    """At most 40 small letters, digits and hyphens."""

    example: str
    required: bool = True


@dataclass(frozen=True, slots=True)
class Text:
    """A text of at most `limit` characters for each language, by ISO 639-1 code."""

    limit: int = 200
    required: bool = False


@dataclass(frozen=True, slots=True)
class Language:
    """An ISO 639-1 code."""


@dataclass(frozen=True, slots=True)
class Day:
    required: bool = False


@dataclass(frozen=True, slots=True)
class Hour:
    """A time of day, in the mission's own time."""


@dataclass(frozen=True, slots=True)
class YesNo:
    pass


@dataclass(frozen=True, slots=True)
class Whole:
    """A whole number within these bounds."""

    least: int
    most: int


@dataclass(frozen=True, slots=True)
class Wholes:
    """Whole numbers within these bounds, each once."""

    least: int
    most: int
    example: str


@dataclass(frozen=True, slots=True)
class OneOf:
    """One of the words that `known` returns; `what` says what they are: "a time zone"."""

    known: Callable[[], Collection[str]]
    what: str
    required: bool = False


Kind = Key | Text | Language | Day | Hour | YesNo | Whole | Wholes | OneOf


def setting(kind: Kind, **default: Any) -> Any:  # noqa: ANN401 - dataclasses.field is typed so
    """A field of a section's model. default or default_factory, as of `dataclasses.field`, if it may be left out."""
    return field(metadata={"kind": kind}, **default)


def settings_of(model: type) -> Iterator[tuple[str, Kind, Any]]:
    """Name, kind and default of each setting of a section, in their order. The default of a required one is None."""
    for each in fields(model):
        if "kind" in each.metadata:
            default = each.default_factory() if each.default_factory is not MISSING else each.default
            yield each.name, each.metadata["kind"], None if default is MISSING else default


def columns(section: Any, *without: str) -> dict[str, Any]:  # noqa: ANN401 - an instance of any section's model
    """The settings of a section by the columns that keep them: tuples as lists, mappings as dicts."""
    return {
        name: _plain(getattr(section, name))
        for name, _kind, _default in settings_of(type(section))
        if name not in without
    }


def _plain(value: Any) -> Any:  # noqa: ANN401
    if isinstance(value, tuple):
        return list(value)
    return dict(value) if isinstance(value, Mapping) else value
