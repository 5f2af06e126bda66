"""Hypothesis strategies: updates of every kind that the Bot API has, whole or bent, and texts as odd as people are."""

from __future__ import annotations

import datetime
import types
import typing
from functools import cache
from typing import Any

from aiogram.types import Update
from aiogram.types.base import TelegramObject
from hypothesis import strategies as st

Json = dict[str, Any]

KINDS = tuple(name for name in Update.model_fields if name != "update_id")
DEPTH = 2
"""How deep optional parts of a part are made up."""
JUNK = st.one_of(
    st.none(), st.booleans(), st.integers(-(2**70), 2**70), st.floats(), st.text(max_size=5), st.just([]), st.just({})
)
PIECES = st.sampled_from((
    "\u202e", "\u2066", "\u2069", "\u200f", "\u0000", "\ud800", "\u200b", "\ufeff",
    "Z\u0351\u0323\u0489a\u0334\u0321l\u0358\u0353", "<b>", "</i>", "&lt;", "<script>", "{}", "{name}", "%s", "%(x)d",
    "'; DROP TABLE person;--", "\\", "`", "_", "*", "👩🏽‍🚀", "🏳️‍🌈", "🇲🇦", "شركة", "٣", "é", "ﷺ", "\n\n\n", "\t", " ",
    "/start", "/cancel", "/menu", "@", "https://", "A", "1",
))  # fmt: skip


def texts(longest: int = 4096) -> st.SearchStrategy[str]:
    """Texts that people or their apps could send: short and very long ones."""
    short = st.lists(PIECES, max_size=8).map("".join)
    long = st.tuples(PIECES, st.integers(1, longest)).map(lambda of: (of[0] * of[1])[:longest])
    return st.one_of(short, long, st.text(max_size=20))


def updates(person: Json) -> st.SearchStrategy[Json]:
    """Updates without their number; most are of this person, in their private chat."""
    return st.sampled_from(KINDS).flatmap(lambda kind: update(kind, person))


def update(kind: str, person: Json) -> st.SearchStrategy[Json]:
    """One of this kind: as the Bot API has it, or (rarely) with one of its values spoilt."""
    whole = _value(Update.model_fields[kind].annotation, DEPTH).map(lambda value: {kind: value})
    of_person = whole.map(lambda made: _signed(made, kind, person))
    return st.one_of(of_person, of_person, of_person, whole, st.tuples(of_person, st.randoms(), JUNK).map(_bent))


def _signed(made: Json, kind: str, person: Json) -> Json:
    user = {"id": person["id"], "is_bot": False, "first_name": person["first_name"], "language_code": "ar"}
    chat = {"id": person["id"], "type": "private", "first_name": person["first_name"]}
    event = made[kind]
    if "from" in event or kind in ("message", "edited_message"):
        event["from"] = user
    if "chat" in event:
        event["chat"] = chat
    if isinstance(message := event.get("message"), dict):
        message["chat"] = chat
    return made


def _bent(parts: tuple[Json, Any, Any]) -> Json:
    """Something somewhere in it is something else."""
    made, chance, junk = parts
    place: Any = made
    while True:
        key = chance.choice(list(place) if isinstance(place, dict) else range(len(place)))
        if isinstance(place[key], dict | list) and place[key] and chance.random() < 0.7:
            place = place[key]
        else:
            place[key] = junk
            return made


def _value(annotation: Any, depth: int) -> st.SearchStrategy[Any]:  # noqa: ANN401 - any type there is
    origin, arguments = typing.get_origin(annotation), typing.get_args(annotation)
    if origin in (typing.Union, types.UnionType):
        return st.one_of(*(_value(each, depth) for each in arguments if each is not type(None)))
    if origin is typing.Literal:
        return st.sampled_from(arguments)
    if origin is typing.Annotated:
        return _value(arguments[0], depth)
    if origin is list:
        return st.lists(_value(arguments[0], depth - 1), min_size=1, max_size=2)
    if isinstance(annotation, type) and issubclass(annotation, TelegramObject):
        return _object(annotation, depth)
    return _SIMPLE.get(annotation, st.just("x"))


_SIMPLE: dict[Any, st.SearchStrategy[Any]] = {
    bool: st.booleans(),
    int: st.integers(-(2**53), 2**53),
    float: st.floats(-90, 90),
    str: texts(300),
    datetime.datetime: st.integers(0, 2**31),
}


@cache
def _object(kind: type[TelegramObject], depth: int) -> st.SearchStrategy[Json]:
    required = {_name(kind, name): field for name, field in kind.model_fields.items() if field.is_required()}
    optional = {_name(kind, name): field for name, field in kind.model_fields.items() if not field.is_required()}

    def part(name: str) -> st.SearchStrategy[Any]:
        return st.deferred(lambda: _value((required | optional)[name].annotation, depth - 1))

    def made(chosen: list[str]) -> st.SearchStrategy[Json]:
        return st.fixed_dictionaries({name: part(name) for name in [*required, *chosen]})

    some = (
        st.lists(st.sampled_from(sorted(optional)), max_size=3, unique=True) if optional and depth > 0 else st.just([])
    )
    constants = {
        _name(kind, name): field.default
        for name, field in kind.model_fields.items()
        if not field.is_required() and typing.get_origin(field.annotation) is typing.Literal
    }
    return some.flatmap(made).map(lambda value: constants | value)


def _name(kind: type[TelegramObject], name: str) -> str:
    return kind.model_fields[name].alias or name
