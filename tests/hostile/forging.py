"""Forged presses: every kind of button that handlers know, with whatever its fields could say."""

from __future__ import annotations

import ast
import enum
import random
import re
from collections.abc import Iterator, Sequence
from functools import cache
from inspect import isclass
from pathlib import Path

from aiogram.filters.callback_data import CallbackData

import handlers
from handlers import dispatcher as _dispatcher  # noqa: F401 - with it, every kind of button is known
from handlers.registration.asking import STEPS
from locales import catalogues
from missions.announcements.audience import Dimension
from storage.tables import OrganisationKind, RoleKind

LONGEST = 64
"""Bytes of callback data."""
HUGE = (0, -1, 2**31, 2**63 - 1, 2**63, -(2**63) - 1, 10**25)
ODD = ("", "x", "1e3", "None", "{}", "%s", "'", "é", "\u202e", "0x1", " 1", "1_0", "true", "\x00")
COMMON = ("review", "telegram", *STEPS, *catalogues().codes, *OrganisationKind, *RoleKind, "delegate", *Dimension)
PARTING = {"pa", "privacy"}
"""Prefixes with which someone may leave or erase themselves: pressed last, or the rest would be a stranger's."""


def kinds() -> list[type[CallbackData]]:
    """Every kind of button of the project, in a fixed order."""
    return sorted(_below(CallbackData), key=lambda kind: (kind.__prefix__ in PARTING, kind.__prefix__))


def _below(kind: type[CallbackData]) -> Iterator[type[CallbackData]]:
    for each in kind.__subclasses__():
        if each.__module__.startswith("handlers"):
            yield each
        yield from _below(each)


class Forger:
    """Makes up callback data. ids are those of things that the presser has no right to."""

    def __init__(self, ids: Sequence[int], chance: random.Random) -> None:
        self._ids = ids
        self._chance = chance

    def presses(self, kind: type[CallbackData], least: int) -> Iterator[str]:
        """One for each word that its code knows, a few for what its docstring says, and so many at least."""
        words = [*written(kind), *self._chance.sample(documented(kind), k=min(4, len(documented(kind))))]
        for number in range(max(least, len(words))):
            yield self._one(kind, words[number % len(words)] if words else "")

    def _one(self, kind: type[CallbackData], word: str) -> str:
        fields = [self._value(field.annotation, word) for field in kind.model_fields.values()]
        data = ":".join([kind.__prefix__, *fields])
        if self._chance.random() < 0.04:
            data += ":1"
        return data.encode()[:LONGEST].decode(errors="ignore")

    def _value(self, annotation: object, word: str) -> str:
        chance = self._chance
        if chance.random() < 0.04:
            return chance.choice(ODD).replace(":", "")
        if annotation is bool:
            return chance.choice("01")
        if isclass(annotation) and issubclass(annotation, enum.Enum):
            return str(chance.choice(list(annotation)).value)
        if annotation is str:
            return word if word and chance.random() < 0.8 else chance.choice(COMMON)
        return str(chance.choice(HUGE) if chance.random() < 0.15 else chance.choice(self._ids))


@cache
def written(kind: type[CallbackData]) -> tuple[str, ...]:
    """What text fields of this kind say in the code: the constants of every call and filter of it."""
    said = set()
    for node in _calls() if _has_text(kind) else []:
        named = node.func.value if isinstance(node.func, ast.Attribute) else node.func
        if isinstance(named, ast.Name) and named.id == kind.__name__:
            parts = ast.walk(node)
            said |= {part.value for part in parts if isinstance(part, ast.Constant) and isinstance(part.value, str)}
    return tuple(sorted(said))


@cache
def documented(kind: type[CallbackData]) -> tuple[str, ...]:
    """Words of its docstring, where acts are listed that the code puts together otherwise."""
    return tuple(sorted({*re.findall(r"[a-z][a-z-]+", kind.__doc__ or "")})) if _has_text(kind) else ()


def _has_text(kind: type[CallbackData]) -> bool:
    return any(field.annotation is str for field in kind.model_fields.values())


@cache
def _calls() -> list[ast.Call]:
    [folder] = handlers.__path__
    trees = (ast.parse(path.read_text(encoding="utf-8")) for path in sorted(Path(folder).rglob("*.py")))
    return [node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Call)]
