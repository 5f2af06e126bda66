"""The table of renderers is complete: what a use case says has a renderer."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from dataclasses import fields

import missions
from handlers.notices import RENDERERS
from missions.notices import Notice
from missions.privacy.subjects import FIELDS, NOBODYS


def kinds() -> Iterator[type[Notice]]:
    for module in pkgutil.walk_packages(missions.__path__, "missions."):
        for kind in vars(importlib.import_module(module.name)).values():
            if isinstance(kind, type) and issubclass(kind, Notice):
                yield kind


def test_every_notice_has_a_renderer() -> None:
    every = set(kinds())
    # What only gives others their fields is told to nobody.
    told = {kind for kind in every if not any(kind in other.__mro__[1:] for other in every)}

    assert told == RENDERERS.keys()


def test_every_reference_of_a_notice_says_whether_it_is_to_a_person() -> None:
    """So that no notice is missed when a delegate is erased."""
    named = {field.name for kind in kinds() for field in fields(kind) if field.name.endswith("_id")}

    assert named == {*FIELDS, *NOBODYS}
