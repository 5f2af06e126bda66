"""Workbooks made by code: clean ones, and ones as people hand them in."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from openpyxl import Workbook

from missions.loading.plan.values import MissionPlan
from missions.sheets.choices import Choices
from missions.sheets.existing import There
from missions.sheets.files import Grid, OpenedFile
from missions.sheets.frame import Named, SheetFrame
from missions.sheets.plan import understand
from missions.sheets.understood import Understood

Rows = Sequence[Sequence[Any]]
FRAME = SheetFrame(
    "Africa/Casablanca",
    date(2027, 7, 12),
    date(2027, 7, 14),
    "fr",
    [Named("morocco", {"fr": "Maroc", "ar": "المغرب"}, "MA"), Named("andalusia", {"fr": "Andalousie"}, "ES")],
)
THERE = There(
    MissionPlan(
        key="m",
        title={"fr": "Mission"},
        default_language="fr",
        starts_on=FRAME.starts_on,
        ends_on=FRAME.ends_on,
        time_zone=FRAME.time_zone,
    ),
    FRAME,
)


def workbook(**sheets: Rows) -> bytes:
    """A .xlsx with these sheets."""
    made = Workbook()
    made.remove(made.active)
    for name, rows in sheets.items():
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def read(*sheets: Rows, there: There = THERE, answers: Mapping[str, str] | None = None) -> Understood:
    """What sheets come to, opened already; answers by the question's id."""
    grids = [Grid(f"Feuil{number}", rows) for number, rows in enumerate(sheets, start=1)]
    return understand(OpenedFile(grids), there, Choices(answers=answers or {}))
