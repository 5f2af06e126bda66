"""The table of renderers is complete: what a use case says has a renderer."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator

import missions
from handlers.notices import RENDERERS
from missions.notices import Notice


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
