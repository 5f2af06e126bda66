"""A setting of the mission is declared once: its column and its line in the docs go with it."""

from __future__ import annotations

from pathlib import Path

import pytest

from missions.loading.plan.settings import settings_of
from missions.loading.plan.values import MissionSettings
from storage.tables import Mission

DOCS = (Path(__file__).parents[3] / "docs" / "mission-file.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", [name for name, _kind, _default in settings_of(MissionSettings)])
def test_a_setting_has_its_column_and_its_line(name: str) -> None:
    assert name in Mission.model_fields
    assert f"`{name}`" in DOCS
