"""Each kind of notice says what it can wait for."""

from __future__ import annotations

from dataclasses import fields
from typing import get_type_hints

import pytest
from pydantic import TypeAdapter

from handlers.notices import RENDERERS
from missions.notices import Notice
from missions.pushes.waits import KINDS, WAITS, Waits
from storage.tables import metadata


def test_every_notice_says_what_it_can_wait_for() -> None:
    assert WAITS.keys() == RENDERERS.keys()
    assert len(KINDS) == len(WAITS)


@pytest.mark.parametrize("kind", [kind for kind, what in WAITS.items() if what is not Waits.NEVER])
def test_what_can_wait_can_be_written_down(kind: type[Notice]) -> None:
    hints = get_type_hints(kind)
    for field in fields(kind):
        hint = hints[field.name]
        if getattr(hint, "__table__", None) is not None:
            assert hint.__table__.name in metadata.tables
        else:
            TypeAdapter(hint)
